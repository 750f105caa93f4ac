"""The rows of a list of materials: the papers of each item, whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from django.utils.translation import gettext as _

from kernel.catalogue.drafts import MaterialDraft
from kernel.catalogue.imports import cells, words
from kernel.catalogue.imports.cells import CellRefused
from kernel.catalogue.imports.rows import NAME_LENGTH, Remark
from kernel.catalogue.models import Material
from kernel.identifiers.csv_files import CsvRow

MOST_COPIES: Final = 99
MOST_PAPERS: Final = 500
ISSUER_LENGTH: Final = 120

Papers = dict[str, tuple[MaterialDraft, ...]]


def papers_of(lines: Iterable[CsvRow], items: Collection[str]) -> tuple[Papers, list[Remark]]:
    """The papers by item code in the order of their number, and a remark for every line that cannot be kept.

    `items` are the codes of the list of items. A line that says there is nothing to bring is no paper.
    """
    by_code: dict[str, dict[int, MaterialDraft]] = defaultdict(dict)
    refused = list[Remark]()
    for line in lines:
        try:
            code = cells.code(line["code"])
            seq, paper = _paper(line, place=len(by_code[code]) + 1)
            if code not in items:
                raise CellRefused(_("事项清单里没有这个编码。"))
            if seq in by_code[code]:
                raise CellRefused(_("材料序号 {seq} 重复。").format(seq=seq))
        except CellRefused as reason:
            refused.append(Remark(line.line, cells.shown(line["code"]), str(reason), "materials"))
            continue
        if paper.name not in words.NO_PAPERS:
            by_code[code][seq] = paper
    papers = {code: tuple(paper for _seq, paper in sorted(found.items())) for code, found in by_code.items()}
    return papers, refused


def _paper(line: CsvRow, *, place: int) -> tuple[int, MaterialDraft]:
    """Its number and itself. Errors: CellRefused."""
    name = cells.text(line["material"], column=_("材料名称"), most=NAME_LENGTH, lines=False)
    if not name:
        raise CellRefused(_("缺材料名称。"))
    seq = cells.number(line.get("seq", ""), column=_("序号"), most=MOST_PAPERS) or place
    originals = cells.number(line.get("originals", ""), column=_("原件份数"), most=MOST_COPIES)
    copies = cells.number(line.get("copies", ""), column=_("复印件份数"), most=MOST_COPIES)
    necessary = cells.word(line.get("necessity", ""), words.NECESSARY)
    form = _form(line.get("form", ""), originals or 0, copies or 0)
    return seq, MaterialDraft(
        code=f"m{seq}",
        name=name,
        form=form,
        copies=max(1, (copies or 0) if form == Material.Form.COPY else max(originals or 0, copies or 0)),
        required=necessary is not False,
        source=cells.word(line.get("source_channel", ""), words.SOURCES) or "",
        issuer=cells.text(line.get("issuer", ""), column=_("出具单位"), most=ISSUER_LENGTH),
    )


def _form(said: str, originals: int, copies: int) -> str:
    """Paper by its numbers: with both, the copy is kept and the original looked at."""
    if said == "电子" or said == Material.Form.ELECTRONIC.value:
        return Material.Form.ELECTRONIC.value
    if originals and copies:
        return Material.Form.ORIGINAL_SEEN.value
    return Material.Form.ORIGINAL.value if originals else Material.Form.COPY.value
