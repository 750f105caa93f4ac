"""Problem details (RFC 9457): every refusal of the API, in one shape and in the reader's language."""

import math
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kernel.doors.errors import SENTENCES
from kernel.ledger.refusals import Refusal

CONTENT_TYPE = "application/problem+json"
# not among the framework's translated words (rest_framework.serializers.Serializer.errors)
NO_DATA: Final = "No data provided"


def problem(code: str, title: str, http_status: int, **more: Any) -> Response:
    """A problem document: type, title (the sentence), status, code, and any further members."""
    body = {"type": f"urn:county-portal:problem:{code}", "title": title, "status": http_status, "code": code, **more}
    return Response(body, status=http_status, content_type=CONTENT_TYPE)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None lets an unforeseen error become a 500 that says nothing of its cause."""
    if isinstance(error, Refusal):
        return _undone(problem(error.code, error.sentence, error.status))
    if isinstance(error, ValidationError):
        return problem("invalid", _("填写有误，请按提示修改。"), 422, errors=error.messages)
    if isinstance(error, Http404):
        return problem("not_found", _("没有找到，请核对号码。"), 404)
    if isinstance(error, PermissionDenied):
        return problem("forbidden", _("您的岗位不能办这件事。"), 403)
    if isinstance(error, RequestDataTooBig):
        return problem("too_large", str(SENTENCES[413][0]), 413)
    if unreadable(error):
        return problem("unreadable", str(SENTENCES[400][0]), 400)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    return _of_framework(error, response)


def unreadable(error: Exception) -> bool:
    """Whether the driver refused a text that holds the sign NUL, which PostgreSQL cannot keep: nobody types that."""
    return isinstance(error, ValueError) and "NUL (0x00)" in str(error)


def _in_words(errors: Any) -> Any:
    """The field errors; of an empty body (`null`) the framework speaks English to everybody."""
    if isinstance(errors, dict):
        return {name: _in_words(part) for name, part in errors.items()}
    if isinstance(errors, list):
        return [_in_words(part) for part in errors]
    return _("没有提交任何内容。") if str(errors) == NO_DATA else errors


def _undone(response: Response) -> Response:
    response["Cache-Control"] = "no-store"
    return response


def _of_framework(error: exceptions.APIException, response: Response) -> Response:
    """DRF's own exceptions, with field errors kept beside the sentence."""
    if isinstance(error, exceptions.ValidationError):
        words = _("填写有误，请按提示修改。")
        answer = problem("invalid", words, status.HTTP_422_UNPROCESSABLE_ENTITY, errors=_in_words(error.detail))
    elif isinstance(error, exceptions.ParseError):
        # the reader's own words tell a programmer where it broke; they are in English whoever asks
        words = _("请求的内容读不懂，没有办理；请检查格式。")
        answer = problem("parse_error", words, status.HTTP_400_BAD_REQUEST, detail=str(error.detail))
    elif isinstance(error, exceptions.Throttled):
        seconds = math.ceil(getattr(error, "wait", None) or 60)
        words = ngettext("请求太频繁，请 {n} 秒后再试。", "请求太频繁，请 {n} 秒后再试。", seconds).format(n=seconds)
        answer = problem("too_many_requests", words, status.HTTP_429_TOO_MANY_REQUESTS)
    else:
        code = error.get_codes() if isinstance(error.get_codes(), str) else error.default_code
        answer = problem(str(code), str(error.detail), response.status_code)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response:
            answer[header] = response[header]
    return answer
