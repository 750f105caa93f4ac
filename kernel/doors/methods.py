"""A method that a door does not answer is refused in words; one that no door answers, before any view may echo it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from kernel.doors.errors import error_page

ANSWERED: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class KnownMethodsMiddleware:
    """405 with a sentence. Stands innermost, so that its page has the frame and the headers of every other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in ANSWERED
        response = self.get_response(request) if known else HttpResponseNotAllowed(ANSWERED)
        # Django's own 405 is an empty page: what a timed-out act leads to after signing in
        if response.status_code != 405 or response.content:
            return response
        told = error_page(request, 405)
        told["Allow"] = response["Allow"]
        return told
