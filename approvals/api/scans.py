"""扫描件 by API: a picture that a counter took of a paper which was handed over to it."""

import hashlib
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.scans import scan_paper
from approvals.typed import line
from kernel.accounts.models import User
from kernel.documents.models import Document
from kernel.doors.idempotency import once
from kernel.doors.verbs import KEY_HEADER, KEY_PARAMETER, REPEATED_HEADER, user_of


class ScanInput(serializers.Serializer[Any]):
    """A file, the code of the paper it pictures, and what its bytes hash to, where the device told."""

    material = serializers.CharField(max_length=24)
    file = serializers.FileField(allow_empty_file=True)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$", required=False, default="")


class ScanRow(serializers.ModelSerializer[Document]):
    """The file as it was kept: `sha256` what its bytes hash to, `size` in bytes."""

    case = serializers.CharField(source="subject_number")
    material = serializers.CharField(source="material_code")

    class Meta:
        model = Document
        fields = ("number", "case", "material", "name", "content_type", "size", "sha256", "at")


class Scan(APIView):
    """Keep a picture of one paper of a case that this counter received, until it is decided.

    The same bytes for the same paper are taken once, whatever the key.
    """

    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="case_scan",
        parameters=[KEY_PARAMETER],
        request={"multipart/form-data": ScanInput},
        responses={201: ScanRow},
    )
    def post(self, request: Request, number: str) -> Response:
        form = ScanInput(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        file: UploadedFile = said["file"]
        by = user_of(request)
        answer = once(
            user=by,
            route="approvals.scan",
            key=request.headers.get(KEY_HEADER, ""),
            body="\x1f".join((number, said["material"], said["sha256"], str(file.name), _digest(file))).encode(),
            act=lambda: (201, self._keep(by, line(number), said)),
        )
        headers = {REPEATED_HEADER: "true"} if answer.repeated else {}
        return Response(dict(answer.body), status=answer.status, headers=headers)

    def _keep(self, by: User, number: str, said: dict[str, Any]) -> dict[str, Any]:
        file = said["file"]
        kept = scan_paper(
            number=number,
            by=by,
            paper=said["material"],
            pieces=file.chunks(),
            name=str(file.name or ""),
            sha256=said["sha256"],
        )
        return dict(ScanRow(kept).data)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()
