"""Which language a reader gets: on pages the one he chose, Chinese until he chooses; in the API the one asked for."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

API_PATH: Final = "/api/"


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Django's LocaleMiddleware without guessing: many office computers in the county carry an English browser.

    The switch in the head sets the cookie; `Accept-Language` counts only for programs.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(API_PATH):
            super().process_request(request)
            return
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = dict(settings.LANGUAGES)
        translation.activate(language if language in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
