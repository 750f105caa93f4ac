"""What is a citizen's own: in whose name he may apply, and the drafts he throws away."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from approvals import actions
from kernel.accounts.models import Applicant, ApplicantQuerySet
from kernel.doors.paging import ByRank
from kernel.doors.verbs import VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.workdays.zone import local_date

DISCARDED = inline_serializer("Discarded", {"number": serializers.CharField()})


class ApplicantRow(serializers.ModelSerializer[Applicant]):
    """A person or firm one may apply for; names and numbers masked. `id` goes into an application's `applicant`."""

    name = serializers.CharField(source="name_masked")

    class Meta:
        model = Applicant
        fields = ("id", "kind", "name", "id_kind", "id_masked", "phone_masked", "minor", "guardian")


class OneselfFirst(ByRank):
    """Persons before firms, in the order in which they were registered."""

    ordering = ("-kind", "pk")


@extend_schema_view(get=extend_schema(operation_id="applicants"))
class Applicants(ListAPIView[Applicant]):
    """Oneself, those one is guardian of, the firms one signs in for, and whose mandate one holds today."""

    serializer_class = ApplicantRow
    pagination_class = OneselfFirst
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> ApplicantQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Applicant.objects.none()
        user = user_of(self.request)
        if not user.is_citizen:
            raise NotFound
        return Applicant.objects.acted_for(user, day=local_date(database_now()))


@extend_schema_view(post=extend_schema(operation_id="case_discard", request=None, responses=DISCARDED))
class Discard(VerbView):
    """Throw an unsubmitted draft of one's own away."""

    route = "roof.discard"

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        actions.discard_draft(number=path["number"], by=user_of(request))
        return 200, {"number": path["number"]}
