"""The API's door to who holds a document: asked at a window, as often as the page may ask."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.inputs import PersonLookUp
from approvals.limits import limit_person
from approvals.models import SpotNotice
from approvals.permissions import at_window
from approvals.queries import clerk_windows, told_before
from kernel.accounts.models import Applicant
from kernel.accounts.queries import find_by_document
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound


class ToldBefore(serializers.Serializer[SpotNotice]):
    """An earlier notice on the spot that nobody came back with."""

    number = serializers.CharField(source="ledger_subject.number")
    told_at = serializers.DateTimeField()
    missing = serializers.SerializerMethodField()

    def get_missing(self, notice: SpotNotice) -> list[str]:
        return [paper.code for paper in notice.missing.all()]


class FoundPerson(serializers.Serializer[Any]):
    """Whether the number can be one of its kind, and whom it belongs to, masked; `known` is false for a newcomer."""

    valid = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    known = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    minor = serializers.BooleanField()
    told_before = ToldBefore(many=True)


class AtSomeWindow(IsAuthenticated):
    """Who serves at no window is refused before his words are read: nothing is learnt from how they are refused."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = signed_in(request)
        return user is not None and bool(clerk_windows(user, at=database_now()))


class PersonView(APIView):
    """Look a person up by document; by POST, so that no number stands in an address. It changes nothing."""

    permission_classes: ClassVar[list[Any]] = [AtSomeWindow]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="person_look_up", request=PersonLookUp, responses=FoundPerson)
    def post(self, request: Request) -> Response:
        user, now = signed_in(request), database_now()
        if user is None:
            raise NotFound
        form = PersonLookUp(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        at_window(user, asked["window"] or clerk_windows(user, at=now)[0], at=now)
        limit_person(user)
        verdict, person = find_by_document(asked["id_kind"], asked["id_number"])
        return Response(FoundPerson(_found(verdict, person, asked["item"])).data, headers={"Cache-Control": "no-store"})


def _found(verdict: Any, person: Applicant | None, item: Any) -> dict[str, Any]:
    return {
        "valid": verdict.valid,
        "reason": verdict.reason,
        "known": person is not None,
        "name": person.name_masked if person is not None else "",
        "phone": person.phone_masked if person is not None else "",
        "minor": person.minor if person is not None else False,
        "told_before": told_before(person, item) if person is not None and item is not None else [],
    }
