"""Papers of a case: what was handed in and issued, sending a file, taking it out again, checking a letter."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.actions import remove_paper
from approvals.papers import ADDABLE
from approvals.public.receiving import refuse_other_papers, take_paper
from approvals.queries import case_for
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.models import Document
from kernel.documents.queries import document_for, documents_of
from kernel.doors.idempotency import once
from kernel.doors.paging import OldestFirst
from kernel.doors.verbs import KEY_HEADER, KEY_PARAMETER, REPEATED_HEADER, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound

READ = ["get", "head", "options"]


class DocumentRow(serializers.ModelSerializer[Document]):
    """A file: `download` is the path of its bytes, `sha256` what they must hash to, `size` in bytes."""

    case = serializers.CharField(source="subject_number")
    material = serializers.CharField(source="material_code")
    download = serializers.SerializerMethodField()

    class Meta:
        model = Document
        fields = ("number", "role", "case", "material", "name", "content_type", "size", "sha256", "at", "download")

    def get_download(self, document: Document) -> str:
        return reverse("documents:download", args=[document.number])


class UploadInput(serializers.Serializer[Any]):
    """A file and the code of the paper it is."""

    material = serializers.CharField(max_length=24)
    file = serializers.FileField(allow_empty_file=True)


@extend_schema_view(get=extend_schema(operation_id="case_documents"))
class DocumentList(ListAPIView[Document]):
    """The files of a case, in the order they came."""

    serializer_class = DocumentRow
    pagination_class = OldestFirst
    http_method_names = READ

    def get_queryset(self) -> QuerySet[Document]:
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        user = user_of(self.request)
        return documents_of(user, "case", case_for(user, self.kwargs["number"], at=database_now()).pk)


class DocumentDetail(APIView):
    """One file: its name, size and hash, and where its bytes are handed out."""

    http_method_names = READ

    @extend_schema(operation_id="document", responses=DocumentRow)
    def get(self, request: Request, number: str) -> Response:
        return Response(DocumentRow(document_for(user_of(request), number)).data)


class Upload(APIView):
    """Send one file of one paper to a draft, or while the applicant must supplement.

    The same bytes for the same paper are taken once, whatever the key.
    """

    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="case_upload",
        parameters=[KEY_PARAMETER],
        request={"multipart/form-data": UploadInput},
        responses={201: DocumentRow},
    )
    def post(self, request: Request, number: str) -> Response:
        user = user_of(request)
        if not user.is_citizen:
            raise NotFound
        form = UploadInput(data=request.data)
        form.is_valid(raise_exception=True)
        file, material = form.validated_data["file"], form.validated_data["material"]
        answer = once(
            user=user,
            route="roof.upload",
            key=request.headers.get(KEY_HEADER, ""),
            body="\x1f".join((number, material, str(file.name), _digest(file))).encode(),
            act=lambda: (201, dict(DocumentRow(_take(user, number, material, file)).data)),
        )
        headers = {REPEATED_HEADER: "true"} if answer.repeated else {}
        return Response(dict(answer.body), status=answer.status, headers=headers)


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _take(user: User, number: str, material: str, file: UploadedFile) -> Document:
    case = _open_case(user, number)
    refuse_other_papers(case, material)
    return take_paper(by=user, case=case, paper=material, file=file)


def _open_case(user: User, number: str) -> Case:
    """The citizen's own case that takes papers now. Errors: NotFound."""
    case = case_for(user, number, at=database_now())
    if not user.is_citizen or case.state not in ADDABLE:
        raise NotFound
    return case


@extend_schema_view(post=extend_schema(operation_id="case_remove_upload", request=None, responses=DocumentRow))
class RemoveUpload(VerbView):
    """Take one's own file out again, while its case takes papers."""

    route = "roof.remove_upload"

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        gone = remove_paper(number=path["number"], by=user_of(request), document=path["document"])
        return 200, dict(DocumentRow(gone).data)
