"""The API's doors to errands and bags."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from civic_service import inputs
from civic_service.actions import dial_villager
from civic_service.api.serializers import BagRow, ErrandRow, FiledErrand, VillagerNumber
from civic_service.models import Bag, Errand
from civic_service.queries import bag_seen_by, errand_seen_by
from civic_service.verbs import BAG_VERBS, ERRAND_VERBS, Verb, do_bag, do_errand, file_as, send_as
from civic_service.villagers import unchanged_contact
from kernel.doors.paging import NewestFirst
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.organizations.queries import scope_of

STAFF: list[Any] = [StaffOnly]


class ErrandList(ListAPIView[Errand]):
    """Errands that the asker's posts may see, newest first."""

    serializer_class = ErrandRow
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticated]
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[Errand]:
        if getattr(self, "swagger_fake_view", False):
            return Errand.objects.none()
        return Errand.objects.visible_to(scope_of(user_of(self.request), database_now())).with_row()


class BagList(ListAPIView[Bag]):
    """Bags that the asker's posts send or receive, newest first."""

    serializer_class = BagRow
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticated]
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[Bag]:
        if getattr(self, "swagger_fake_view", False):
            return Bag.objects.none()
        seen = Bag.objects.visible_to(scope_of(user_of(self.request), database_now()))
        return seen.select_related("sender", "receiver", "window", "found_with").prefetch_related("lines__errand__case")


class ErrandDetail(APIView):
    """One errand."""

    permission_classes = STAFF
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=ErrandRow)
    def get(self, request: Request, number: str) -> Response:
        return Response(ErrandRow(errand_seen_by(user_of(request), number, at=database_now())).data)


class Dial(APIView):
    """The number to call the villager back by. Every asking is another line of the access log, so it carries no key."""

    permission_classes = STAFF
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="errand_dial", request=None, responses=VillagerNumber)
    def post(self, request: Request, number: str) -> Response:
        dialled = dial_villager(by=user_of(request), number=number)
        return Response(VillagerNumber(dialled).data, headers={"Cache-Control": "no-store"})


class BagDetail(APIView):
    """One bag with its lines."""

    permission_classes = STAFF
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=BagRow)
    def get(self, request: Request, number: str) -> Response:
        return Response(BagRow(bag_seen_by(user_of(request), number, at=database_now())).data)


@extend_schema_view(post=extend_schema(operation_id="errand_file", request=inputs.FileInput, responses=FiledErrand))
class File(VerbView):
    """Send a packet. The same packet again answers with the same errand."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "civic_service.file"
    input = inputs.FileInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        filed = file_as(user_of(request), data)
        # said on the receipt, or on the page that she opens next
        if told := unchanged_contact(data["person"]):
            messages.warning(request._request, told, fail_silently=True)
        return 200, dict(FiledErrand(filed).data)


class SendLeg(inputs.SendInput):
    """A bag, with the leg it goes."""

    leg = serializers.ChoiceField(choices=Bag.Leg.choices)


@extend_schema_view(post=extend_schema(operation_id="bag_send", request=SendLeg, responses={201: BagRow}))
class Send(VerbView):
    """Close a bag and hand it over."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "civic_service.send"
    input = SendLeg

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        sent = send_as(user, data["leg"], data)
        return 201, dict(BagRow(sent).data)


class ErrandVerb(VerbView):
    """One verb of one errand; subclasses are made from the table of verbs."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    verb: Verb

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(ErrandRow(do_errand(self.verb, number=path["number"], by=user_of(request), data=data)).data)


class BagVerb(VerbView):
    """One verb of one bag; subclasses are made from the table of verbs."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    verb: Verb

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(BagRow(do_bag(self.verb, number=path["number"], by=user_of(request), data=data)).data)


def _made(verb: Verb, base: type[VerbView], subject: str, row: type[serializers.Serializer[Any]]) -> type[VerbView]:
    """The view of one verb, with its own input and its own name in the schema."""
    code = f"{subject}_{verb.code.replace('-', '_')}"
    described = extend_schema(operation_id=code, request=verb.input, responses=row)
    name = "".join(word.capitalize() for word in code.split("_"))
    route = f"civic_service.{subject}.{verb.code}"
    facts = {"verb": verb, "input": verb.input, "route": route, "__doc__": str(verb.label)}
    return extend_schema_view(post=described)(type(name, (base,), facts))


ERRAND_VIEWS = {code: _made(verb, ErrandVerb, "errand", ErrandRow) for code, verb in ERRAND_VERBS.items()}
BAG_VIEWS = {code: _made(verb, BagVerb, "bag", BagRow) for code, verb in BAG_VERBS.items()}
