"""A new key for personal fields, and everything re-encrypted under it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from kernel.accounts import keyring, rotation


class Command(BaseCommand):
    """Can be stopped at any moment; the next run takes up what is left, without another key."""

    help = "Give personal fields a new key and re-encrypt them in chunks; run again to resume."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--drop-old-keys",
            action="store_true",
            help="forget the old keys at the end; backups made before can then no longer be read",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        columns = rotation.encrypted_columns()
        stale = {column: rotation.count_stale(column) for column in columns}
        resumed = any(stale.values())
        ring = keyring.key_ring() if resumed else keyring.rotate()
        if not resumed:
            stale = {column: rotation.count_stale(column) for column in columns}
        done: dict[str, int] = {}
        with tqdm(total=sum(stale.values()), unit="项", disable=options["json"] or None) as bar:
            for column in columns:
                for rows in rotation.reencrypt(column):
                    done[column.place] = done.get(column.place, 0) + rows
                    bar.update(rows)
        factors = rotation.reencrypt_second_factors()
        # a row that was being written under the old key while we passed is met here, not lost
        left = sum(rotation.count_stale(column) for column in columns)
        dropped = bool(options["drop_old_keys"]) and left == 0
        if dropped:
            keyring.forget_old_keys()
        result = {
            "key": ring.current,
            "resumed": resumed,
            "fields": done,
            "second_factors": factors,
            "left": left,
            "old_keys_dropped": dropped,
        }
        self.stdout.write(json.dumps(result) if options["json"] else self._sentence(result))

    def _sentence(self, result: dict[str, Any]) -> str:
        total = sum(result["fields"].values())
        text = f"密钥 {result['key']}：重新加密 {total} 项，第二因素 {result['second_factors']} 个。"
        if result["left"]:
            return text + f"还有 {result['left']} 项正在使用旧密钥，请再运行一次。"
        return text + ("旧密钥已删除。" if result["old_keys_dropped"] else "旧密钥保留，用于读取旧备份。")
