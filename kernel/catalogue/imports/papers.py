"""The rows of a list of materials: the papers of each item, whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
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


@dataclass
class PaperRemark:
    """What is to be said alike of many lines of the list of papers, and of which: their lines and their items."""

    reason: str
    lines: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def remark(self) -> Remark:
        """All of them as one remark that stands at the first."""
        if len(self.lines) == 1:
            return Remark(self.lines[0], self.codes[0], self.reason, "materials")
        sentence = _("{reason}同样的材料共 {papers} 份，涉及 {items} 个事项。")
        said = sentence.format(reason=self.reason, papers=len(self.lines), items=len(set(self.codes)))
        return Remark(self.lines[0], self.codes[0], said, "materials")


@dataclass
class PaperList:
    """The papers by item code in the order of their number, a remark for every line that cannot be kept, and what is
    to be said of lines that are."""

    papers: Papers
    refused: list[Remark]
    said: list[tuple[int, str, str]]

    def remarks(self, landing: Collection[str]) -> list[PaperRemark]:
        """Of the papers of these items, what is said alike together."""
        found = dict[str, PaperRemark]()
        for line, code, reason in self.said:
            if code in landing:
                alike = found.setdefault(reason, PaperRemark(reason))
                alike.lines.append(line)
                alike.codes.append(code)
        return list(found.values())


def papers_of(lines: Iterable[CsvRow], items: Collection[str]) -> PaperList:
    """The papers of a list; `items` are the codes of the list of items.

    A line that says there is nothing to bring is no paper.
    """
    by_code: dict[str, dict[int, MaterialDraft]] = defaultdict(dict)
    refused, said = list[Remark](), list[tuple[int, str, str]]()
    for line in lines:
        remarks = list[str]()
        try:
            code = cells.code(line["code"])
            seq, paper = _paper(line, place=max(by_code[code], default=0) + 1, remarks=remarks)
            if code not in items:
                raise CellRefused(_("事项清单里没有这个编码。"))
            if seq in by_code[code]:
                raise CellRefused(_("材料序号 {seq} 重复。").format(seq=seq))
        except CellRefused as reason:
            refused.append(Remark(line.line, cells.shown(line["code"]), str(reason), "materials"))
            continue
        if paper.name not in words.NO_PAPERS:
            by_code[code][seq] = paper
            said += [(line.line, code, remark) for remark in remarks]
    papers = {code: tuple(paper for _seq, paper in sorted(found.items())) for code, found in by_code.items()}
    return PaperList(papers, refused, said)


def _paper(line: CsvRow, *, place: int, remarks: list[str]) -> tuple[int, MaterialDraft]:
    """Its number and itself. Errors: CellRefused."""
    for column in words.MATERIAL_REQUIRED:
        if column in line.unworked:
            raise CellRefused(cells.unworked(words.MATERIAL_CALLED[column]))
    remarks += [cells.unworked(said) for column, said in words.MATERIAL_CALLED.items() if column in line.unworked]
    name = cells.text(line["material"], column=_("材料名称"), most=NAME_LENGTH, lines=False)
    if not name:
        raise CellRefused(_("缺材料名称。"))
    seq = _number(line.get("seq", ""), _("序号"), MOST_PAPERS, remarks) or place
    originals = _number(line.get("originals", ""), _("原件份数"), MOST_COPIES, remarks)
    copies = _number(line.get("copies", ""), _("复印件份数"), MOST_COPIES, remarks)
    form = _form(line.get("form", ""), originals, copies, remarks)
    return seq, MaterialDraft(
        code=f"m{seq}",
        name=name,
        form=form,
        copies=max(1, copies if form == Material.Form.COPY else max(originals, copies)),
        required=_required(line.get("necessity", ""), remarks),
        source=_source(line.get("source_channel", ""), remarks),
        issuer=cells.text(line.get("issuer", ""), column=_("出具单位"), most=ISSUER_LENGTH),
    )


def _number(cell: str, column: str, most: int, remarks: list[str]) -> int:
    return cells.number_or_remark(cell, column=column, most=most, remarks=remarks) or 0


def _required(said: str, remarks: list[str]) -> bool:
    required = cells.word(said.upper(), words.NECESSARY)
    if said and required is None:
        remarks.append(_("材料必要性“{word}”不认识，按必要读入，请核对。").format(word=cells.shown(said)))
    return required is not False


def _source(said: str, remarks: list[str]) -> str:
    source = cells.word(said, words.SOURCES)
    if said and source is None:
        remarks.append(_("材料来源渠道“{word}”不认识，没有采用，请补填。").format(word=cells.shown(said)))
    return source or ""


def _form(said: str, originals: int, copies: int, remarks: list[str]) -> str:
    """What the list says, else paper: a file alone would turn away whoever brings the paper."""
    form = cells.word(said, words.FORMS)
    if form is not None and form != words.PAPER:
        return form
    if said and form is None:
        remarks.append(_of_form(said).format(word=cells.shown(said)))
    return _of_paper(originals, copies)


def _of_form(said: str) -> str:
    if cells.word(said, words.EITHER_FORM) is not None:
        return _("材料形式“{word}”：一种材料只能记一种形式，按纸质读入，交电子件也可以，请核对。")
    if cells.word(said, words.BOTH_FORMS) is not None:
        return _("材料形式“{word}”：一种材料只能记一种形式，按纸质读入，电子件要另列一项，请核对。")
    return _("材料形式“{word}”不认识，按纸质读入，请核对。")


def _of_paper(originals: int, copies: int) -> str:
    """By its numbers: with both, the copy is kept and the original looked at."""
    if originals and copies:
        return Material.Form.ORIGINAL_SEEN.value
    return Material.Form.ORIGINAL.value if originals else Material.Form.COPY.value
