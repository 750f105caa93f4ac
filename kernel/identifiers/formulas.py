"""A cell that begins like a formula is run when a spreadsheet opens the file, whoever typed it (OWASP, CSV injection).

Such a cell gets an apostrophe before it when it goes out; when the list comes back it is taken off again.
"""

from typing import Final

Cell = str | int | None

# the full-width signs too: spreadsheets of this language begin a formula with them
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD: Final = "'"


def harmless(cell: Cell) -> str | int:
    """A cell that no spreadsheet runs; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    return GUARD + cell if _wants_guard(cell) else cell


def unguarded(cell: str) -> str:
    """What `harmless` was given."""
    bare = cell[len(GUARD) :]
    return bare if cell.startswith(GUARD) and _wants_guard(bare) else cell


def _wants_guard(cell: str) -> bool:
    """Blanks before it protect from nothing: whoever reads a list takes them off. Blanks alone are no formula."""
    said = cell.lstrip()
    return bool(said) and (cell.startswith(DANGEROUS) or said.startswith((*DANGEROUS, GUARD)))
