"""Static files in front of everything: from the finders, or from collectstatic's folder where that was run."""

from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles import finders
from servestatic import ServeStaticASGI

from county_portal.serving.types import Application


def with_static_files(inner: Application) -> Application:
    """`inner` behind the static files. They are listed once; a file whose name carries its hash is kept for ever."""
    served = ServeStaticASGI(
        cast(Any, inner), max_age=60, allow_all_origins=False, add_headers_function=_as_what_they_are
    )
    if settings.STATICFILES_COLLECTED:
        served.add_files(settings.STATIC_ROOT, prefix=settings.STATIC_URL)
        return cast(Application, served)
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            prefix = getattr(storage, "prefix", None)
            url = settings.STATIC_URL + (f"{prefix}/{path}" if prefix else path)
            # the first finder wins, as in Django
            if url not in served.files:
                served.add_file_to_dictionary(url, storage.path(path), root=storage.location)
    return cast(Application, served)


def _as_what_they_are(headers: Any, _path: str, _url: str) -> None:
    """A file is what its type says; no browser is to guess."""
    headers["X-Content-Type-Options"] = "nosniff"
