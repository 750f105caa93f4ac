"""`./portal up`: engines, schema, demo county, then the processes of the portal until someone says stop."""

import json
import shutil
import signal
import time
from dataclasses import dataclass
from typing import NoReturn

from county_portal.launcher import demo, door, engines, ground, keys, lock, management, processes, status
from county_portal.launcher import layout as layouts
from county_portal.launcher.children import Child
from county_portal.launcher.engines import Engines
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import say
from county_portal.launcher.stopping import STOP_SIGNALS, StopAsked, stoppable

TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Options:
    """What the person at the terminal chose."""

    host: str
    port: int
    demo: bool
    fresh: bool


def run(options: Options) -> int:
    """Run the portal until it is told to stop. Errors: Refusal."""
    layout = layouts.of_checkout()
    layouts.prepare(layout)
    with lock.hold(layout.run_dir, "up"), stoppable():
        started = time.monotonic()
        with door.open_door(options.host, options.port) as listener:
            portal = engines.of(layout)
            if options.fresh:
                # a killed launcher's cluster may still be writing there
                portal.postgres.wait_for_predecessor()
                wipe(layout)
            layouts.require_space(layout)
            keys.check_files(layout)
            children: list[Child] = []
            try:
                portal.start()
                say(f"PostgreSQL 与 Valkey 已就绪({time.monotonic() - started:.1f} 秒)")
                environment = _prepare(portal, options)
                asked = demo.ask_signins(portal, environment) if options.demo else None
                children = processes.of(portal, _of_the_app(environment), listener)
                _begin(children, options, portal)
                say(f"门户已就绪({time.monotonic() - started:.1f} 秒):{door.address(options.host, options.port)}")
                for line in demo.signins(asked, layout) if asked else ():
                    say(line)
                say(f"日志在 {layout.logs};按 Ctrl-C 停止。")
                _supervise(children, portal)
            except StopAsked:
                say("正在停止 ……")
            finally:
                _stop(children, portal)
            say("门户已停止。")
    return 0


def wipe(layout: Layout) -> None:
    """Forget everything of this checkout except its logs."""
    say("--fresh:删除旧的数据库、上传文件与密钥。")
    for folder in (layout.postgres_data, layout.valkey_data, layout.run_dir / "documents", layout.run_dir / "spool"):
        shutil.rmtree(folder, ignore_errors=True)
    for file in layout.run_dir.iterdir():
        if file.is_file() and file.name != lock.NAME:
            file.unlink()
    layouts.prepare(layout)


def _prepare(portal: Engines, options: Options) -> dict[str, str]:
    """Schema and demo county; returns the environment of the portal's processes."""
    if options.demo:
        demo.drop_half_loaded(portal)
    keys.check_against(portal)
    management.migrate(portal)
    environment = {**portal.environment(), **door.host_settings(options.host, options.port)}
    environment["PORTAL_DEMO"] = "true" if options.demo else "false"
    if options.demo:
        demo.load(portal, environment)
    ground.lay(portal, environment)
    (portal.layout.run_dir / status.ENVIRONMENT).write_text(json.dumps(environment_of_engines(environment)))
    return environment


def _of_the_app(environment: dict[str, str]) -> dict[str, str]:
    """Without the way to the owner's role: what serves pages needs no right to take a trigger away."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def environment_of_engines(environment: dict[str, str]) -> dict[str, str]:
    """The part that another command of this checkout needs to reach the running engines."""
    names = (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_APP_ROLE",
        "REDIS_URL",
        "BROKER_URL",
        "PORTAL_DEMO",
        "PORTAL_PUBLIC_URL",
    )
    return {name: environment[name] for name in (*names, "PORTAL_RUN_DIR", "PORTAL_PG_BIN") if name in environment}


def _begin(children: list[Child], options: Options, portal: Engines) -> None:
    """Start all, and return when a page is answered."""
    for child in children:
        child.begin()
    web = next(child for child in children if child.name == "web")
    door.wait_until_answered(options.host, options.port, web)
    status.write(portal.layout, options.host, options.port, children)


def _supervise(children: list[Child], portal: Engines) -> NoReturn:
    """Start again what ends by itself; ends only by a signal."""
    watched = [*processes.engine_children(portal), *children]
    while True:
        changed = [child for child in watched if child.tend()]
        if changed:
            status.note(portal.layout, watched)
        time.sleep(TICK_SECONDS)


def _stop(children: list[Child], portal: Engines) -> None:
    """Web, worker, beat, relay, then the engines; a second Ctrl-C does not leave half of them running."""
    for asked in STOP_SIGNALS:
        signal.signal(asked, signal.SIG_IGN)
    for child in children:
        child.finish()
    portal.stop()
    for name in (status.ENVIRONMENT, status.STATE):
        (portal.layout.run_dir / name).unlink(missing_ok=True)
