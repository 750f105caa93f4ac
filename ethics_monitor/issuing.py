"""Run the statement of `findings` for one rule: what both the sweep and the observer of events end in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ethics_monitor import findings
from ethics_monitor.events import CARD_ISSUED
from ethics_monitor.models import Colour, Rule
from ethics_monitor.rectification import new_clocks
from kernel.accounts.models import User
from kernel.identifiers.masking import mask_name
from kernel.ledger.actors import SYSTEM
from kernel.ledger.writer import record_many
from kernel.organizations.models import Role
from kernel.workdays.queries import load
from kernel.workdays.zone import SHANGHAI, day_end, day_start, local_date

FOREVER = datetime(9999, 1, 1, tzinfo=SHANGHAI)


def names() -> findings.Names:
    """Masked names of the staff and labels of their roles, in the language of the process."""
    # their telephones need not be deciphered each minute
    people = list(User.objects.filter(is_staff_member=True).order_by("pk").values_list("pk", "full_name"))
    return findings.Names(
        person_ids=[pk for pk, _name in people],
        person_names=[mask_name(name) for _pk, name in people],
        roles=[role.value for role in Role],
        role_labels=[str(role.label) for role in Role],
    )


def counts_at(rule: Rule, *, at: datetime, calendar_code: str) -> datetime | None:
    """From when a card found at `at` counts: yellow and warnings at once, a red after one working day.

    None where a person must confirm first (practice.md 1.11).
    """
    if rule.issue_mode == Rule.IssueMode.CONFIRM:
        return None
    if rule.colour != Colour.RED:
        return at
    return day_end(load(calendar_code).add(local_date(at), 1))


def issue(
    rule: Rule, *, found: str, params: Mapping[str, Any], at: datetime, calendar_code: str, words: findings.Names
) -> int:
    """Issue a card for each row of `found` that has none yet, with its entry; how many. Inside the caller's lock."""
    facts = {**findings.rule_params(rule), **words.params, **params, "at": at, "answer_by": None}
    facts["counts_at"] = counts_at(rule, at=at, calendar_code=calendar_code)
    terms = ""
    if rule.rectify_length:
        made = new_clocks(rule, at=at, calendar_code=calendar_code)
        terms = made.sql
        facts |= {**made.params, "answer_by": local_date(made.due_at)}
    return record_many(
        CARD_ISSUED,
        source=findings.ENTRIES,
        params=facts,
        actor=SYSTEM,
        about=True,
        with_=findings.with_cards(found, at=at, terms=terms),
        first=True,
    )


def validity(rule: Rule) -> dict[str, datetime]:
    """The instants between which the rule must have become true."""
    last = None if rule.valid_until is None else day_start(rule.valid_until + timedelta(days=1))
    return {"valid_from": day_start(rule.valid_from), "valid_until": last or FOREVER}
