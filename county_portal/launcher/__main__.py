"""The commands of `./portal`, once `.venv` is there."""

import argparse
import sys

from county_portal.launcher import benchmark, checks, management, status, up
from county_portal.launcher.layout import explain
from county_portal.launcher.refusals import Refusal, whisper


def _up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal up", description="启动门户")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口")
    parser.add_argument("--no-demo", action="store_true", help="不装载演示县")
    parser.add_argument("--fresh", action="store_true", help="先删除旧数据")
    chosen = parser.parse_args(arguments)
    return up.run(up.Options(host=chosen.host, port=chosen.port, demo=not chosen.no_demo, fresh=chosen.fresh))


def main(arguments: list[str]) -> int:
    """Run one command; every refusal is one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    commands = {
        "up": _up,
        "manage": management.manage,
        "test": checks.run,
        "bench": benchmark.run,
        "status": lambda _: status.show(),
        "down": lambda _: status.stop(),
    }
    command = commands.get(arguments[0])
    try:
        if command is None:
            raise Refusal(f"没有 {arguments[0]} 这个命令:可用的有 {'、'.join(commands)}。")
        return command(arguments[1:])
    except Refusal as refusal:
        whisper(str(refusal))
    except OSError as error:
        whisper(explain(error))
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
