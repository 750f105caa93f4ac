"""What an applicant still owes to many matters at once, for whoever brings it for him (`kernel.cases.kinds.Asked`)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from approvals.models import SpotLine, SpotNotice, SupplementLine, SupplementNotice
from kernel.cases.kinds import Asked, AskedPaper
from kernel.cases.models import Case
from kernel.documents.models import Document


def asked(cases: Collection[int]) -> Mapping[int, Asked]:
    """By case: what its supplement notice asks for; before it is received, what its applicant was told on the spot."""
    return _on_the_spot(cases) | _by_notice(cases)


def _by_notice(cases: Collection[int]) -> dict[int, Asked]:
    notices = SupplementNotice.objects.filter(case__in=cases, case__state="supplement")
    notices = notices.select_related("case__item_version__regime").prefetch_related("lines__material")
    found = {notice.case_id: notice for notice in notices}
    sent = _sent({pk: notice.told_at for pk, notice in found.items()})
    return {
        pk: Asked(
            told_at=notice.told_at,
            papers=_papers(notice.lines.all()),
            until=notice.term_until,
            days=notice.case.item_version.regime.supplement_term_days,
            sent=frozenset(sent.get(pk, ())),
        )
        for pk, notice in found.items()
    }


def _sent(since: Mapping[int, datetime]) -> dict[int, set[str]]:
    """Codes of the papers of which a file came after that instant, by case."""
    found: dict[int, set[str]] = {}
    files = Document.objects.kept().uploads().filter(subject_kind="case", subject_id__in=since)
    for case, code, at in files.values_list("subject_id", "material_code", "at"):
        if at > since[case]:
            found.setdefault(case, set()).add(code)
    return found


def _on_the_spot(cases: Collection[int]) -> dict[int, Asked]:
    waiting = Case.objects.filter(pk__in=cases, state="entrusted").values_list("pk", "applicant", "item_version__item")
    whose = {(applicant, item): pk for pk, applicant, item in waiting}
    if not whose:
        return {}
    notices = SpotNotice.objects.filter(applicant__in={applicant for applicant, _item in whose}, next_case=None)
    notices = notices.select_related("item_version").prefetch_related("lines__material").order_by("told_at", "pk")
    return {
        whose[key]: Asked(told_at=notice.told_at, papers=_papers(notice.lines.all()))
        for notice in notices
        if (key := (notice.applicant_id, notice.item_version.item_id)) in whose
    }


def _papers(lines: Iterable[SupplementLine | SpotLine]) -> tuple[AskedPaper, ...]:
    return tuple(AskedPaper(line.material.code, line.material.name, line.what) for line in lines)
