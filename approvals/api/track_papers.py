"""The API's doors to 补正 by number and code: what is asked, sending a file, taking it out again, handing in."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions, typed
from approvals.actions.papers import changeable
from approvals.api.public import TrackInput
from approvals.api.told import FollowedCase
from approvals.limits import limit_sending
from approvals.lookup import try_code
from approvals.public.receiving import doors_by_code, open_case, refuse_other_papers, shown_rows, take_paper
from approvals.public.story import story
from approvals.queries import told
from kernel.cases.models import Case
from kernel.doors.idempotency import once
from kernel.doors.verbs import KEY_HEADER, KEY_PARAMETER, REPEATED_HEADER, VerbView
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound


class TrackUploadInput(TrackInput):
    """Number, code, a file and the code of the paper it is."""

    material = serializers.CharField(max_length=24)
    file = serializers.FileField(allow_empty_file=True)


class TrackRemoveInput(TrackInput):
    """Number, code and the number of a file that came by them."""

    document = serializers.CharField(max_length=20)


class SentFile(serializers.Serializer[Any]):
    """A file that came by number and code; `size` in bytes."""

    number = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()


class AskedPaper(serializers.Serializer[Any]):
    """A paper that the notice asks for, what came of it by number and code, and how many `others` an account sent."""

    code = serializers.CharField(source="paper.code")
    name = serializers.CharField(source="paper.name")
    what = serializers.CharField(allow_blank=True)
    files = SentFile(many=True, source="shown")
    others = serializers.IntegerField()


class AskedPapers(serializers.Serializer[Any]):
    """What the case waits for, and until which day."""

    number = serializers.CharField()
    until = serializers.DateField()
    papers = AskedPaper(many=True)


def _asked(case: Case) -> dict[str, Any]:
    facts = {
        "number": case.number,
        "until": case.supplement_notice.term_until,
        "papers": shown_rows(case, doors_by_code(case)),
    }
    return dict(AskedPapers(facts).data)


def _opened(request: Request, data: Mapping[str, Any]) -> Case:
    """The case of that number and code while it must be supplemented. Errors: TooManyTries; NotFound, for all else."""
    number = typed.number(data["number"])
    if try_code(request._request, number, data["code"]) is None:
        raise NotFound
    return open_case(None, number)


class TrackPapers(APIView):
    """What a case waits for, by number and code; by POST, so that no code stands in an address."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="track_papers", request=TrackInput, responses=AskedPapers)
    def post(self, request: Request) -> Response:
        form = TrackInput(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(_asked(_opened(request, form.validated_data)))


class TrackUpload(APIView):
    """Send one file of a paper that the notice asks for. The same bytes for the same paper are taken once."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="track_upload",
        parameters=[KEY_PARAMETER],
        request={"multipart/form-data": TrackUploadInput},
        responses={201: AskedPapers},
    )
    def post(self, request: Request) -> Response:
        form = TrackUploadInput(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        file: UploadedFile = said["file"]
        answer = once(
            user=None,
            route="approvals.track_upload",
            key=request.headers.get(KEY_HEADER, ""),
            body="\x1f".join((said["number"], said["code"], said["material"], str(file.name), _digest(file))).encode(),
            act=lambda: (201, self._take(request, said, file)),
        )
        headers = {REPEATED_HEADER: "true"} if answer.repeated else {}
        return Response(dict(answer.body), status=answer.status, headers=headers)

    def _take(self, request: Request, said: Mapping[str, Any], file: UploadedFile) -> dict[str, Any]:
        case = _opened(request, said)
        limit_sending(request._request, case.number)
        refuse_other_papers(case, said["material"])
        take_paper(by=None, case=case, paper=said["material"], file=file)
        return _asked(case)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


@extend_schema_view(post=extend_schema(operation_id="track_remove", request=TrackRemoveInput, responses=AskedPapers))
class TrackRemove(VerbView):
    """Take a file out again that came by number and code."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    route = "approvals.track_remove"
    input = TrackRemoveInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        case = _opened(request, data)
        actions.remove_paper(number=case.number, by=None, document=data["document"])
        return 200, _asked(case)


@extend_schema_view(post=extend_schema(operation_id="track_supplement", request=TrackInput, responses=FollowedCase))
class TrackSupplement(VerbView):
    """Hand in what the notice asked for; of its papers those count of which a file was sent."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    route = "approvals.track_supplement"
    input = TrackInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        case = _opened(request, data)
        actions.supplement(number=case.number, by=None, materials=changeable(case))
        told_now = story(told(case.number), now=database_now(), with_pass=True)
        return 200, dict(FollowedCase(told_now).data)
