"""Pages for what went wrong: one sentence, what to do now, and a way on. No personal number, no cause for strangers.

The 500 page asks nothing of the database or the session, since they may be what broke.
"""

import logging
import secrets
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.documents.limits import MAX_FILE_BYTES, MEGABYTE
from kernel.doors.language import API_PATH
from kernel.ledger.refusals import NotFound

log = logging.getLogger("portal.errors")

SENTENCES: Final[dict[int, tuple[str | Promise, str | Promise]]] = {
    400: (_("这个请求读不懂"), _("地址或表单不完整。请返回上一页，从那里重新打开。")),
    403: (_("您的岗位不能看这一页"), _("如果该由您办理，请让本单位管理员核对您的岗位和起止日期。")),
    404: (_("没有找到这一页"), _("地址可能写错了，或者这一页不归您看。请核对号码，或从首页进入。")),
    405: (_("这一步不能这样打开"), _("没有办理任何事。请从首页或您的列表进入，再办这一步。")),
    413: (
        _("提交的内容太大，没有收下"),
        format_lazy(
            _("单个文件不超过 {limit} MB。请压缩，或分成几次再交；填过的内容还在。"), limit=MAX_FILE_BYTES // MEGABYTE
        ),
    ),
    429: (_("请求太快，请稍等"), _("为保护办件信息，短时间内的查询次数有限。请一分钟后再试，急事打 12345。")),
    500: (_("服务器出了错，没有办成"), _("没有改动任何内容，请稍后再试。多次出现请告诉大厅值班长，报下面的编号。")),
}
CODES: Final[dict[int, str]] = {
    400: "unreadable",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    423: "locked",
    429: "too_many_requests",
    500: "server_error",
    507: "no_room_left",
}
CSRF: Final[tuple[str | Promise, str | Promise]] = (
    _("这一页放得太久了，没有提交"),
    _("为防止别人冒用，请返回上一页，刷新后再提交一次；填过的内容还在。"),
)


class Gone(NotFound):
    """A page that still showed it asked for something that is there no longer."""

    code = "gone"
    template = _("它已经不在这里了，可能刚刚提交、办结，或由别人办了。")


def gone(request: HttpRequest) -> HttpResponse:
    """404 for a script of a page left open: the sentence, and the way to what is there now."""
    words = render_to_string("components/refusal.html", {"refusal": Gone()}, request=request)
    response = HttpResponse(words + _reload_link(), status=404)
    response["Cache-Control"] = "no-store"
    return response


def _reload_link() -> str:
    return format_html('<p><a class="btn btn-line" href="" data-reload>{}</a></p>', _("刷新这一页"))


def error_page(
    request: HttpRequest | None, status: int, *, sentence: tuple[str | Promise, str | Promise] | None = None
) -> HttpResponse:
    """The page for a status with its sentence, in the reader's language; htmx gets the message alone.

    A program gets the same as a problem document: an address of the API that no view has answers here.
    """
    title, way_on = sentence or SENTENCES.get(status, SENTENCES[400])
    if request is not None and request.path.startswith(API_PATH):
        return problem_page(status, str(title), str(way_on))
    asked_by_script = request is not None and "HX-Request" in request.headers
    if request is not None and asked_by_script and request.method == "POST" and status == 404 and sentence is None:
        return gone(request)
    facts: dict[str, Any] = {
        "status": status,
        "error_title": title,
        "way_on": way_on,
        "incident": "",
        "forget_address": True,
    }
    name = "errors/fragment.html" if asked_by_script else "errors/page.html"
    more = _reload_link() if asked_by_script and status == 404 else ""
    response = HttpResponse(render_to_string(name, facts, request=request) + more, status=status)
    response["Cache-Control"] = "no-store"
    return response


def problem_page(status: int, title: str, way_on: str, **more: str) -> HttpResponse:
    """A problem document (RFC 9457) outside the API's views, in the shape of `kernel.doors.problems`."""
    code = CODES.get(status, "bad_request")
    facts = {"type": f"urn:county-portal:problem:{code}", "title": title, "status": status, "code": code}
    answer = JsonResponse(
        {**facts, "detail": way_on, **more}, status=status, json_dumps_params={"ensure_ascii": False},
        content_type="application/problem+json",
    )  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400; an upload beyond the limits says so as 413."""
    too_much = type(exception).__name__ in ("RequestDataTooBig", "TooManyFilesSent", "TooManyFieldsSent")
    return error_page(request, 413 if too_much else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404; the address asked for is not repeated."""
    return error_page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """For views that measure an upload themselves."""
    return error_page(request, 413)


def too_many(request: HttpRequest, *, retry_after: int = 60) -> HttpResponse:
    """For throttled pages; `retry_after` in seconds."""
    response = error_page(request, 429)
    response["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW."""
    return error_page(request, 403, sentence=CSRF)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: plain, with a number under which the log holds the cause; nothing here reads database or session."""
    title, way_on = SENTENCES[500]
    incident = secrets.token_hex(4).upper()
    log.error("incident %s: %s %s", incident, request.method, request.path, exc_info=True)
    if request.path.startswith(API_PATH):
        return problem_page(500, str(title), str(way_on), incident=incident)
    facts = {"status": 500, "error_title": title, "way_on": way_on, "incident": incident}
    response = HttpResponse(render_to_string("errors/plain.html", facts), status=500)
    response["Cache-Control"] = "no-store"
    return response
