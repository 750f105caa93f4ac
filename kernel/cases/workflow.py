"""The shape of a workflow table: states and moves as data, read by one function. No ORM here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.utils.functional import Promise

Phase = Literal["draft", "open", "paused", "ended", "closed"]


@dataclass(frozen=True)
class State:
    """A state of one kind of matter. `plain` is the everyday word beside the legal one."""

    code: str
    label: str | Promise
    phase: Phase
    plain: str | Promise = ""


@dataclass(frozen=True)
class Move:
    """A lawful move from any of `sources` to `target`; `article` where it is not self-evident."""

    code: str
    sources: tuple[str, ...]
    target: str
    label: str | Promise
    article: str = ""


@dataclass(frozen=True)
class Workflow:
    """The states and moves of one kind, checked for gaps when it is built.

    Errors: ValueError for a duplicate, or a move that names an unknown state.
    """

    states: Mapping[str, State]
    moves: Mapping[str, Move]

    def move_from(self, state: str, code: str) -> Move | None:
        """The move `code` if it is lawful in `state`, else None."""
        move = self.moves.get(code)
        return move if move is not None and state in move.sources else None

    def lawful(self, state: str) -> tuple[Move, ...]:
        """All moves out of `state`, in the table's order."""
        return tuple(move for move in self.moves.values() if state in move.sources)


RowT = TypeVar("RowT", State, Move)


def table(states: Iterable[State], moves: Iterable[Move]) -> Workflow:
    """Build a workflow from its two lists."""
    by_state = _unique(states)
    by_move = _unique(moves)
    for move in by_move.values():
        unknown = {*move.sources, move.target} - set(by_state)
        if unknown:
            raise ValueError(f"move {move.code} names unknown states {sorted(unknown)}")
    return Workflow(by_state, by_move)


def _unique(rows: Iterable[RowT]) -> dict[str, RowT]:
    found: dict[str, RowT] = {}
    for row in rows:
        code = row.code
        if code in found:
            raise ValueError(f"{code} is listed twice")
        found[code] = row
    return found
