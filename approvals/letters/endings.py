"""A matter that ends without a decision, and the papers that go back."""

from approvals.case_files import CaseFiles
from approvals.letters.facts import Wanted, common, paper
from approvals.letters.intake import received_on
from kernel.cases.models import Case
from kernel.catalogue.models import Material
from kernel.documents.letters import data
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date


def withdrawal(entry: Entry, files: CaseFiles) -> Wanted:
    """撤回申请确认书; by hand of a clerk, or of the applicant himself at home."""
    case = files.of(entry)
    words = data.Withdrawal(
        **common(case, entry, files.handler(entry)), received_on=received_on(case), reason=case.ending.reason
    )
    return Wanted("withdrawal", words)


def termination(entry: Entry, files: CaseFiles) -> Wanted:
    """终止办理通知书."""
    case = files.of(entry)
    words = data.Termination(
        **common(case, entry, case.ending.ended_by),
        received_on=received_on(case),
        accepted_on=local_date(case.accepted_at) if case.accepted_at is not None else None,
        reason=case.ending.reason,
    )
    return Wanted("termination", words)


def papers_returned(entry: Entry, files: CaseFiles) -> Wanted | None:
    """退件清单 of what lies on paper at the organ; none where everything came online."""
    case = files.of(entry)
    on_paper = () if case.channel == Case.Channel.ONLINE else _on_paper(case)
    if not on_paper:
        return None
    words = data.PapersReturned(
        **common(case, entry, files.handler(entry)),
        ended=str(case.ending.get_kind_display()),
        papers=on_paper,
        by_agent=case.channel == Case.Channel.VILLAGE,
    )
    return Wanted("papers_returned", words)


def _on_paper(case: Case) -> tuple[data.Paper, ...]:
    ticks = [tick for tick in case.ticks.all() if tick.received_at is not None and not tick.material.shared]
    return tuple(paper(tick.material) for tick in ticks if tick.material.form != Material.Form.ELECTRONIC)
