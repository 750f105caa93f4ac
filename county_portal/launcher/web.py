"""The web process of the embedded portal: uvicorn on the socket that the launcher opened.

Run as `python -m county_portal.launcher.web FD`.
"""

import socket
import sys

import uvicorn


def config() -> uvicorn.Config:
    """How the portal is served.

    The peer stays the peer: uvicorn would believe any X-Forwarded-For that comes from this machine, whereas the portal
    itself counts how many proxies it may believe (`kernel.accounts.addresses`).
    """
    return uvicorn.Config(
        "county_portal.asgi:application",
        proxy_headers=False,
        lifespan="off",
        access_log=False,
        log_level="info",
        timeout_graceful_shutdown=3,
        timeout_keep_alive=15,
        server_header=False,
        ws_max_size=64 * 1024,
    )


def main(descriptor: int) -> None:
    """Serve until SIGTERM; open pages get three seconds to finish."""
    with socket.socket(fileno=descriptor) as listener:
        uvicorn.Server(config()).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
