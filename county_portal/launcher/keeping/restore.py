"""`./portal restore FILE --keys FILE`: a backup put back into an installation that holds nothing yet."""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from county_portal.launcher import binaries, engines, keys, lock, management
from county_portal.launcher import layout as layouts
from county_portal.launcher.arguments import Parser
from county_portal.launcher.engines import Engines
from county_portal.launcher.keeping import archive, ground, programs, secrets
from county_portal.launcher.keeping.archive import Manifest
from county_portal.launcher.layout import Layout
from county_portal.launcher.postgres import ADMIN
from county_portal.launcher.refusals import Refusal, say, whisper
from county_portal.launcher.stopping import stoppable

TAKEN = "请在没有启动过的安装里恢复,或用 PORTAL_RUN_DIR 另指一个运行目录"


def run(arguments: list[str]) -> int:
    """Put it back whole or not at all. Errors: Refusal; then the installation is as empty as before."""
    parser = Parser("restore", "从备份恢复到一个空的安装")
    parser.add_argument("file", type=Path, help="备份")
    parser.add_argument("--keys", type=Path, help="它的密钥文件(默认是旁边的 文件名.keys)")
    chosen = parser.parse_args(arguments)
    started, path = time.monotonic(), chosen.file.absolute()
    manifest, held = read(path, chosen.keys)
    layout = layouts.of_checkout()
    layouts.prepare(layout)
    with stoppable(), lock.hold(layout.run_dir, "restore"):
        layouts.require_space(layout)
        _forget_half(layout)
        require_empty(layout)
        # before anything is written: the next start of anything sees it
        keys.half_restored(layout).touch()
        portal = engines.of(layout)
        _whole_or_nothing(portal, path, manifest, held)
    options = "" if secrets.SIGNINS in held else " --no-demo"
    seconds = time.monotonic() - started
    say(f"已恢复到 {ground.in_words(manifest.at)}(记录第 {manifest.stream_no} 号),用了 {seconds:.0f} 秒。")
    say(f"现在可以启动:./portal up{options}")
    return 0


def read(path: Path, keys_file: Path | None) -> tuple[Manifest, dict[str, str]]:
    """Manifest and keys of an archive that fits this portal. Errors: Refusal: cut, newer, or not these keys."""
    manifest = archive.read_manifest(path)
    ours = binaries.major_version(binaries.postgres_bin(layouts.of_checkout().account))
    if manifest.postgres > ours:
        raise Refusal(
            f"备份 {path} 出自 PostgreSQL {manifest.postgres},这里的是 {ours}:请用 PORTAL_PG_BIN 指到那个版本。"
        )
    file = keys_file.absolute() if keys_file else secrets.beside(path)
    held = secrets.read(file)
    secrets.require_own(held, manifest.keys, file)
    return manifest, held


def put_back(portal: Engines, path: Path, manifest: Manifest, places: Mapping[Path, str]) -> None:
    """Documents, heads, database and keys into running engines that hold nothing. Errors: Refusal, OSError."""
    run_dir = portal.layout.run_dir
    with tempfile.TemporaryFile(dir=run_dir) as dump:
        archive.unpack(path, manifest, into=run_dir, dump=dump)
        dump.seek(0)
        options = ["--single-transaction", "--exit-on-error", f"--dbname={portal.postgres.url(ADMIN)}"]
        programs.run(portal.postgres.bin, "pg_restore", options, stdin=dump)
    for place, text in places.items():
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def require_counts(portal: Engines, manifest: Manifest) -> None:
    """Errors: Refusal naming the first table whose rows are not as many as in the backup."""
    with portal.postgres.session() as connection, connection.cursor() as cursor:
        found = ground.counts(cursor)
    for table in sorted(found.keys() | manifest.counts.keys()):
        if found.get(table) != manifest.counts.get(table):
            told, is_now = manifest.counts.get(table, "没有"), found.get(table, "没有")
            raise Refusal(f"{table} 的行数不符:备份时 {told},恢复后 {is_now}。")


def require_empty(layout: Layout) -> None:
    """Errors: Refusal when documents, keys, heads or a database are here. Changes nothing."""
    files = [*secrets.places(layout).values(), layout.run_dir / archive.HEADS]
    documents = layout.run_dir / "documents"
    found = next((file for file in files if file.exists()), None)
    if found is None and documents.is_dir():
        found = next(documents.iterdir(), None)
    if found is None and layout.postgres_data.exists():
        found = layout.postgres_data
    if found is not None:
        raise Refusal(f"这里已经有数据({found}),不会覆盖它:{TAKEN}。")


def _whole_or_nothing(portal: Engines, path: Path, manifest: Manifest, held: Mapping[str, str]) -> None:
    layout = portal.layout
    try:
        portal.start()
        whisper("正在恢复 ……")
        files = secrets.places(layout)
        put_back(portal, path, manifest, {files[name]: text for name, text in held.items()})
        require_counts(portal, manifest)
        management.migrate(portal)
        keys.half_restored(layout).unlink()
    except BaseException:
        portal.stop()
        _forget_half(layout)
        raise
    finally:
        portal.stop()


def _forget_half(layout: Layout) -> None:
    """Throw away what a restore that did not end has written; nobody was served from it."""
    if not keys.half_restored(layout).exists():
        return
    engines.of(layout).postgres.wait_for_predecessor()
    shutil.rmtree(layout.postgres_data, ignore_errors=True)
    shutil.rmtree(layout.run_dir / "documents", ignore_errors=True)
    for file in (*secrets.places(layout).values(), layout.run_dir / archive.HEADS):
        file.unlink(missing_ok=True)
    layouts.prepare(layout)
    keys.half_restored(layout).unlink()
