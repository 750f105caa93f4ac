"""A real HTTP server on loopback that notes what it is asked, and answers as a script says."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """Status, headers and body in pieces; `after` seconds of silence first, `every` seconds before each piece."""

    status: int = 200
    body: tuple[bytes, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    after: float = 0
    every: float = 0


Behaviour = Callable[[Asked], Reply]


class HttpPeer:
    """`asked` holds every request, repeats included; `behave` answers them unless `next` has replies left."""

    def __init__(self, behave: Behaviour) -> None:
        self.asked: list[Asked] = []
        self.next: list[Reply | Behaviour] = []
        self.behave = behave
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                peer._answer(self)

            def log_message(self, *_: Any) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A client that was killed or gave up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers["Content-Length"])
        body = handler.rfile.read(length)
        if len(body) < length:
            # who asked was killed in the middle of it
            handler.close_connection = True
            return
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(handler.path, headers, body)
        self.asked.append(asked)
        reply = self.next.pop(0) if self.next else self.behave
        said = reply if isinstance(reply, Reply) else reply(asked)
        time.sleep(said.after)
        handler.send_response(said.status)
        for name, value in said.headers:
            handler.send_header(name, value)
        handler.end_headers()
        for piece in said.body:
            time.sleep(said.every)
            handler.wfile.write(piece)
            handler.wfile.flush()


def gateway(asked: Asked) -> Reply:
    """A gateway in good order: OK for what it was asked."""
    return ok(asked.json["request_id"])


def ok(request_id: str, **more: Any) -> Reply:
    said = {"request_id": request_id, "code": "OK", "message_id": f"GW-{request_id[:8]}"} | more
    return Reply(body=(json.dumps(said).encode(),))
