"""The checklist of papers as the materials component takes it, and in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from approvals.actions.intake import not_handed_in
from kernel.catalogue.models import ItemVersion, Material


def paper_words(paper: Any) -> str:
    """原件 1 份·不可容缺, or 共享取得，免提交."""
    if paper.shared:
        return _("共享取得，免提交")
    form = _("{form} {copies} 份").format(form=paper.get_form_display(), copies=paper.copies)
    if paper.condition:
        form = f"{form}·{paper.condition}"
    if not paper.required:
        return form
    return f"{form}·{_('可容缺') if paper.tolerable else _('不可容缺')}"


def paper_line(paper: Material, *, received: bool) -> dict[str, Any]:
    """One line; `required` and `blocking` say what its absence means."""
    return {
        "name": paper.name,
        "sub": paper_words(paper),
        "received": received,
        "absent_words": not_handed_in(paper),
        "lacks_words": "" if received else not_handed_in(paper),
        "field": "material",
        "value": paper.code,
        "required": paper.required,
        "blocking": paper.required and not paper.tolerable,
        # a paper that is asked for only in some case is nobody's lack until somebody says so
        "unsaid": not paper.required,
    }


def checklist(version: ItemVersion, ticked: set[str]) -> dict[str, Any]:
    """What the applicant brings, with the ticks, and apart from it what departments share."""
    every = list(version.materials.all())
    bring = [paper_line(paper, received=paper.code in ticked) for paper in every if not paper.shared]
    shared = [paper_line(paper, received=True) for paper in every if paper.shared]
    return {"papers": bring, "shared": shared, **lacks(bring)}


def lacks(papers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts of what is in hand and lacking, and the codes that stand in the way of acceptance."""
    rows = list(papers)
    missing = [row for row in rows if not row["received"] and row["required"]]
    return {
        "received_count": sum(row["received"] for row in rows),
        "lacking_count": len(missing),
        "blocking": [row for row in missing if row["blocking"]],
        "tolerable": [row for row in missing if not row["blocking"]],
        "blocking_codes": " ".join(row["value"] for row in rows if row["blocking"]),
        "required_codes": " ".join(row["value"] for row in rows if row["required"]),
    }
