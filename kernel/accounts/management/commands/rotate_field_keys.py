"""A new key for personal fields, and everything re-encrypted under it; or another one for the digests of look-ups."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kernel.accounts import keyring, reindexing, rotation
from kernel.accounts.keyring import key_ring
from kernel.ledger.locking import database_now
from kernel.workdays.zone import SHANGHAI

BUSY = "有一笔事务迟迟没有结束，正在写 {table}；请稍后再运行一次。"


class Command(BaseCommand):
    """Can be stopped at any moment; the next run takes up what is left, without another key."""

    help = (
        "Give personal fields a new key and re-encrypt them in chunks; run again to resume. The portal goes on working."
        " Every machine of the portal must see the same key file, and see it replaced at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--index",
            action="store_true",
            help="replace the key of look-ups (document and phone digests) instead; registering waits for an instant",
        )
        parser.add_argument(
            "--drop-old-keys",
            action="store_true",
            help="forget the old keys that were replaced ten minutes ago or longer, once nothing stands under them;"
            " backups made before can then no longer be read (with --index: their applicants no longer be found)."
            " Where old keys are left no new one is made: run without this first, then again with it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act = self._index if options["index"] else self._fields
        words = _index_sentence if options["index"] else _fields_sentence
        # read before anything is waited for: what was replaced before this instant has settled
        settled = database_now() - keyring.SETTLED
        result = act(settled, drop=options["drop_old_keys"], quiet=options["json"])
        self.stdout.write(json.dumps(result) if options["json"] else words(result))

    def _fields(self, settled: datetime, *, drop: bool, quiet: bool) -> dict[str, Any]:
        at = database_now()
        resumed = bool(rotation.count_all_stale() or (drop and key_ring().old_keys))
        ring = key_ring() if resumed else keyring.change(lambda ring: ring.with_new_key(at))
        done, factors = _reencrypted(quiet)
        dropped, busy = False, ""
        if drop and any(replaced < settled for replaced in ring.old_keys.values()):
            try:
                rotation.wait_for_writers(rotation.encrypted_tables())
            except rotation.StillWriting as writing:
                busy = writing.table
            else:
                _reencrypted(quiet)
                dropped = rotation.drop_keys_replaced_before(settled)
        left = key_ring().old_keys.values()
        return {
            "key": ring.current,
            "resumed": resumed,
            "fields": done,
            "second_factors": factors,
            "left": rotation.count_all_stale(),
            "old_keys_dropped": dropped,
            "old_keys": len(left),
            "droppable_at": (max(left) + keyring.SETTLED).isoformat() if left else None,
            "busy": busy,
        }

    def _index(self, settled: datetime, *, drop: bool, quiet: bool) -> dict[str, Any]:
        resumed = key_ring().index_before is not None
        if not resumed:
            try:
                reindexing.begin()
            except rotation.StillWriting as writing:
                raise CommandError(BUSY.format(table=writing.table)) from writing
        rows = sum(reindexing.reindex())
        dropped, busy = False, ""
        try:
            dropped = drop and reindexing.finish(before=settled)
        except rotation.StillWriting as writing:
            busy = writing.table
        until = None if dropped else (key_ring().index_replaced + keyring.SETTLED).isoformat()
        return {"resumed": resumed, "rows": rows, "old_index_dropped": dropped, "droppable_at": until, "busy": busy}


def _reencrypted(quiet: bool) -> tuple[dict[str, int], int]:
    """How many tokens were brought under the current key, by place; and how many second factors."""
    columns = rotation.encrypted_columns()
    done: dict[str, int] = {}
    total = sum(map(rotation.count_stale, columns))
    with tqdm(total=total, unit="项", disable=quiet or None) as bar:
        for column in columns:
            for rows in rotation.reencrypt(column):
                done[column.place] = done.get(column.place, 0) + rows
                bar.update(rows)
    return done, rotation.reencrypt_second_factors()


def _fields_sentence(result: dict[str, Any]) -> str:
    total = sum(result["fields"].values())
    text = f"密钥 {result['key']}：重新加密 {total} 项，第二因素 {result['second_factors']} 个。"
    if result["left"]:
        return text + f"还有 {result['left']} 项正在使用旧密钥，请再运行一次。"
    return text + ("旧密钥已删除。" if not result["old_keys"] else _kept(result, "旧密钥"))


def _index_sentence(result: dict[str, Any]) -> str:
    text = f"查找密钥：{'接着上一次，' if result['resumed'] else ''}改写 {result['rows']} 人。"
    return text + ("旧查找密钥已删除。" if result["old_index_dropped"] else _kept(result, "旧查找密钥"))


def _kept(result: dict[str, Any], what: str) -> str:
    """Why an old key is still there."""
    if result["busy"]:
        return BUSY.format(table=result["busy"])
    moment = datetime.fromisoformat(result["droppable_at"]).astimezone(SHANGHAI).strftime("%H:%M:%S")
    return f"{what}保留，用于读取旧备份；{moment} 之后可用 --drop-old-keys 删除。"
