"""Pages and answers are pressed for the road; files go as they are.

A village's line carries eight kilobytes a second, and a page has twenty. What could be guessed from the length of a
pressed page is the token against forged forms: Django masks it anew each time, and the middleware pads each answer
by a random length.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PRESSED: Final = ("text/html", "application/json", "application/problem+json")


class CompressedPagesMiddleware(GZipMiddleware):
    """Only what is text and whole: a download's length and hash stay what they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, pressed where it may be."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if response.streaming or not isinstance(response, HttpResponse) or kind not in PRESSED:
            return response
        return super().process_response(request, response)
