"""The decision, and how it was handed over."""

from approvals.case_files import CaseFiles
from approvals.joint.queries import not_granted
from approvals.letters.facts import Wanted, common, due_day
from approvals.models import DeliveryRecord
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.documents.letters import data
from kernel.documents.letters.kinds import DENY, GRANT
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date


def grant(entry: Entry, files: CaseFiles) -> Wanted:
    """准予行政许可决定书."""
    case = files.of(entry)
    decision, delivery = case.decision, files.clock(case, "delivery")
    assert case.accepted_at is not None
    words = data.Grant(
        **common(case, entry, decision.decided_by),
        accepted_on=local_date(case.accepted_at),
        content=decision.content,
        result_name=case.item_version.result_name,
        conditions=decision.conditions,
        valid_until=decision.valid_until,
        deliver_by=due_day(delivery) if delivery is not None else None,
        provisional=delivery.provisional if delivery is not None else False,
    )
    return Wanted(GRANT.code, words)


def deny(entry: Entry, files: CaseFiles) -> Wanted:
    """不予行政许可决定书."""
    case = files.of(entry)
    assert case.accepted_at is not None
    words = data.Deny(
        **common(case, entry, case.decision.decided_by),
        accepted_on=local_date(case.accepted_at),
        reason=case.decision.reason,
        reason_basis=case.decision.basis,
        refused=_refused(case),
    )
    return Wanted(DENY.code, words)


def _refused(case: Case) -> tuple[data.RefusedPart, ...]:
    """Of a joint matter what other organs did not grant."""
    if case.item_version.project_type != ItemVersion.ProjectType.JOINT:
        return ()
    return tuple(
        data.RefusedPart(
            organ=data.IssuingOrgan.of(part.organization),
            item=part.item_version.name,
            reason=why,
            remedy=part.item_version.regime.remedy,
        )
        for part, why in not_granted(case)
    )


def delivery(entry: Entry, files: CaseFiles) -> Wanted:
    """送达回证 of the decision, named by its 文号 where its letter was made here; of a deemed renewal the licence's."""
    case = files.of(entry)
    record, decision = case.delivery_record, case.decision
    facts = common(case, entry, record.delivered_by)
    kind = GRANT if decision.outcome == decision.Outcome.GRANT else DENY
    title = kind.title if facts["licence"] else kind.plain_title
    words = data.Delivery(
        **facts,
        document=case.item_version.result_name if decision.deemed else title,
        document_serial=files.decision_serial(case),
        decided_on=local_date(decision.decided_at),
        how=str(record.get_method_display()),
        receiver=record.receiver,
        receiver_is=str(DeliveryRecord.Receiver(record.receiver_is).label) if record.receiver_is else "",
        tracking_number=record.tracking_number,
        deemed=decision.deemed,
    )
    return Wanted("delivery", words)
