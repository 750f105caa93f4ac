"""import_items FILE: a list of items, as drafts."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from kernel.accounts.models import User
from kernel.catalogue.actions import import_items
from kernel.catalogue.imports.files import ItemList, read_list
from kernel.catalogue.imports.plan import Plan
from kernel.catalogue.imports.rows import Remark
from kernel.identifiers.csv_files import CsvFileUnreadable
from kernel.organizations.refusals import NotYourPost

WRONG_INPUT = 2


class Command(BaseCommand):
    """The same file twice changes nothing; what is in force is never changed."""

    help = "Import a list of items (CSV or XLSX) as drafts; a second person publishes them one by one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--materials", type=Path, help="a list of papers: code, material, and what is known of it")
        parser.add_argument("--by", metavar="USERNAME", help="who brings the list; the ledger names him")
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = read_list(options["file"], options["materials"])
        except CsvFileUnreadable as unreadable:
            raise CommandError(str(unreadable), returncode=WRONG_INPUT) from unreadable
        if not found.lines:
            raise CommandError(_("文件里没有事项。"), returncode=WRONG_INPUT)
        by = _person(options["by"])
        with tqdm(total=len(found.rows), unit=_("行"), disable=options["json"] or None) as bar:
            plan = _imported(found, by, dry_run=options["dry_run"], progress=bar.update)
        refused = sorted([*found.refused, *plan.refused], key=_by_line)
        if options["json"]:
            self.stdout.write(json.dumps(_result(found, plan, refused, options["dry_run"]), ensure_ascii=False))
        else:
            self._tell(found, plan, refused, dry_run=options["dry_run"])

    def _tell(self, found: ItemList, plan: Plan, refused: list[Remark], *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("试运行，没有改动任何数据。"))
        self.stdout.write(
            _(
                "共 {rows} 行：新建草稿 {created}，改动草稿 {changed}，未变 {unchanged}，没有导入 {refused}；"
                "材料 {materials} 份，单位待法制审核 {unit_unstated} 项。"
            ).format(rows=found.lines, refused=_items(refused), **plan.counts())
        )
        self._list(_("没有导入："), refused)
        self._list(_("已导入，发布前须处理："), [*found.remarks(), *plan.remarks])

    def _list(self, title: str, remarks: Iterable[Remark]) -> None:
        for place, remark in enumerate(remarks):
            if not place:
                self.stdout.write(title)
            table = _("材料清单") if remark.table == "materials" else ""
            line = _("{table}第 {line} 行 {code}：{reason}") if remark.line else "{table}{reason}"
            self.stdout.write("  " + line.format(table=table, line=remark.line, code=remark.code, reason=remark.reason))


def _person(username: str | None) -> User | None:
    """Errors: CommandError for one whom nobody knows."""
    if username is None:
        return None
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(_("没有用户 {username}。").format(username=username), returncode=WRONG_INPUT)
    return found


def _imported(found: ItemList, by: User | None, *, dry_run: bool, progress: Callable[[int], object]) -> Plan:
    """Errors: CommandError for a person whose post does not bring lists."""
    try:
        return import_items(rows=found.rows, list_name=found.name, by=by, dry_run=dry_run, progress=progress)
    except NotYourPost as refusal:
        raise CommandError(refusal.sentence, returncode=WRONG_INPUT) from refusal


def _result(found: ItemList, plan: Plan, refused: list[Remark], dry_run: bool) -> dict[str, Any]:
    lists = {
        "refused": [asdict(each) for each in refused],
        "remarks": [asdict(each) for each in (*found.remarks(), *plan.remarks)],
        "material_remarks": [asdict(each) for each in found.of_papers],
        "unread_sheets": found.unread,
    }
    return {"rows": found.lines, "material_rows": found.paper_lines, **plan.counts(), "dry_run": dry_run, **lists}


def _items(refused: Iterable[Remark]) -> int:
    """How many lines of the list of items were refused."""
    return len({remark.line for remark in refused if remark.table == "items"})


def _by_line(remark: Remark) -> tuple[str, int]:
    return remark.table, remark.line
