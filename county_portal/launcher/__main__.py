"""The commands of `./portal`, once `.venv` is there."""

import sys

import psycopg2
from environs import EnvError

from county_portal.launcher import benchmark, checks, cluster, management, pack, status, up
from county_portal.launcher.arguments import Parser
from county_portal.launcher.keeping import backup, drill, restore
from county_portal.launcher.layout import explain
from county_portal.launcher.refusals import Refusal, whisper


def _up(arguments: list[str]) -> int:
    parser = Parser("up", "启动门户")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口")
    parser.add_argument("--no-demo", action="store_true", help="不装载演示县")
    parser.add_argument("--fresh", action="store_true", help="先删除旧数据")
    chosen = parser.parse_args(arguments)
    return up.run(up.Options(host=chosen.host, port=chosen.port, demo=not chosen.no_demo, fresh=chosen.fresh))


def main(arguments: list[str]) -> int:
    """Run one command; every refusal is one sentence and exit code 1, or 2 for a wrong command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    commands = {
        "up": _up,
        "manage": management.manage,
        "test": checks.run,
        "bench": benchmark.run,
        "pack": pack.run,
        "backup": backup.run,
        "restore": restore.run,
        "drill": drill.run,
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
        return refusal.code
    except EnvError as error:
        whisper(f"环境变量的值不对({' '.join(str(error).split())}):请改正或删去它后再启动。")
    except psycopg2.Error as error:
        whisper(cluster.explain_answer(error))
    except OSError as error:
        whisper(explain(error))
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
