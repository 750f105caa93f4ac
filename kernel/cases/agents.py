"""Who files for others, as the ledger may hold it: a digest that tells equal from unequal and names nobody."""

from typing import Final

from kernel.accounts.fields import keyed_index

DIGITS: Final = 32


def filed_by(agent_id: int | None) -> str | None:
    """The keyed digest of the agent's row, 32 hex digits; None of a matter that the applicant filed himself."""
    return None if agent_id is None else keyed_index(str(agent_id), kind="filing_agent")[:DIGITS]
