"""Check an evidence package without the portal's database: `manage.py verify_evidence FILE [--manifest HEX]`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from ethics_monitor.evidence.verifying import verify


class Command(BaseCommand):
    help = "核验证据包：指出第一个被改动的文件。不连数据库，不上网。"
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="证据包（ZIP）")
        parser.add_argument("--manifest", default="", help="移交记录上印的清单摘要（SHA-256）")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        found = verify(data, manifest_sha256=options["manifest"])
        if found.fault is not None:
            raise CommandError(f"{found.fault.file}: {found.fault.sentence}")
        self.stdout.write(
            f"{found.number}: {found.entries} 条记录与哈希一致，其中 {found.sealed} 条有日封存；"
            f"清单摘要 {found.manifest_sha256}"
        )
