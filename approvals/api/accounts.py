"""The API's doors to accounts at a counter: opened for whoever is there with his document, and slips renewed."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from approvals import actions
from approvals.account_holders import holder, to_open_for
from approvals.limits import limit_person
from approvals.permissions import at_window
from kernel.accounts.models import Applicant
from kernel.accounts.opening import Issued
from kernel.accounts.usernames import MOST
from kernel.doors.references import WindowField
from kernel.doors.verbs import KEY_PARAMETER, StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now


class RenewInput(serializers.Serializer[Any]):
    """`identity_seen`: the person is there, and the clerk has his original document before him."""

    window = WindowField()
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices)
    id_number = serializers.CharField(max_length=40)
    identity_seen = serializers.BooleanField()


class OpenInput(RenewInput):
    """`phone` may be left out of somebody who is known with one; without `username` one is given."""

    name = serializers.CharField(max_length=100)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    username = serializers.CharField(max_length=MOST, required=False, allow_blank=True, default="")


class SlipRow(serializers.Serializer[Any]):
    """A slip. `code` is told in the first answer only and kept nowhere: in a repeat it is empty."""

    number = serializers.CharField()
    username = serializers.CharField()
    good_until = serializers.DateTimeField()
    code = serializers.CharField(allow_blank=True, help_text=_("激活码，只在第一次回答里"))


class SlipView(VerbView):
    """A verb that ends with a slip, whose code is put into this answer and into none that is kept."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    code = ""

    @extend_schema(parameters=[KEY_PARAMETER])
    def post(self, request: Request, **path: str) -> Response:
        response = super().post(request, **path)
        response.data["code"] = self.code
        response["Cache-Control"] = "no-store"
        return response

    def told(self, issued: Issued) -> tuple[int, Mapping[str, Any]]:
        self.code = issued.code
        slip = issued.slip
        facts = {"number": slip.number, "username": slip.user.username, "good_until": slip.good_until, "code": ""}
        return 201, dict(SlipRow(facts).data)


@extend_schema_view(post=extend_schema(operation_id="account_open", request=OpenInput, responses={201: SlipRow}))
class Open(SlipView):
    """Open the account of whoever is there with his document."""

    route = "approvals.open_account"
    input = OpenInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        # who has no post there learns nothing of whom a document belongs to
        at_window(user, data["window"], at=database_now())
        limit_person(user)
        applicant = to_open_for(**{name: data[name] for name in ("id_kind", "id_number", "name", "phone")})
        facts = {name: data[name] for name in ("username", "identity_seen", "window")}
        return self.told(actions.open_account(applicant=applicant, by=user, **facts))


@extend_schema_view(post=extend_schema(operation_id="account_renew", request=RenewInput, responses={201: SlipRow}))
class Renew(SlipView):
    """Another slip; the old one and the old password open nothing any more."""

    route = "approvals.renew_slip"
    input = RenewInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        at_window(user, data["window"], at=database_now())
        limit_person(user)
        applicant = holder(id_kind=data["id_kind"], id_number=data["id_number"])
        facts = {name: data[name] for name in ("identity_seen", "window")}
        return self.told(actions.renew_slip(applicant=applicant, by=user, **facts))
