"""What a list says now and did not say in its edition before: only that is laid over what the county has."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.drafts import MaterialDraft, catch_all
from kernel.catalogue.imports import cells
from kernel.catalogue.imports.rows import ItemRow
from kernel.catalogue.imports.words import BETWEEN_PAPERS
from kernel.catalogue.models import ItemVersion, Material, Unit
from kernel.catalogue.overrides import said_above

# what a list says of an item beside the columns that the county may set otherwise with a reason
PAPERS: Final = "materials"
_BESIDE: Final = ("department_name", "no_materials")
# what a list says of a paper; the rest is the county's
_OF_A_PAPER: Final = ("name", "form", "copies", "required", "issuer", "source")
_NAMES_SHOWN: Final = 5


def heard(row: ItemRow, last: Mapping[str, Any]) -> dict[str, Any]:
    """What this edition says, as it is kept with the item; of papers what was heard last where it is silent."""
    said = said_above(row.known) | {name: row.known[name] for name in _BESIDE if name in row.known}
    if row.regime:
        said["regime"] = row.regime
    if row.materials is not None and not _same_papers(row, last):
        said[PAPERS] = [dict(vars(paper)) for paper in row.materials]
    elif PAPERS in last:
        said[PAPERS] = last[PAPERS]
    return said


def leave_out_what_is_no_news(row: ItemRow, base: ItemVersion, last: Mapping[str, Any]) -> None:
    """Take out of the row what the edition before said too; what an editor wrote since stays.

    Length and unit of the law are one thing. A department that is no unit of the county yet is looked for again.
    """
    old = {name for name, value in row.known.items() if name in last and last[name] == value}
    if "statutory_length" in row.known and "statutory_length" not in old:
        old.discard("statutory_unit")
    if base.organization_id is None:
        old.discard("department_name")
    for name in old:
        del row.known[name]
    if "department_name" in old:
        row.department = ""
    if row.regime and row.regime == last.get("regime") and base.regime_id is not None:
        row.regime = ""
    if row.materials is not None and _same_papers(row, last):
        row.materials = None


def overwritten(
    version: ItemVersion, papers: tuple[MaterialDraft, ...] | None, base: ItemVersion, last: Mapping[str, Any]
) -> Iterator[str]:
    """A sentence for each thing that the list puts in the place of something that is not of its edition before."""
    for column in ItemVersion._meta.concrete_fields:
        before, after = getattr(base, column.attname), getattr(version, column.attname)
        if column.attname not in COLUMNS or before == after or before in (None, "", Unit.UNSTATED):
            continue
        if column.attname == "department_name" or before == last.get(column.attname):
            continue
        sentence = _("“{column}”原为“{before}”，已按清单改为“{after}”。")
        said = {"before": cells.shown(_words(base, column.name)), "after": cells.shown(_words(version, column.name))}
        yield sentence.format(column=COLUMNS[column.attname], **said)
    present = list(base.materials.all())
    if papers is not None and present and [_plain(paper) for paper in present] != _papers_of(last):
        names = "、".join(paper.name for paper in present[:_NAMES_SHOWN])
        yield _("申请材料原有 {number} 样（{names}），已按清单重写。").format(
            number=len(present), names=names if len(present) <= _NAMES_SHOWN else f"{names}…"
        )


def run_together(papers: Iterable[MaterialDraft | Material]) -> str:
    """The names without what stands between them: a name may itself hold such a mark."""
    return "".join(re.sub(BETWEEN_PAPERS, "", paper.name) for paper in papers)


def _same_papers(row: ItemRow, last: Mapping[str, Any]) -> bool:
    """Whether the edition before had these papers; a list that only names them has no more to say."""
    if PAPERS not in last or row.materials is None:
        return False
    before = [MaterialDraft(**each) for each in last[PAPERS]]
    if row.named_only:
        return run_together(row.materials) == run_together(before)
    return list(row.materials) == before


def _papers_of(last: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The papers of the edition before as they came in."""
    return [_plain(paper) for each in last.get(PAPERS, ()) if not catch_all((paper := MaterialDraft(**each)).name)]


def _plain(paper: MaterialDraft | Material) -> dict[str, Any]:
    return {name: getattr(paper, name) for name in _OF_A_PAPER}


def _words(version: ItemVersion, name: str) -> str:
    """A value as people read it."""
    value = getattr(version, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    column = next(each for each in ItemVersion._meta.concrete_fields if each.name == name)
    return str(dict(column.flatchoices).get(value, value))
