"""One port: static files, then pages and API on WSGI threads, websockets on Channels."""

import os
from typing import Any, cast

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
wsgi = get_wsgi_application()

# the rest imports models, which exist only after Django's set-up above
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from county_portal.routing import websocket_urlpatterns  # noqa: E402
from county_portal.serving.pages import Pages  # noqa: E402
from county_portal.serving.sockets import Guarded, no_such_socket  # noqa: E402
from county_portal.serving.spool import BodySpool  # noqa: E402
from county_portal.serving.statics import with_static_files  # noqa: E402
from county_portal.serving.types import Application, Receive, Scope, Send  # noqa: E402


class Router:
    """Sends each connection to its side of the house."""

    def __init__(self, http: Application, websocket: Application) -> None:
        self.http = http
        self.websocket = websocket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.websocket(scope, receive, send)
        else:
            raise RuntimeError(
                f"the portal answers http and websocket, not {scope['type']} (start with --lifespan off)"
            )


def _websockets() -> Application:
    routes = [*websocket_urlpatterns, re_path(r"", cast(Any, no_such_socket))]
    return Guarded(AuthMiddlewareStack(URLRouter(routes)))


def _pages() -> Application:
    pages = BodySpool(
        Pages(cast(Any, wsgi), threads=settings.WEB_THREADS),
        folder=settings.RUN_DIR / "spool",
        max_bytes=settings.MAX_BODY_BYTES,
        idle_seconds=settings.BODY_IDLE_SECONDS,
    )
    return with_static_files(pages)


application = Router(_pages(), _websockets())
