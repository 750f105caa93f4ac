"""`./portal backup FILE`: database, documents and heads of the ledger in one archive, the keys in a file beside it."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from county_portal import kept_facts
from county_portal.kept_facts import Kept
from county_portal.launcher import engines, keys, lock, management
from county_portal.launcher import layout as layouts
from county_portal.launcher.arguments import Parser
from county_portal.launcher.keeping import archive, ground, programs, secrets
from county_portal.launcher.keeping.archive import Manifest, Writer
from county_portal.launcher.keeping.ground import Ground
from county_portal.launcher.layout import Layout
from county_portal.launcher.postgres import OWNER
from county_portal.launcher.refusals import Refusal, say, whisper
from county_portal.launcher.stopping import stoppable
from county_portal.launcher.whole_file import refuse_taken, whole_file


@dataclass(frozen=True)
class Live:
    """The database that is backed up, and the programs that fit it."""

    url: str
    bin: Path


def run(arguments: list[str]) -> int:
    """Make one backup and note it; 1 when bytes of a document were not there. Errors: Refusal; then there is none."""
    parser = Parser("backup", "备份数据库、文件和密钥")
    parser.add_argument("file", type=Path, help="备份的文件名;密钥写在旁边的 文件名.keys")
    chosen = parser.parse_args(arguments)
    target = chosen.file.absolute()
    with stoppable():
        made = make(target)
    keys_file = secrets.beside(target)
    say(f"{target}:{sum(made.counts.values())} 行,{len(made.files) - 2} 份文件,记录到第 {made.stream_no} 号")
    say(f"密钥在 {keys_file}:请与备份分开保管,没有它个人信息无法解密。")
    if made.missing:
        whisper(f"有 {len(made.missing)} 份文件的内容不在文件室里({made.missing[0]}),备份里也没有:请查明。")
    return 1 if made.missing else 0


def make(target: Path) -> Manifest:
    """Write the archive and its key file; note when. Errors: Refusal; then neither is there."""
    layout, started = layouts.of_checkout(), time.monotonic()
    keys_file = secrets.beside(target)
    for file in (target, keys_file):
        refuse_taken(file)
    with _live(layout) as live:
        try:
            with whole_file(target, mode=0o600) as output:
                manifest = _write(output, layout, live, keys_file)
        except BaseException:
            # the keys bear their name first: an archive without them would be none
            keys_file.unlink(missing_ok=True)
            raise
    at = ground.instant(manifest.at)
    kept_facts.note(layout.run_dir, "backup", Kept(at, manifest.stream_no, round(time.monotonic() - started, 1)))
    return manifest


@contextlib.contextmanager
def _live(layout: Layout) -> Iterator[Live]:
    """The running portal's database, else our own for the length of the block."""
    running = management.running(layout.run_dir)
    if running is not None:
        yield Live(running["DATABASE_OWNER_URL"], Path(running["PORTAL_PG_BIN"]))
        return
    if not layout.postgres_data.exists():
        raise Refusal(ground.NOTHING)
    layouts.prepare(layout)
    with lock.hold(layout.run_dir, "backup"):
        keys.check_files(layout)
        portal = engines.of(layout)
        try:
            layouts.prepare_engines(layout)
            portal.postgres.start()
            yield Live(portal.postgres.url(OWNER), portal.postgres.bin)
        finally:
            portal.stop()


def _write(output: BinaryIO, layout: Layout, live: Live, keys_file: Path) -> Manifest:
    # before the snapshot: a head that is noted later tells of more than the dump holds
    heads = layout.run_dir / archive.HEADS
    noted = heads.read_bytes() if heads.exists() else b""
    writer = Writer(output)
    with ground.standing(live.url) as standing:
        held = secrets.gather(layout)
        with _dumped(live, standing, keys_file.parent) as dump:
            writer.add(archive.DUMP, dump)
        writer.add_bytes(archive.HEADS, noted)
        removed, missing = _papers(writer, layout, live, standing)
        manifest = Manifest(
            format=archive.FORMAT,
            at=standing.at.isoformat(),
            postgres=standing.postgres,
            stream_no=standing.stream_no,
            chain=standing.chain,
            counts=standing.counts,
            migrations=standing.migrations,
            keys=secrets.marks(held),
            removed=removed,
            missing=missing,
            files=writer.files,
        )
    writer.finish(manifest)
    with whole_file(keys_file, mode=0o600) as file:
        file.write(secrets.write(keys_file, held))
    return manifest


@contextlib.contextmanager
def _dumped(live: Live, standing: Ground, folder: Path) -> Iterator[BinaryIO]:
    """The dump of this snapshot, in a file without a name on the disk where the archive will lie."""
    with tempfile.TemporaryFile(dir=folder) as dump:
        options = ["--format=custom", f"--snapshot={standing.snapshot}", f"--dbname={live.url}"]
        programs.run(live.bin, "pg_dump", options, stdout=dump)
        dump.seek(0)
        yield dump


def _papers(writer: Writer, layout: Layout, live: Live, standing: Ground) -> tuple[list[str], list[str]]:
    """Add the file room. Returns the numbers of what was taken out meanwhile, and of what is missing."""
    removed: list[str] = []
    missing: list[str] = []
    for paper in standing.papers:
        try:
            with (layout.run_dir / "documents" / paper.stored_name).open("rb") as file:
                writer.add(f"documents/{paper.stored_name}", file)
        except FileNotFoundError:
            (missing if ground.is_kept_now(live.url, paper.number) else removed).append(paper.number)
    return removed, missing
