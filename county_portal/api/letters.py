"""Letters of a case, a bag or a card; that one was stamped by hand; checking one by its number."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.queries import case_for
from civic_service.queries import bag_seen_by
from ethics_monitor.queries.pages import visible_card
from kernel.accounts.addresses import address_of
from kernel.documents import throttling
from kernel.documents.actions import record_hand_stamp, take_back_hand_stamp
from kernel.documents.models import Letter
from kernel.documents.numbering import read_number
from kernel.documents.queries import letters_of, verification
from kernel.doors.paging import OldestFirst
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound

READ = ["get", "head", "options"]


class LetterRow(serializers.ModelSerializer[Letter]):
    """A letter: `download` is empty while it is being made, `seal` for one that people sign; `stamped` whether its
    seal is on it, by hand at `stamped_at` or by an e-seal."""

    organ = serializers.CharField(source="organ_name")
    ready = serializers.SerializerMethodField()
    download = serializers.SerializerMethodField()
    verify = serializers.SerializerMethodField()
    stamped = serializers.BooleanField(source="bears_seal", read_only=True)

    class Meta:
        model = Letter
        fields = (
            *("number", "serial", "title", "organ", "issued_at", "ready", "download", "verify"),
            *("seal", "stamped", "stamped_at"),
        )

    def get_ready(self, letter: Letter) -> bool:
        return letter.document is not None

    def get_download(self, letter: Letter) -> str:
        return reverse("documents:download", args=[letter.document.number]) if letter.document else ""

    def get_verify(self, letter: Letter) -> str:
        return reverse("documents:verify", args=[letter.number])


class VerifiedLetter(serializers.Serializer[Any]):
    """What is public of a letter: nothing that is not on its paper, and the name masked."""

    number = serializers.CharField()
    serial = serializers.CharField()
    title = serializers.CharField()
    organ = serializers.CharField()
    addressee = serializers.CharField()
    issued_at = serializers.DateTimeField()
    ready = serializers.BooleanField()
    sha256 = serializers.CharField(allow_blank=True)
    seal = serializers.CharField(allow_blank=True)
    stamped = serializers.BooleanField()


class _Letters(ListAPIView[Letter]):
    """The letters of one subject, oldest first; `kind` and `find` say of which."""

    serializer_class = LetterRow
    pagination_class = OldestFirst
    http_method_names = READ

    def subject(self) -> tuple[str, int]:
        """Kind and key of what the address names. Errors: NotFound when it is not the asker's to see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Letter]:
        if getattr(self, "swagger_fake_view", False):
            return Letter.objects.none()
        return letters_of(*self.subject())


@extend_schema_view(get=extend_schema(operation_id="case_letters"))
class CaseLetters(_Letters):
    """The letters of a case, oldest first."""

    def subject(self) -> tuple[str, int]:
        return "case", case_for(user_of(self.request), self.kwargs["number"], at=database_now()).pk


@extend_schema_view(get=extend_schema(operation_id="bag_letters"))
class BagLetters(_Letters):
    """The hand-over sheets of a bag."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]

    def subject(self) -> tuple[str, int]:
        return "bag", bag_seen_by(user_of(self.request), self.kwargs["number"], at=database_now()).pk


@extend_schema_view(get=extend_schema(operation_id="card_letters"))
class CardLetters(_Letters):
    """The papers of a card, oldest first."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]

    def subject(self) -> tuple[str, int]:
        return "card", visible_card(user_of(self.request), self.kwargs["number"], at=database_now()).pk


@extend_schema_view(post=extend_schema(operation_id="letter_stamp", request=None, responses=LetterRow))
class Stamp(VerbView):
    """Record that a printed letter was stamped by hand."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "roof.letter_stamp"

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(LetterRow(record_hand_stamp(by=user_of(request), number=path["number"])).data)


class UnstampInput(serializers.Serializer[Any]):
    """Why the record was wrong."""

    reason = serializers.CharField(max_length=500, allow_blank=True)


@extend_schema_view(post=extend_schema(operation_id="letter_unstamp", request=UnstampInput, responses=LetterRow))
class Unstamp(VerbView):
    """Take back that a letter was stamped by hand: by whoever recorded it, or a head of its unit."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "roof.letter_unstamp"
    input = UnstampInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        letter = take_back_hand_stamp(by=user_of(request), number=path["number"], reason=data["reason"])
        return 200, dict(LetterRow(letter).data)


class VerifyLetter(APIView):
    """Whether a letter of this number was issued. Limited as the page is."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="verify_letter", responses=VerifiedLetter)
    def get(self, request: Request, number: str) -> Response:
        typed = read_number(number) or number[:40]
        throttling.count_look_up(address=address_of(request._request), number=typed)
        found = verification(typed)
        if found is None:
            raise NotFound
        return Response(VerifiedLetter(found).data)
