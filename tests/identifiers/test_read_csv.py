"""A list that a person made is read as he sees it in his spreadsheet, and a row is found again by its line."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.identifiers.csv_files import CsvFileUnreadable, CsvRow, read_rows
from kernel.identifiers.formulas import harmless


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def rows(file: Path, text: str, encoding: str = "utf-8") -> list[CsvRow]:
    file.write_bytes(text.encode(encoding))
    return read_rows(file, required=("a", "b"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_knows_its_line_behind_blank_lines_and_cells_of_two_lines(file: Path, end: str, encoding: str):
    text = end.join(["", "a, b ,", "1,䶮", "", '2,"东', '西"', "3", ",", "4,5,6", ""])
    found = rows(file, text, encoding)
    assert [(row.line, row["a"], row["b"]) for row in found] == [
        (3, "1", "䶮"), (5, "2", f"东{end}西"), (7, "3", ""), (9, "4", "5"),
    ]  # fmt: skip
    assert [row.surplus for row in found] == [""] * 4


def test_what_ends_a_line_elsewhere_is_a_character_here(file: Path):
    [row] = rows(file, "a,b\n1\x0b2\u2028\x853\x1c,4\n")
    assert (row["a"], row["b"]) == ("1\x0b2\u2028\x853", "4")


def test_cells_beyond_the_last_column_are_told(file: Path):
    found = rows(file, "a,b\n1,2,,\n1,2, 000 ,x\n")
    assert [row.surplus for row in found] == ["", "000,x"]


def test_a_long_cell_is_read(file: Path):
    assert rows(file, f"a,b\n1,{'长' * 200_000}\n")[0]["b"] == "长" * 200_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"\n\r\n \n", "空"),
        (b"a,c\n1,2\n", "缺少列：b"),
        (b"a,b, a\n1,2,3\n", "a出现了两次"),
        (b'a,b\n1,2\n3,"4\n', "不是有效的 CSV"),
        ("a,b\n1,2\n".encode("utf-16"), "编码"),
        (b"a,b\n1,\x00\n", "编码"),
        (b"PK\x03\x04\x14\x00\x06\x00", "编码"),
    ],
)
def test_a_file_that_is_no_list_is_one_sentence(file: Path, content: bytes, words: str):
    file.write_bytes(content)
    with pytest.raises(CsvFileUnreadable, match=words):
        read_rows(file, required=("a", "b"))


def test_a_folder_is_no_list(tmp_path: Path):
    with pytest.raises(CsvFileUnreadable, match="打不开"):
        read_rows(tmp_path, required=("a",))


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r,\"'\t"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), max_size=6))
@example([("", "\r"), ("\t", "\n "), ("", "="), ("'=", "'"), (" '=", "\t="), ("''", "\u3000＝")])
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, str]]):
    out = StringIO(newline="")
    cells = [("a", "b"), *((harmless(one), harmless(two)) for one, two in written)]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(cells)
    found = rows(tmp_path_factory.mktemp("csv") / "list.csv", out.getvalue())
    # what holds nothing is no row
    read = [(row["a"], row["b"]) for row in found if any(row.values())]
    assert read == [(one.strip(), two.strip()) for one, two in written if one.strip() or two.strip()]


@pytest.mark.parametrize(("typed", "read"), [("'=1+1", "=1+1"), ("'县", "'县"), ("=1+1", "=1+1"), ("''=", "'=")])
def test_a_guard_against_formulas_is_taken_off(file: Path, typed: str, read: str):
    assert rows(file, f"a,b\n{typed},\n")[0]["a"] == read
