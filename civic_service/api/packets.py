"""The API's doors to packets: photographs that follow piece by piece, and packets that come as a file or as codes."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from civic_service import inputs, packets
from civic_service.actions import photos_of, take_piece
from civic_service.api.serializers import BroughtErrand, ErrandRow, PhotoRow
from civic_service.api.views import STAFF
from civic_service.models import Photo
from civic_service.permissions import of_errand
from civic_service.queries import errand_seen_by
from civic_service.refusals import PacketTooLarge
from civic_service.verbs import bring_in
from kernel.documents.actions import Progress
from kernel.documents.limits import MAX_PIECE_BYTES, MEGABYTE
from kernel.documents.refusals import PieceTooLarge
from kernel.doors.verbs import VerbView, form_body, user_of
from kernel.ledger.locking import database_now


class PhotoList(APIView):
    """The photographs of an errand's packet, and how far each has come."""

    permission_classes = STAFF
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="errand_photos", responses=PhotoRow(many=True))
    def get(self, request: Request, number: str) -> Response:
        user, at = user_of(request), database_now()
        errand = errand_seen_by(user, number, at=at)
        of_errand(user, errand, at=at)
        return Response([_row(photo, stands) for photo, stands in photos_of(errand)])


class Piece(APIView):
    """Send the next piece of a photograph. A piece says where it belongs, so it needs no key: sent again it is refused
    with where to go on."""

    permission_classes = STAFF
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [MultiPartParser]

    @extend_schema(operation_id="errand_photo", request={"multipart/form-data": inputs.PieceInput}, responses=PhotoRow)
    def post(self, request: Request, number: str, position: int) -> Response:
        user, at = user_of(request), database_now()
        errand = errand_seen_by(user, number, at=at)
        form = inputs.PieceInput(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        if said["piece"].size > MAX_PIECE_BYTES:
            raise PieceTooLarge
        stands = take_piece(
            by=user, errand=errand, position=position, offset=said["offset"], piece=said["piece"].read(), at=at
        )
        return Response(_row(errand.photos.get(position=position), stands))


def _row(photo: Photo, stands: Progress) -> dict[str, Any]:
    return {
        "position": photo.position,
        "code": photo.material_code,
        "sha256": photo.sha256,
        "size": photo.size,
        "offset": stands.offset,
        "kept": stands.document is not None,
    }


class PacketInput(serializers.Serializer[Any]):
    """A packet as it left the telephone: the JSON of its file, or the lines of its codes."""

    file = serializers.JSONField(required=False, default=None)
    scanned = serializers.CharField(max_length=packets.MOST_SCANNED, required=False, allow_blank=True, default="")


@extend_schema_view(post=extend_schema(operation_id="errand_bring", request=PacketInput, responses=BroughtErrand))
class Bring(VerbView):
    """Take in a packet of one of the town's agents. The same packet again answers with the same errand."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "civic_service.bring"
    input = PacketInput

    def said(self, request: Request) -> bytes:
        """Errors: PacketTooLarge for what Django reads into memory no longer."""
        try:
            return super().said(request)
        except RequestDataTooBig as error:
            path = reverse("civic_service_api:bring_file")
            raise PacketTooLarge(path=path, limit=packets.MOST_BYTES // MEGABYTE) from error

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        brought = packets.from_scan(data["scanned"]) if data["file"] is None else packets.from_said(data["file"])
        done = bring_in(user, brought)
        return 200, {**ErrandRow(done.errand).data, "missing": done.missing}


class PacketFile(serializers.Serializer[Any]):
    """A packet as the file that the telephone made, photographs in it."""

    file = serializers.FileField(allow_empty_file=True)


@extend_schema_view(
    post=extend_schema(
        operation_id="errand_bring_file", request={"multipart/form-data": PacketFile}, responses=BroughtErrand
    )
)
class BringFile(VerbView):
    """Take in a packet as a file, up to 40 MB. The same packet again answers with the same errand."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    parser_classes = [MultiPartParser]
    route = "civic_service.bring_file"
    input = PacketFile

    def said(self, request: Request) -> bytes:
        """The file's digest: its bytes are spooled, not kept in memory."""
        return form_body(request)

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        done = bring_in(user_of(request), packets.from_upload(data["file"]))
        return 200, {**ErrandRow(done.errand).data, "missing": done.missing}
