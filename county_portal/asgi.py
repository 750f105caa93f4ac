"""One port: static files, then pages and API on WSGI threads, websockets on Channels."""

import os
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
wsgi = get_wsgi_application()

# the rest imports models, which exist only after Django's set-up above
from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import URLRouter  # noqa: E402
from channels.security.websocket import OriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import re_path  # noqa: E402

from county_portal.routing import websocket_urlpatterns  # noqa: E402
from county_portal.serving.pages import Pages  # noqa: E402
from county_portal.serving.spool import BodySpool  # noqa: E402
from county_portal.serving.statics import with_static_files  # noqa: E402
from county_portal.serving.types import Application, Receive, Scope, Send, header  # noqa: E402

NO_SUCH_SOCKET, FOREIGN_ORIGIN = 4404, 4403


async def no_such_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Close a websocket that no app knows; Channels would raise and fill the log."""
    await send({"type": "websocket.close", "code": NO_SUCH_SOCKET})


class SameOrigin(OriginValidator):  # type: ignore[misc]
    """Refuses the sockets of foreign pages by itself; Channels' own refusal needs Valkey, which may be down."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = header(scope, b"origin").decode("latin1")
        if self.valid_origin(urlsplit(origin) if origin else None):
            await self.application(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": FOREIGN_ORIGIN})


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
    allowed = [*settings.ALLOWED_HOSTS, *settings.CSRF_TRUSTED_ORIGINS]
    return cast(Application, SameOrigin(AuthMiddlewareStack(URLRouter(routes)), allowed))


def _pages() -> Application:
    pages = BodySpool(
        Pages(cast(Any, wsgi), threads=settings.WEB_THREADS),
        folder=settings.RUN_DIR / "spool",
        max_bytes=settings.MAX_BODY_BYTES,
        idle_seconds=settings.BODY_IDLE_SECONDS,
    )
    return with_static_files(pages)


application = Router(_pages(), _websockets())
