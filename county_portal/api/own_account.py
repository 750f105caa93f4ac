"""A person's own account: the password set with the slip from a counter."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.accounts.activation import activate_limited
from kernel.accounts.addresses import address_of
from kernel.accounts.forms import LONGEST_PASSWORD
from kernel.doors.parsers import ReadableJSON

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
