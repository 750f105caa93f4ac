"""The command reads a list that a person made and answers in its order."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def verdicts(file: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("check_identifiers", str(file), "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_verdicts_in_the_order_of_the_file(tmp_path: Path, encoding: str):
    file = tmp_path / "list.csv"
    file.write_text(
        "姓名,kind,value\n张三,resident_id,11010519491231002X\n李四,uscc,91350100M000100Y44\n王五,shoe,1\n赵六,org_code\n",
        encoding=encoding,
    )
    answer = verdicts(file)
    assert [row["valid"] for row in answer] == [True, False, False, False]
    assert answer[0] == {"valid": True, "reason": ""}
    assert "shoe" in str(answer[2]["reason"])


def test_the_numbers_of_residence_permits_follow_the_same_standard(tmp_path: Path):
    """A list tells the standard of a number; a form asks for the document it stands on."""
    file = tmp_path / "list.csv"
    file.write_text("kind,value\nresident_id,810000199001010019\nresident_id,81000019900101001X\n")
    assert [row["valid"] for row in verdicts(file)] == [True, False]
    assert "校验码" in str(verdicts(file)[1]["reason"])


def test_header_alone_is_an_empty_list(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_text("kind,value\n")
    assert verdicts(file) == []


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        (b"kind,number\nuscc,1\n", "value"),
        (b'kind,value\nuscc,"1\n', "CSV"),
        (b"kind\xff\xfe\x00,value\n\xff", "编码"),
    ],
)
def test_bad_file_gets_one_sentence_and_code_2(tmp_path: Path, content: bytes, word: str):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=word) as refusal:
        verdicts(file)
    assert refusal.value.returncode == 2


def test_absent_file_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match=r"absent\.csv"):
        verdicts(tmp_path / "absent.csv")
