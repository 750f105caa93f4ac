"""A refusal raised outside a form's own answer becomes a page with its sentence and its status."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kernel.doors.errors import error_page
from kernel.doors.problems import unreadable
from kernel.ledger.refusals import Refusal


class RefusalMiddleware:
    """Pages may let any Refusal pass; the reader sees the sentence, not a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The refusal's page; None leaves every other error to Django."""
        if unreadable(error):
            return error_page(request, 400)
        if not isinstance(error, Refusal):
            return None
        if error.status == 404:
            return error_page(request, 404)
        return error_page(request, error.status, sentence=(error.sentence, _("没有改动任何内容。")))
