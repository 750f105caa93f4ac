"""One verb at one door: parse, ONE action, answer. Pages and API share the action and its permission."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, RawPostDataException
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.accounts.models import User
from kernel.doors.errors import gone
from kernel.doors.idempotency import Answer, once
from kernel.doors.parsers import ReadableJSON
from kernel.ledger.refusals import NotFound, Refusal

KEY_HEADER = "Idempotency-Key"
REPEATED_HEADER = "Idempotency-Replayed"
KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER, str, OpenApiParameter.HEADER, required=True, description="同一份提交用同一个编号，重发不会办两次"
)


class CitizensOnly(IsAuthenticated):
    """Doors of the applicant: staff apply at home, under their own name, so they are refused before their input is."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = signed_in(request)
        return user is not None and user.is_citizen


class StaffOnly(IsAuthenticated):
    """Doors of the offices: a citizen is refused before his input is, whatever the action would say of it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = signed_in(request)
        return user is not None and user.is_staff_member


class Empty(serializers.Serializer[Any]):
    """A verb that needs nothing but its subject."""


class VerbView(APIView):
    """POST of one verb. Subclasses give `route`, `input`, and `act`; the answer is remembered under its key.

    `act(request, data, **path)` returns (HTTP status, JSON body) and may raise any Refusal. A repeat is answered before
    its input is looked at: what it names may have changed since, by the very act it repeats.
    """

    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]
    route: ClassVar[str]
    input: ClassVar[type[serializers.Serializer[Any]]] = Empty

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        raise NotImplementedError

    @extend_schema(parameters=[KEY_PARAMETER])
    def post(self, request: Request, **path: str) -> Response:
        raw = self.said(request)
        given = request.data
        answer = once(
            user=signed_in(request),
            route=self.route,
            key=request.headers.get(KEY_HEADER, ""),
            body=_with_path(path, raw),
            act=lambda: self.act(request, self._read(request, given), **path),
        )
        headers = {REPEATED_HEADER: "true"} if answer.repeated else {}
        return Response(dict(answer.body), status=answer.status, headers=headers)

    def said(self, request: Request) -> bytes:
        """The body as it came, by which a repeat is known. Errors: as `_bytes_of`."""
        return _bytes_of(request)

    def _read(self, request: Request, given: Any) -> Mapping[str, Any]:
        """What the body says. Errors: DRF's ValidationError."""
        form = self.input(data=given, context={"request": request})
        form.is_valid(raise_exception=True)
        data: Mapping[str, Any] = form.validated_data
        return data


def _bytes_of(request: Request) -> bytes:
    """The body as it came. Errors: UnsupportedMediaType for a form: the token's check has read it, and no verb does."""
    try:
        return request._request.body
    except RawPostDataException as error:
        raise UnsupportedMediaType(request.content_type) from error


def signed_in(request: HttpRequest | Request) -> User | None:
    """The signed-in user as our own type, None for a visitor."""
    return request.user if isinstance(request.user, User) else None


def user_of(request: Request) -> User:
    """The signed-in user. Errors: NotFound for nobody; the permission class answers 401/403 before."""
    user = signed_in(request)
    if user is None:
        raise NotFound
    return user


def _with_path(path: Mapping[str, str], raw: bytes) -> bytes:
    return "\x1f".join(f"{key}={path[key]}" for key in sorted(path)).encode() + b"\x1e" + raw


def form_body(request: HttpRequest) -> bytes:
    """What a form says, for comparing it with a repeat.

    The fields, not the bytes: a multipart form has been read by now and its bytes are gone; and the same form shown
    again carries another CSRF token.
    """
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    files = [f"{name}={file.name}={_digest(file)}" for name, found in request.FILES.lists() for file in found]
    return "\x1f".join([fields.urlencode(), *files]).encode()


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def page_once(request: HttpRequest, *, route: str, act: Callable[[], object]) -> bool:
    """Run a form's act once under the form's own key, for pages that then show what is there; False for a repeat.

    Errors: those of `once`, and whatever `act` refuses.
    """

    def done() -> tuple[int, Mapping[str, Any]]:
        act()
        return 200, {}

    answer = once(
        user=signed_in(request),
        route=route,
        key=request.POST.get("idempotency_key", ""),
        body=_with_path({"path": request.path}, form_body(request)),
        act=done,
    )
    return not answer.repeated


def page_act(
    request: HttpRequest,
    *,
    route: str,
    act: Callable[[], str],
    said: str = "",
    refused_template: str = "components/refusal.html",
) -> HttpResponse:
    """Run a form's one action once under the form's own key and go where it says.

    `act` returns the path of the next page. A refusal is shown as a sentence with its own status; nothing that was
    typed is lost, because the page stays where it is (htmx swaps the sentence in) or comes back with it.
    """
    try:
        answer: Answer = once(
            user=signed_in(request),
            route=route,
            key=request.POST.get("idempotency_key", ""),
            body=_with_path({"path": request.path}, form_body(request)),
            act=lambda: (303, {"to": act()}),
        )
    except Refusal as refusal:
        if refusal.status == 404 and "HX-Request" in request.headers:
            return gone(request)
        return render(request, refused_template, {"refusal": refusal}, status=refusal.status)
    if said and not answer.repeated:
        messages.success(request, said)
    return go(request, str(answer.body["to"]))


def page_piece(request: HttpRequest, template: str, act: Callable[[], Mapping[str, Any]]) -> HttpResponse:
    """A part of a page, of the facts that an act gives and that no page keeps; a refusal stands in its place."""
    try:
        facts = act()
    except Refusal as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    return render(request, template, dict(facts))


def go(request: HttpRequest, path: str) -> HttpResponse:
    """Send the browser on, whether it asked by htmx or by itself."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(path)
    return HttpResponseRedirect(path)
