"""An agency's list at the window: typed or read from a file, received whole, printed as one sheet with all slips."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from approvals.models import Batch
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from tests.cast import Cast

HEAD = ("证件号码", "姓名", "电话", "经营场所", "面积（平方米）")
ROWS = [
    ("990101198309270015", "陈宏", "", "人民路 1 号", "100"),
    ("990101199302020026", "周小宁", "16100000009", "人民路 2 号", "80"),
]


def form(*rows: tuple[str, ...], **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "window": "C01",
        "item": "LW030",
        "idempotency_key": uuid4().hex,
        "agency_id_number": "91990101MA0000001Y",
        "agency_name": "示范县代办有限公司",
        "agency_phone": "16100000077",
        "mandate_seen": "on",
        "material": ["m1", "m2"],
    } | changes
    names = ("id_number", "name", "phone", "field_premises", "field_area")
    for place, row in enumerate(rows, start=1):
        facts |= {f"{name}_{place}": cell for name, cell in zip(names, row, strict=True)}
    return {name: value for name, value in facts.items() if value is not None}


def receive(desk: Any, data: dict[str, Any]) -> Any:
    return desk.post("/hall/batches/receive/", data)


def test_a_list_is_received_and_printed_with_all_slips(cast: Cast, desk) -> None:
    answer = receive(desk, form(*ROWS))
    assert answer.status_code == 302, answer.content.decode()
    batch = Batch.objects.get()
    page = desk.get(answer["Location"]).content.decode()
    cases = [each.case for each in batch.lines.all()]
    assert len(cases) == Case.objects.count() == 2 and "批量收件清单" in page
    assert page.count('<article class="slip" ') == 2 and page.count("‼") == 0
    for case in cases:
        assert page.count(case.number) >= 1 and case.query_code in page
    sheet = page[page.index("batchsheet") : page.index("</article>")]
    assert "陈*" in sheet and "陈宏" not in sheet and cases[0].query_code not in sheet
    assert batch.number in desk.get("/hall/batches/").content.decode()


def test_the_same_form_twice_is_received_once(cast: Cast, desk) -> None:
    data = form(*ROWS)
    first, again = receive(desk, data), receive(desk, data)
    assert first["Location"] == again["Location"] and Batch.objects.count() == 1


def test_everything_that_is_wrong_is_listed_by_row_and_nothing_is_lost(cast: Cast, desk) -> None:
    bad = [
        ("990101198309270016", "陈宏", "", "人民路 1 号", "100"),
        ("990101199302020026", "周小宁", "16100000009", "", "八十"),
        ("990101199503160033", "王别名", "", "人民路 3 号", "60"),
    ]
    answer = receive(desk, form(*bad))
    page = answer.content.decode()
    assert answer.status_code == 422 and "校验码不符" in page and "请填写经营场所" in page and "请填数字" in page
    for row in bad:
        for cell in row:
            assert not cell or f'value="{cell}"' in page
    assert page.count('aria-invalid="true"') == 3
    assert not Case.objects.exists() and not Applicant.objects.filter(id_kind="uscc").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mandate_seen": None}, "授权委托书原件"),
        ({"material": ["m1"]}, "经营场所证明"),
        ({"agency_id_number": "990101199503160033", "agency_name": "王䶮"}, "代办人应是单位"),
    ],
)
def test_a_whole_list_is_refused_with_its_reason(cast: Cast, desk, changes: dict[str, Any], words: str) -> None:
    answer = receive(desk, form(*ROWS, **changes))
    assert answer.status_code == 422 and words in answer.content.decode() and not Case.objects.exists()


def xlsx(rows: list[tuple[str, ...]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("shape", ["csv", "gb18030", "xlsx"])
def test_a_file_fills_the_rows_and_receives_nothing(cast: Cast, desk, shape: str) -> None:
    text = "\n".join(",".join(row) for row in [HEAD, *ROWS])
    raw = xlsx([HEAD, *ROWS]) if shape == "xlsx" else text.encode("utf-8-sig" if shape == "csv" else "gb18030")
    data = form(list=SimpleUploadedFile(f"名单.{shape}", raw))
    page = desk.post("/hall/batches/read/", data).content.decode()
    for row in ROWS:
        for cell in row:
            assert not cell or f'value="{cell}"' in page
    assert 'value="示范县代办有限公司"' in page and not Case.objects.exists()


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "名单读不了"), ("姓名\n陈宏\n".encode(), "缺少列"), (b"\x00\x01", "名单读不了"), (None, "名单读不了")],
)
def test_a_file_that_is_no_list_is_said_so_and_what_was_typed_stays(cast: Cast, desk, raw: Any, words: str) -> None:
    file = {} if raw is None else {"list": SimpleUploadedFile("a.csv", raw)}
    answer = desk.post("/hall/batches/read/", form(*ROWS) | file)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and 'value="周小宁"' in page


def test_more_than_twenty_rows_of_a_file_are_refused(cast: Cast, desk) -> None:
    text = "\n".join(",".join(row) for row in [HEAD, *ROWS * 11])
    answer = desk.post("/hall/batches/read/", form(list=SimpleUploadedFile("a.csv", text.encode())))
    assert answer.status_code == 422 and "2 至 20 件" in answer.content.decode()


def test_an_item_that_needs_the_person_is_not_offered(cast: Cast, desk) -> None:
    assert "LW030" in desk.get("/hall/batches/").content.decode()
    cast.item.needs_person = "要当场采集指纹"
    cast.item.save()
    assert "item=LW030" not in desk.get("/hall/batches/").content.decode()
    assert "要当场采集指纹" in receive(desk, form(*ROWS)).content.decode()


def test_of_another_window_there_is_no_batch(cast: Cast, desk, browser_of) -> None:
    receive(desk, form(*ROWS))
    number = Batch.objects.get().number
    for who, status in ((cast.other_clerk, 404), (cast.reviewer, 404), (cast.citizen, 403)):
        assert browser_of(who).get(f"/hall/batches/{number}/").status_code == status
    assert browser_of(cast.other_clerk).post("/hall/batches/receive/", form(*ROWS)).status_code == 404
    assert browser_of(cast.reviewer).get("/hall/batches/").status_code == 403


def test_the_api_receives_and_refuses_the_same(cast: Cast, desk) -> None:
    rows = [
        {"id_number": row[0], "name": row[1], "phone": row[2], "values": {"premises": row[3], "area": row[4]}}
        for row in ROWS
    ]
    agency = {"id_number": "91990101MA0000001Y", "name": "示范县代办有限公司", "phone": "16100000077"}
    body = {"window": "C01", "item": "LW030", "agency": agency, "mandate_seen": True, "materials": ["m1", "m2"]}

    def send(rows: list[dict[str, Any]]) -> Any:
        more = {"content_type": "application/json", "headers": {"Idempotency-Key": uuid4().hex}}
        return desk.post("/api/v1/batches/", body | {"rows": rows}, **more)

    refused = send([rows[0], rows[1] | {"values": {}}])
    assert refused.status_code == 422 and "第 2 行" in refused.json()["title"] and not Case.objects.exists()
    made = send(rows)
    assert made.status_code == 201 and len(made.json()["cases"]) == 2
    assert desk.get(f"/api/v1/batches/{made.json()['number']}/").json() == made.json()
