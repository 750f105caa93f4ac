"""空白表格: the application form of an item as a page to be filled in by hand, with the papers to tick."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache

from kernel.catalogue.models import ItemVersion, Material
from kernel.documents.letters.printing import canonical, digest_of_text, printed, recipe, require_printable
from kernel.organizations.words import kept as in_chinese

TEMPLATE: Final = Path("templates") / "documents" / "blank_form.typ"
KEPT_SECONDS: Final = 24 * 3600
# asked of every applicant, whatever he applies for; on paper as on the page: name, document and phone
PERSON: Final = (
    ("姓名（单位名称）", True),
    ("证件号码（统一社会信用代码）", True),
    ("联系电话", True),
    ("联系地址", False),
)


def blank_form(version: ItemVersion, *, guide: str) -> bytes:
    """The PDF of a version's form; `guide` is the address of the item's guide, drawn as a code.

    Printed once for each edition and kept a day: its words, the template and the printer decide the bytes.
    Errors: SignUnprintable for an edition older than the check of its form.
    """
    assert version.published_at is not None
    source = (Path(settings.ROOT) / TEMPLATE).read_text()
    words = canonical(_words(version, guide))
    key = f"blank_form:{digest_of_text(recipe() + source + words)}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        require_printable(*form_words(version))
        kept = printed(source, words, at=version.published_at)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def form_words(version: ItemVersion) -> Iterator[str]:
    """Everything that stands on the form in the words of the item."""
    yield version.name
    for field in version.form_schema:
        yield from (str(field["label"]), *map(str, field.get("choices", ())))
    for paper in version.materials.all():
        yield paper.name


def _words(version: ItemVersion, guide: str) -> dict[str, Any]:
    assert version.organization is not None
    phone = version.consult_phone or version.organization.phone
    return {
        "title": f"{version.name}申请表",
        "organ": version.organization.name,
        "code": version.item.code,
        "edition": f"第 {version.number} 版",
        "ask": f"有不明白的，打电话 {phone}。" if phone else "",
        "verify": guide,
        "person": [{"label": label, "needed": needed, "long": False, "choices": []} for label, needed in PERSON],
        "fields": [_field(field) for field in version.form_schema],
        "papers": [{"name": paper.name, "note": _note(paper)} for paper in version.materials.all()],
    }


def _field(field: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": field["label"],
        "needed": bool(field.get("required")),
        "long": field["type"] == "long_text",
        "choices": list(field.get("choices", ())) if field["type"] == "choice" else [],
    }


def _note(paper: Material) -> str:
    """What is asked of a paper: its form and number, whether it may come later, whether the hall fetches it itself."""
    if paper.shared:
        return "不用带，窗口自己查"
    said = [f"{in_chinese(paper.get_form_display())}{paper.copies} 份"]
    if not paper.required:
        said.append("有就交")
    if paper.tolerable:
        said.append("可以晚点补")
    return "，".join(said)
