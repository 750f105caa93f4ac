"""A county's whole list of items read in as drafts: 2,035 items with 2,876 papers, from two CSV files.

`import_items`: seconds for reading, planning and writing, against the 30 seconds that were asked for.
`import_growth`: seconds for the last parts of a list of 20,000 rows. Reference: for its first parts.
"""

import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from county_portal.bench.figures import Figure, Scale, at_most
from kernel.catalogue.actions import import_items
from kernel.catalogue.actions.importing import ROWS_AT_ONCE
from kernel.catalogue.imports.files import read_list
from kernel.catalogue.imports.rows import ItemRow

NAMES = ("import_items", "import_growth")
ITEMS = 2_035
PAPERS = 2_876
SECONDS = 30.0
PARTS, FEW = 20, 5
DEPARTMENTS = ("县行政审批服务局", "县民政局", "县水利局", "县教育和体育局")
ITEM_COLUMNS = ("code", "name", "department", "item_type", "statutory_days", "day_unit", "promised_days", "legal_basis")
PAPER_COLUMNS = ("code", "material")


def measure(scale: Scale) -> list[Figure]:
    """Two figures: each import is done once, as a county does it."""
    with tempfile.TemporaryDirectory() as folder:
        items = _written(Path(folder) / "items.csv", ITEM_COLUMNS, [_item(number) for number in range(ITEMS)])
        lines = [(f"YC{number % ITEMS:05d}", f"材料{number:05d}") for number in range(PAPERS)]
        papers = _written(Path(folder) / "papers.csv", PAPER_COLUMNS, lines)
        began = time.perf_counter()
        found = read_list(items, papers)
        plan = import_items(rows=found.rows, list_name=found.name, dry_run=False)
        spent = time.perf_counter() - began
    made = plan.counts()["created"]
    if made != ITEMS:
        raise RuntimeError(f"{made} of {ITEMS} items were made: {plan.refused[:1] or found.refused[:1]}")
    return [at_most("import_items", spent, "s", reference=SECONDS, goal=1), _growth()]


def _growth() -> Figure:
    """Where the time of one part hangs on how many were brought in before, a long list never ends."""
    known = {"name": "某许可", "department_name": "县水利局", "statutory_length": 20, "statutory_unit": "working_day"}
    rows = [ItemRow(line, f"GR{line:06d}", "县水利局", "licence", dict(known)) for line in range(PARTS * ROWS_AT_ONCE)]
    instants = [time.perf_counter()]
    import_items(rows=rows, list_name="growth", progress=lambda _done: instants.append(time.perf_counter()))
    spent = [later - before for before, later in pairwise(instants)]
    return at_most("import_growth", median(spent[-FEW:]), "s", reference=median(spent[:FEW]), goal=2)


def _item(number: int) -> tuple[str, ...]:
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    return (
        f"YC{number:05d}",
        f"第{number:05d}项许可",
        department,
        "行政许可",
        "20",
        "工作日",
        "5",
        "《行政许可法》第四十二条",
    )


def _written(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    # none of these cells holds a comma or a quotation mark
    path.write_text("\n".join(",".join(row) for row in [columns, *rows]), encoding="utf-8")
    return path
