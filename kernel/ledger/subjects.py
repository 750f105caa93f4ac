"""What an entry is about: the name of a row without a foreign key to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A row of any app, named so that the ledger below it need not know its table.

    `kind` is the app's own word (`case`, `card`), `number` what a person reads (never empty, never a personal
    number), `id` the row's key. Kind and id name the chain; the number is kept as it was.
    """

    kind: str
    number: str
    id: int

    def __post_init__(self) -> None:
        if not self.kind or not self.number:
            raise ValueError("a subject needs a kind and a number")
