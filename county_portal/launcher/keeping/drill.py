"""`./portal drill [FILE]`: a backup put back beside the portal, asked whether all is there, and thrown away again."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from county_portal import kept_facts
from county_portal.kept_facts import Kept
from county_portal.launcher import door, engines, management, processes
from county_portal.launcher import layout as layouts
from county_portal.launcher.arguments import Parser
from county_portal.launcher.children import die_with_parent
from county_portal.launcher.engines import Engines
from county_portal.launcher.keeping import backup, ground, restore, secrets
from county_portal.launcher.keeping.archive import Manifest
from county_portal.launcher.refusals import Refusal, say, whisper
from county_portal.launcher.scratch import scratch
from county_portal.launcher.stopping import stoppable


@dataclass(frozen=True)
class Step:
    """One thing that was done: how long it took, and what it found."""

    name: str
    seconds: float
    good: bool
    said: str


@dataclass
class Result:
    """The whole drill. `position` and `at` are what a loss of this instant would be set back to; `restored_seconds`
    how long it takes from the archive to a page that answers, proofs included."""

    backup: str
    at: str = ""
    position: int = 0
    steps: list[Step] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return bool(self.steps) and all(step.good for step in self.steps)

    @property
    def restored_seconds(self) -> float:
        return round(sum(step.seconds for step in self.steps if step.name != MAKE), 1)


MAKE = "做备份"


def run(arguments: list[str]) -> int:
    """Run the drill, print its table; 1 when anything differs. Errors: Refusal when there is nothing to begin with."""
    parser = Parser("drill", "恢复演练:把备份恢复到临时引擎里逐项核对,核对完即删")
    parser.add_argument("file", type=Path, nargs="?", help="备份(不写就当场做一份,用完即删)")
    parser.add_argument("--keys", type=Path, help="它的密钥文件(默认是旁边的 文件名.keys)")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    chosen = parser.parse_args(arguments)
    with stoppable(), contextlib.ExitStack() as held:
        if chosen.file:
            result = Result(str(chosen.file))
            path = chosen.file.absolute()
        else:
            result = Result("")
            run_dir = layouts.run_dir_of_checkout()
            path = held.enter_context(scratch(run_dir, "drill-")) / "drill.tar"
            with _step(result, MAKE) as found:
                found.append(f"{sum(backup.make(path).counts.values())} 行")
        if result.good or chosen.file:
            _drill(result, path, chosen.keys)
    if result.good:
        fact = Kept(datetime.now(UTC), result.position, result.restored_seconds)
        kept_facts.note(layouts.run_dir_of_checkout(), "drill", fact)
    _print(result, as_json=chosen.json)
    return 0 if result.good else 1


@contextlib.contextmanager
def _step(result: Result, name: str) -> Iterator[list[str]]:
    """Time one step; a Refusal is what it found, and ends the drill's further steps through `good`."""
    started, found = time.monotonic(), list[str]()
    whisper(f"{name} ……")
    try:
        yield found
    except (Refusal, OSError) as error:
        told = str(error) if isinstance(error, Refusal) else layouts.explain(error)
        result.steps.append(Step(name, round(time.monotonic() - started, 1), False, told))
    else:
        result.steps.append(Step(name, round(time.monotonic() - started, 1), True, ";".join(found)))


def _drill(result: Result, path: Path, keys_file: Path | None) -> None:
    with contextlib.ExitStack() as held:
        with _step(result, "核对备份与密钥") as found:
            manifest, secret = restore.read(path, keys_file)
            result.at, result.position = manifest.at, manifest.stream_no
            found.append(f"{len(manifest.files)} 项")
        if not result.good:
            return
        with _step(result, "启动临时引擎"):
            portal = held.enter_context(engines.throwaway())
        if not result.good:
            return
        environment = _environment(portal)
        with _step(result, "恢复数据库与文件") as found:
            places = {portal.layout.run_dir / name: text for name, text in secret.items()}
            restore.put_back(portal, path, manifest, places)
            restore.require_counts(portal, manifest)
            found.append(f"{len(manifest.counts)} 张表共 {sum(manifest.counts.values())} 行,行数一致")
        for name, ask in (
            ("更新结构", lambda: _migrate(portal)),
            ("核对记录链", lambda: _verify_ledger(portal, environment, manifest)),
            ("核对监察牌", lambda: _reconcile(portal, environment)),
            ("核对文件", lambda: _verify_documents(portal, environment, manifest)),
            ("打开文书、解密个人信息", lambda: _open_kept(portal, environment)),
            ("打开 /health/", lambda: _serve(portal, environment)),
        ):
            if result.good:
                with _step(result, name) as found:
                    found.append(ask())


