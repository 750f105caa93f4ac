"""The one port: opened by the launcher, so that a restarted web process keeps its queue of visitors."""

import contextlib
import errno
import http.client
import ipaddress
import socket
import time
from collections.abc import Iterator

from county_portal import environment
from county_portal.launcher.children import Child, tail
from county_portal.launcher.refusals import Refusal

START_SECONDS = 60.0
# a page that fails for so long fails for a reason
BROKEN_SECONDS = 8.0
BACKLOG = 512


@contextlib.contextmanager
def open_door(host: str, port: int) -> Iterator[socket.socket]:
    """The listening socket. Errors: Refusal when the port is taken, forbidden, or the host is not this machine's."""
    if not 0 < port < 65536:
        raise Refusal(f"端口 {port} 不存在:请用 --port 给出 1 到 65535 之间的数。")
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except OSError as error:
        raise Refusal(f"不认识地址 {host}:请用 --host 给出本机的地址,例如 127.0.0.1 或 0.0.0.0。") from error
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
            listener.listen(BACKLOG)
        except OSError as error:
            raise Refusal(_why_closed(error, host, port)) from error
        yield listener


def _why_closed(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被别的程序占用:请换一个,例如 ./portal up --port {port % 65535 + 1}。"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"普通账户不能用端口 {port}:请换一个 1024 以上的,例如 ./portal up --port 8000。"
    return f"地址 {host} 不是本机的({error.strerror}):请用 --host 给出本机的地址,例如 127.0.0.1 或 0.0.0.0。"


def address(host: str, port: int) -> str:
    """What to type into a browser."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - only compared
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def host_settings(host: str, port: int) -> dict[str, str]:
    """The names the portal answers to and the address printed on letters, unless the environment already says so."""
    given = environment.read_launcher()
    settings = {} if given.public_url_given else {"PORTAL_PUBLIC_URL": address(host, port).rstrip("/")}
    return settings if given.hosts_given else settings | _hosts(host)


def _hosts(host: str) -> dict[str, str]:
    names = ["localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host]
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            names += [socket.gethostname(), *_own_addresses()]
    return {"PORTAL_HOSTS": ",".join(dict.fromkeys(names))}


def _own_addresses() -> list[str]:
    """This machine's addresses, as far as its own name tells and its route outwards shows."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)]
    # connecting a datagram socket sends nothing; it only chooses the address that would be used
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    return [f"[{place}]" if ":" in place else place for place in found]


def wait_until_answered(host: str, port: int, web: Child) -> None:
    """Return when any page is answered. Errors: Refusal when the web process gives up, takes too long, or its pages
    are broken."""
    deadline, broken_since = time.monotonic() + START_SECONDS, float("inf")
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104
    while time.monotonic() < deadline:
        if web.process is None or web.process.poll() is not None:
            raise Refusal(f"网页进程起不来({tail(web.log, 1)}):请看 {web.log}。")
        client = http.client.HTTPConnection(shown, port, timeout=2)
        try:
            client.request("HEAD", "/")
            status = client.getresponse().status
            if status < 500:
                return
            broken_since = min(broken_since, time.monotonic())
            if time.monotonic() - broken_since > BROKEN_SECONDS:
                raise Refusal(f"网页进程在运行,首页却打不开(错误 {status},{tail(web.log, 1)[:200]}):请看 {web.log}。")
        except (OSError, http.client.HTTPException):
            broken_since = float("inf")
        finally:
            client.close()
        time.sleep(0.1)
    raise Refusal(f"网页进程在 {START_SECONDS:.0f} 秒内没有应答:请看 {web.log}。")
