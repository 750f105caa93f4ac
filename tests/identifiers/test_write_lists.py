"""Lists for spreadsheets: no cell is run when the file is opened, and what goes out comes back as it was."""

import ast
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kernel.identifiers.exports import csv_bytes, xlsx_bytes
from kernel.identifiers.formulas import DANGEROUS, harmless, unguarded
from kernel.identifiers.list_files import read_rows
from tests.structure.house import name_of, sources, tree

FORMULAS = ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\r=1", "＝1", "－5", " =1", "'=1", "'"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    out = str(harmless(cell))
    assert out.startswith("'") and not out.lstrip(" ").startswith(DANGEROUS)
    assert unguarded(out) == cell


@pytest.mark.parametrize("cell", ["取水许可", "3-5 日", "a=b", "O'Neill", ""])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell == unguarded(cell)


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert (harmless(-5), harmless(None)) == (-5, "")


@example("\n")
@example(" \t")
@given(st.text(max_size=20))
def test_whatever_goes_out_comes_back(cell: str) -> None:
    out = str(harmless(cell))
    assert unguarded(out) == cell
    assert not out.strip() or not out.lstrip(" ").startswith(DANGEROUS), "blanks alone are no formula"


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_a_list_is_written_and_read_again(tmp_path: Path, shape: str) -> None:
    rows = [["code", "name", "days"], ["A1", "=HYPERLINK(1)", 5], ["A2", "取水，许可", None]]
    file = tmp_path / f"list.{shape}"
    file.write_bytes(csv_bytes(rows) if shape == "csv" else xlsx_bytes(rows, title="事项"))
    assert [dict(row) for row in read_rows(file, required=["code"])] == [
        {"code": "A1", "name": "=HYPERLINK(1)", "days": "5"},
        {"code": "A2", "name": "取水，许可", "days": ""},
    ]


def test_no_workbook_of_ours_has_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(xlsx_bytes([[cell] for cell in FORMULAS], title="事项"))
    kinds = {cell.data_type for row in load_workbook(file).active.iter_rows() for cell in row}
    assert kinds == {"s"}


@pytest.mark.long
def test_nothing_else_writes_lists() -> None:
    writers = set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter"):
                writers.add(name_of(path))
            if isinstance(node, ast.ImportFrom) and node.module in ("csv", "openpyxl"):
                named = {each.name for each in node.names} & {"Workbook", "writer", "DictWriter"}
                writers |= {name_of(path)} if named else set()
    assert writers == {"kernel/identifiers/exports.py"}
