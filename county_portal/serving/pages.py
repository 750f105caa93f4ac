"""Pages and API: Django's WSGI application on long-lived threads, which keep their database connections.

Django's own ASGI handler opens a connection for every request with psycopg2 (7 to 14 times slower, measured).
"""

import asyncio
import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, cast

from a2wsgi import WSGIMiddleware

from county_portal.serving.downloads import Outgoing, intercept, send_file
from county_portal.serving.types import BODY, OUTGOING_FILE, Receive, Scope, Send

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


class FileForAsgi:
    """`wsgi.file_wrapper`: Django's FileResponse gives its file to the ASGI side instead of reading it here."""

    def __init__(self, file: IO[bytes], block_size: int = 0) -> None:
        self.file = file
        # Django puts response.close here, which closes the file and ends the request's bookkeeping
        self.close: Callable[[], None] = file.close

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


class Pages:
    """ASGI application over a WSGI one. The body is already complete, files leave without holding a thread."""

    def __init__(self, wsgi: Wsgi, *, threads: int) -> None:
        self.wsgi = wsgi
        self.bridge = WSGIMiddleware(cast(Any, self._call), workers=threads)
        # closing a file runs Django's bookkeeping, which belongs into a thread but not into a page's
        self.closers = ThreadPoolExecutor(1, thread_name_prefix="closer")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        outgoing = Outgoing()
        scope[OUTGOING_FILE] = outgoing
        try:
            await self.bridge(cast(Any, scope), cast(Any, receive), cast(Any, intercept(outgoing, send)))
            if outgoing.found:
                await send_file(outgoing, scope, receive, send)
        finally:
            if outgoing.close is not None:
                await asyncio.get_running_loop().run_in_executor(self.closers, outgoing.close)

    def _call(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Runs in a page thread."""
        scope = environ["asgi.scope"]
        environ["wsgi.input"] = scope.get(BODY) or io.BytesIO()
        environ["wsgi.file_wrapper"] = FileForAsgi
        environ["wsgi.multiprocess"] = False
        answer = self.wsgi(environ, start_response)
        if isinstance(answer, FileForAsgi):
            outgoing: Outgoing = scope[OUTGOING_FILE]
            outgoing.file, outgoing.close = answer.file, answer.close
            return [b""]
        return answer
