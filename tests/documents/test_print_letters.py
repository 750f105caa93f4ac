"""Every letter prints, the same twice, with every name of the county's people; or says why not."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from pdf_oxide import PdfDocument

from county_portal.bench.letter_samples import (
    AT,
    HELD,
    IN_THE_BAG,
    ORGAN,
    PAPERS,
    acceptance,
    bag_sheet,
    deny,
    held_receipt,
    one_of_each,
    receipt,
)
from kernel.documents.letters import kinds, printing
from kernel.documents.letters.data import IssuingOrgan, LetterData, Paper
from kernel.documents.letters.printing import LetterUnprintable, require_printable, unprintable
from kernel.documents.letters.words import cited, day_words, limit_words, moment_words
from kernel.documents.refusals import LetterDataMissing, RemediesMissing, SignUnprintable
from tests.cast import local
from tests.documents.printed import FRAME, text_of


def print_one(code: str, data) -> bytes:
    return printing.printed(kinds.get(code).source(), printing.canonical(FRAME | data.words()), at=AT)


@pytest.mark.parametrize("code", [kind.code for kind in kinds.all_types()])
def test_every_letter_prints_and_prints_the_same(code: str) -> None:
    data = one_of_each()[code]
    pdf = print_one(code, data)
    assert pdf.startswith(b"%PDF-1.7") and b"pdfaid:part>2" in pdf
    assert print_one(code, data) == pdf


def archive_faults(pdf: bytes) -> list[str]:
    """What an outside checker holds against the file as PDF/A-2b."""
    return PdfDocument.from_bytes(pdf).validate_pdf_a("2b")["errors"]


@pytest.mark.parametrize("code", [kind.code for kind in kinds.all_types()])
def test_every_letter_passes_a_checker_of_archive_files(code: str) -> None:
    assert archive_faults(print_one(code, one_of_each()[code])) == []


def test_the_checker_of_archive_files_knows_a_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "STANDARD", "1.7")
    assert archive_faults(print_one("deny", deny()))


def pages_of(pdf: bytes) -> int:
    """Counted in the page tree, which is kept in compressed object streams."""
    # a stream whose last byte is a carriage return is cut short by it: what comes before is enough
    streams = [
        zlib.decompressobj().decompress(found)
        for found in re.findall(rb"stream\r?\n(x.+?)\r?\nendstream", pdf, re.DOTALL)
    ]
    return max(int(count) for text in (pdf, *streams) for count in re.findall(rb"/Type/Pages/Count (\d+)", text))


LONG_NAME = "示范县宏远食品有限公司" * 12
LONG_ITEM = "第三类医疗器械经营许可证核发（含变更、延续、补发和注销）" * 6


@pytest.mark.parametrize(
    ("code", "long"),
    [
        ("receipt", lambda: receipt(materials=PAPERS * 50, applicant=LONG_NAME, item=LONG_ITEM)),
        ("deny", lambda: deny(reason="经营场所不符合要求。" * 200, applicant=LONG_NAME, item=LONG_ITEM)),
        ("held_receipt", lambda: held_receipt(papers=HELD * 50, applicant=LONG_NAME, item=LONG_ITEM)),
        ("bag_sheet", lambda: bag_sheet(lines=IN_THE_BAG * 34)),
    ],
)
def test_what_is_long_flows_over_pages(code: str, long: Callable[[], LetterData]) -> None:
    assert pages_of(print_one(code, one_of_each()[code])) == 1
    assert pages_of(print_one(code, long())) > 1


def test_what_is_no_licence_rests_on_its_own_provisions() -> None:
    kind = kinds.DENY
    plain = deny(licence=False, basis="《社会救助暂行办法》第四十八条")
    assert (kind.title_of(deny()), kind.seal_of(deny())) == ("不予行政许可决定书", kinds.DECISION_SEAL)
    assert (kind.title_of(plain), kind.seal_of(plain)) == ("不予办理决定书", kinds.PLAIN_SEAL)
    assert print_one("deny", plain)
    with pytest.raises(LetterDataMissing, match="basis"):
        deny(licence=False)


@pytest.mark.parametrize(
    ("basis", "named"),
    [
        ("《社会救助暂行办法》第四十八条", "《社会救助暂行办法》第四十八条"),
        (
            "【法律】《居民身份证法》（2011-10-29）第十二条：公安机关应当自公民提交《居民身份证申领登记表》之日起六十日内发放。",
            "《居民身份证法》第十二条",
        ),
        (
            "1.《甲条例》第三条第二款第（一）项\n县级以上……\n2.《乙办法》（部令第5号）第10条之一：……",
            "《甲条例》第三条第二款第（一）项、《乙办法》第10条之一",
        ),
        (
            "".join(f"《第{n}号令》第{n}条：……" for n in range(1, 7)),
            "《第1号令》第1条、《第2号令》第2条、《第3号令》第3条、《第4号令》第4条等",
        ),
        ("依据《丙规定》执行：\n……", "《丙规定》"),
        ("上级文件\n" + "字" * 80, "上级文件"),
    ],
)
def test_a_long_basis_is_named_and_not_written_out(basis: str, named: str) -> None:
    assert cited(basis) == named
    assert f"依照{named}的规定，" in text_of("acceptance", acceptance(licence=False, basis=basis))


def test_every_letter_names_a_person_and_a_phone() -> None:
    with pytest.raises(LetterDataMissing, match="handler"):
        deny(handler="")
    with pytest.raises(LetterDataMissing, match="phone"):
        deny(organ=replace(ORGAN, phone=""))
    assert deny(organ=replace(ORGAN, phone=""), phone="16100000001").words()["phone"] == "16100000001"


def test_a_character_the_font_lacks_is_said_not_dropped() -> None:
    with pytest.raises(LetterUnprintable, match="\U0003134a"):
        print_one("deny", deny(applicant="张\U0003134a"))


@pytest.mark.parametrize("signs", ["≥≤≈√∶±×÷−∞‰", "㎡㎏㎝㎜㎞℃℉µ", "㈠㊣①⑩ⅠⅡ", "αβΩЖя", "あアの々・", "é䶮𬱖·•…—⼀"])
def test_the_signs_of_a_reason_are_printed(signs: str) -> None:
    assert unprintable(signs) == ""
    assert print_one("deny", deny(reason=signs))


@pytest.mark.parametrize("first", [0x20000, 0x2A6C0, 0x2A700, 0x2B740, 0x2B820, 0x2CEB0, 0x2EBD0])
def test_names_of_gb18030_level_3_are_printed(first: int) -> None:
    name = "".join(chr(first + step) for step in range(16))
    assert unprintable(name) == ""
    assert archive_faults(print_one("grant", replace(one_of_each()["grant"], applicant=name))) == []


def test_what_the_font_lacks_is_named() -> None:
    assert unprintable("经营面积应≥60㎡，实测45㎡☑🙂一般☑") == "☑🙂"
    require_printable("经营面积应≥60㎡", "")
    with pytest.raises(SignUnprintable, match=r"☑（U\+2611）印不到文书上"):
        require_printable("面积", "☑ 符合")


def test_a_long_word_is_broken_in_its_cell() -> None:
    # one that cannot be broken is printed over the page's edge and cut there
    papers = (Paper(name="m" * 60, form="原件", note="https://example.com/" + "x" * 90),)
    assert "m" * 60 not in text_of("receipt", receipt(materials=papers))
    assert print_one("receipt", receipt(materials=papers))


def test_markup_in_a_name_is_text() -> None:
    assert print_one("deny", deny(applicant="#panic() *[$", reason='"]#read("/etc/passwd")'))


def test_a_refusal_names_both_remedies() -> None:
    source = kinds.DENY.source() + kinds.REFUSAL_TO_ACCEPT.source() + kinds.TERMINATION.source()
    # once more for what the other organs of a joint matter did not grant
    assert source.count("#remedies(") == 4 and "六十日内" in source and "六个月内" in source
    with pytest.raises(RemediesMissing, match="县水利局"):
        deny(organ=IssuingOrgan(code="BM11", name="县水利局", phone="16100000011", review_organ="示范县人民政府"))


@pytest.mark.parametrize("reason", ["经营场所不符合要求", "经营场所不符合要求。"])
def test_a_reason_ends_as_a_sentence(reason: str) -> None:
    said = text_of("deny", deny(reason=reason, reason_basis="《办法》第七条"))
    assert "理由如下：经营场所不符合要求。以上理由依据：《办法》第七条。依照" in said


def test_a_letter_without_its_point_is_refused() -> None:
    with pytest.raises(LetterDataMissing, match="reason"):
        deny(reason="")
    with pytest.raises(LetterDataMissing, match="query_code"):
        receipt(query_code="")


def test_dates_carry_their_weekday_in_the_county() -> None:
    assert day_words(date(2026, 12, 3)) == "2026年12月3日（星期四）"
    assert moment_words(local(2026, 9, 7, 0, 5)) == "2026年9月7日（星期一）0时05分"
    assert limit_words(local(2026, 9, 7, 23, 59)) == "2026年9月7日（星期一）24时"
    assert limit_words(local(2026, 9, 7, 14, 30)) == "2026年9月7日（星期一）14时30分"


def test_two_claims_to_a_prefix_are_refused() -> None:
    kind = kinds.DENY
    with pytest.raises(ValueError, match="registered already"):
        kinds.register(kinds.LetterType("other", "另一种", "另", kind.prefix, "", kind.data))