def _environment(portal: Engines) -> dict[str, str]:
    """Where the throw-away portal finds its keys: never the live one's, whatever the caller's environment says; and
    nothing goes outside from it."""
    run_dir = portal.layout.run_dir
    return {
        **{name: value for name, value in portal.environment().items() if name != "DATABASE_OWNER_URL"},
        "PORTAL_FIELD_KEYS_FILE": str(run_dir / secrets.FIELD_KEYS),
        "PORTAL_SECRET_KEY_FILE": str(run_dir / secrets.SECRET_KEY),
        "PORTAL_EMAIL_URL": "dummy://",
        "PORTAL_SMS_URL": "",
    }


def _command(portal: Engines, environment: Mapping[str, str], arguments: Sequence[str]) -> dict[str, object]:
    """What a management command says as JSON. Errors: Refusal with its last line when it finds fault."""
    done = subprocess.run(
        [sys.executable, str(portal.layout.root / "manage.py"), *arguments, "--json"],
        env=dict(environment),
        cwd=portal.layout.root,
        capture_output=True,
        text=True,
        preexec_fn=die_with_parent(signal.SIGKILL),
        check=False,
    )
    try:
        said = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        said = {}
    if done.returncode != 0 and not said:
        last = (done.stderr.strip().splitlines() or ["没有说明原因"])[-1]
        raise Refusal(f"{arguments[0]} 没有成功({last[:300]})。")
    return dict(said)


def _migrate(portal: Engines) -> str:
    management.migrate(portal)
    return "已是这份代码的结构"


def _verify_ledger(portal: Engines, environment: Mapping[str, str], manifest: Manifest) -> str:
    said = _command(portal, environment, ["verify_ledger"])
    faults = said.get("faults")
    if said.get("sound") is not True:
        raise Refusal(f"记录链有问题:{json.dumps(faults, ensure_ascii=False)[:300]}")
    if said.get("entries") != manifest.stream_no:
        raise Refusal(f"记录应到第 {manifest.stream_no} 号,只读到第 {said.get('entries')} 号。")
    return f"{said['entries']} 条记录、{said['seals']} 次封存,链完整"


def _reconcile(portal: Engines, environment: Mapping[str, str]) -> str:
    said = _command(portal, environment, ["reconcile_cards"])
    if said.get("missing") or said.get("unexpected"):
        raise Refusal(
            f"监察牌与事实不一致:应有未发 {_many(said, 'missing')} 张,不应有 {_many(said, 'unexpected')} 张。"
        )
    return f"应有 {said['expected']} 张,一致"


def _many(said: Mapping[str, object], name: str) -> int:
    found = said.get(name)
    return len(found) if isinstance(found, list) else 0


def _verify_documents(portal: Engines, environment: Mapping[str, str], manifest: Manifest) -> str:
    said = _command(portal, environment, ["verify_documents"])
    faults = said.get("faults")
    # what somebody took out while the backup was written is in its rows and no longer in the file room
    wrong = [fault for fault in faults if fault["number"] not in manifest.removed] if isinstance(faults, list) else []
    if wrong:
        raise Refusal(f"{len(wrong)} 份文件与封存不符:{wrong[0]['number']}({wrong[0]['what']})。")
    return f"{said['checked']} 份文件,内容与封存一致"


def _open_kept(portal: Engines, environment: Mapping[str, str]) -> str:
    said = _command(portal, environment, ["open_kept"])
    if said.get("fault"):
        raise Refusal(str(said["fault"]))
    letter = f"打开了文书 {said['letter']}" if said.get("letter") else "没有文书可打开"
    return f"{letter};{'解密了一项个人信息' if said.get('deciphered') else '没有个人信息可解密'}"


def _serve(portal: Engines, environment: Mapping[str, str]) -> str:
    """One web process of it, asked once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        names = {"PORTAL_HOSTS": "127.0.0.1", "PORTAL_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        children = processes.of(portal, {**environment, **names}, listener)
        web = next(child for child in children if child.name == "web")
        try:
            web.begin()
            door.wait_until_answered("127.0.0.1", port, web)
            # no proxy of the caller's stands between us and ourselves
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(f"http://127.0.0.1:{port}/health/", timeout=30) as answer:
                return f"{answer.status} {answer.read().decode()}"
        finally:
            web.finish()


def _print(result: Result, *, as_json: bool) -> None:
    if as_json:
        said = {**asdict(result), "good": result.good, "restored_seconds": result.restored_seconds}
        say(json.dumps(said, ensure_ascii=False))
        return
    for step in result.steps:
        say(f"{'通过' if step.good else '不符'}  {step.seconds:>6.1f} 秒  {step.name}  {step.said}")
    if not result.good:
        say("演练没有通过:请按上面“不符”的一行处理,再演练一次。")
        return
    age = datetime.now(UTC) - ground.instant(result.at)
    say(f"从备份到能打开页面用了 {result.restored_seconds:.1f} 秒。")
    at = ground.in_words(result.at)
    say(f"备份停在记录第 {result.position} 号、{at}(演练结束时 {age.total_seconds():.0f} 秒之前),此后的会丢。")
