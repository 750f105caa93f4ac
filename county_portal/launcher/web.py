"""The web process of the embedded portal: uvicorn on the socket that the launcher opened.

Run as `python -m county_portal.launcher.web FD`.
"""

import socket
import sys

import uvicorn


def main(descriptor: int) -> None:
    """Serve until SIGTERM; open pages get three seconds to finish."""
    with socket.socket(fileno=descriptor) as listener:
        config = uvicorn.Config(
            "county_portal.asgi:application",
            lifespan="off",
            access_log=False,
            log_level="info",
            timeout_graceful_shutdown=3,
            timeout_keep_alive=15,
            server_header=False,
            ws_max_size=64 * 1024,
        )
        uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
