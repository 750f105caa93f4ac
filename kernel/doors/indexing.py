"""What search engines may keep: home, items and their guides. A page of a matter is for whoever has its code alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kernel.doors.routes import is_indexed


class NotIndexedMiddleware:
    """Tells search engines to keep no answer but those of the doors that are listed as theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code >= 400 or match is None or not is_indexed(match.view_name):
            response.headers["X-Robots-Tag"] = "noindex"
        return response
