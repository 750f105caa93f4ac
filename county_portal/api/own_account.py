"""A person's own account: the password set with the slip from a counter, what is kept of him, how he is reached."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.own_info import email_of, kept_of
from kernel.accounts.actions import NewContact, change_own_contact
from kernel.accounts.activation import activate_limited
from kernel.accounts.addresses import address_of
from kernel.accounts.forms import LONGEST_PASSWORD
from kernel.accounts.models import Applicant, User
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import CitizensOnly, user_of
from kernel.ledger.refusals import NotFound

ACTIVATED = inline_serializer("Activated", {"username": serializers.CharField()})


class ActivationInput(serializers.Serializer[Any]):
    """User name and code as they stand on the slip."""

    username = serializers.CharField(max_length=150)
    code = serializers.CharField(max_length=40)
    password = serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False)


class Activate(APIView):
    """Set one's password. The slip is used up, so that a repeat is refused; no key is asked, for a key is kept with a
    digest of its body, and this body holds a password."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="account_activate", request=ActivationInput, responses=ACTIVATED)
    def post(self, request: Request) -> Response:
        form = ActivationInput(data=request.data)
        form.is_valid(raise_exception=True)
        user = activate_limited(**form.validated_data, address=address_of(request._request))
        return Response({"username": user.username}, headers={"Cache-Control": "no-store"})


class SeenRow(serializers.Serializer[Any]):
    """When a unit read data of the person in full, and which."""

    at = serializers.DateTimeField()
    unit = serializers.CharField()
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]


class KeptRow(serializers.Serializer[Any]):
    """One of the account's own applicants: himself, a ward, a firm; masked but for the address."""

    id = serializers.IntegerField(source="applicant.pk")
    kind = serializers.ChoiceField(source="applicant.kind", choices=Applicant.Kind.choices)
    name = serializers.CharField(source="applicant.name_masked")
    id_kind = serializers.ChoiceField(source="applicant.id_kind", choices=Applicant.IdKind.choices)
    id_masked = serializers.CharField(source="applicant.id_masked")
    phone_masked = serializers.CharField(source="applicant.phone_masked", allow_blank=True)
    address = serializers.CharField(source="applicant.address", allow_null=True)
    contact_name = serializers.CharField(allow_blank=True)
    contact_phone = serializers.CharField(allow_blank=True)
    registered_at = serializers.DateTimeField(source="applicant.registered_at")
    readings = SeenRow(many=True)


OWN_INFO = inline_serializer(
    "OwnInfo",
    {
        "username": serializers.CharField(),
        "email_masked": serializers.CharField(allow_blank=True),
        "joined_at": serializers.DateTimeField(),
        "people": KeptRow(many=True),
    },
)


class ContactInput(serializers.Serializer[Any]):
    """`applicant`: whose; what is left out or empty stays. `password` for mobile, contact's phone and e-mail."""

    applicant = serializers.IntegerField(min_value=1, max_value=2**62)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    email = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    password = serializers.CharField(
        max_length=LONGEST_PASSWORD, required=False, allow_blank=True, default="", trim_whitespace=False
    )


def _told(user: User) -> Response:
    facts: Mapping[str, Any] = {
        "username": user.username,
        "email_masked": email_of(user),
        "joined_at": user.joined_at,
        "people": KeptRow(kept_of(user), many=True).data,
    }
    return Response(facts, headers={"Cache-Control": "no-store"})


class OwnInfo(APIView):
    """What is kept of whoever asks."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="own_info", responses=OWN_INFO)
    def get(self, request: Request) -> Response:
        return _told(user_of(request))


class OwnContact(APIView):
    """Change how one is reached. The same again is nothing to change; no key is asked, as of every body with a
    password."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="own_contact_change", request=ContactInput, responses=OWN_INFO)
    def post(self, request: Request) -> Response:
        form = ContactInput(data=request.data)
        form.is_valid(raise_exception=True)
        facts = dict(form.validated_data)
        applicant = Applicant.objects.of_user(user_of(request)).filter(pk=facts.pop("applicant")).first()
        if applicant is None:
            raise NotFound
        password = facts.pop("password")
        change_own_contact(applicant=applicant, new=NewContact(**facts), password=password, by=user_of(request))
        return _told(User.objects.get(pk=user_of(request).pk))
