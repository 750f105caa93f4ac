"""What a decision says on paper: why a refusal and where to go instead, what is granted, why not, what lacks."""

import json
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction
from django.test import Client

from approvals import actions
from approvals.models import Decision, Ending, SpotNotice
from approvals.observers import ask_for_letters
from approvals.refusals import OtherOrganMissing
from approvals.refusals_of_terms import ValidityOver
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from kernel.documents.letters.words import plain_day
from kernel.documents.models import Letter
from kernel.documents.refusals import SignUnprintable
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date
from tests.cast import Cast
from tests.documents.printed import text_on
from tests.hall.conftest import BrowserOf, at_the_last_step, decided, received, typed, verb

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


def printed(letter_type: str) -> str:
    """The text of the one letter of this type, ordered from everything that happened."""
    ask_for_letters(list(Entry.objects.filter(type__startswith="approvals.").order_by("pk")))
    return text_on(Letter.objects.get(letter_type=letter_type))


def refused(cast: Cast, **facts: Any) -> Any:
    return actions.refuse(number=received(cast).number, by=cast.clerk, reason="经核对材料", **facts)


@pytest.mark.parametrize(
    ("ground", "other_organ", "words"),
    [
        (
            "not_needed",
            "",
            "该事项依法不需要取得行政许可。依照《中华人民共和国行政许可法》第三十二条第一款第一项的规定",
        ),
        (
            "not_our_power",
            "示例市市场监督管理局",
            "不属于本机关职权范围。依照《中华人民共和国行政许可法》第三十二条第一款第二项的规定，我机关决定不予受理。"
            "请您向示例市市场监督管理局申请。",
        ),
        ("other", "", "依照《中华人民共和国行政许可法》第三十二条的规定，我机关决定不予受理"),
    ],
)
def test_a_refusal_names_its_ground_and_item_of_the_law(cast: Cast, ground: str, other_organ: str, words: str) -> None:
    case = refused(cast, ground=ground, other_organ=other_organ)
    assert words in printed("refusal_to_accept")
    told = Entry.objects.of(case.ledger_subject).last()
    assert told is not None and (told.payload["ground"], told.payload["other_organ"]) == (ground, other_organ)


def test_what_is_no_licence_needs_no_handling(cast: Cast) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=install()["benefit"])
    cast.item.refresh_from_db()
    refused(cast, ground="not_needed")
    said = printed("refusal_to_accept")
    assert "该事项依法不需要办理。依照医疗器械监督管理条例第四十二条的规定" in said and "行政许可法" not in said


def test_what_is_not_ours_names_whose_it_is(cast: Cast) -> None:
    with pytest.raises(OtherOrganMissing):
        refused(cast, ground="not_our_power", other_organ=" ")
    with pytest.raises(SignUnprintable):
        refused(cast, ground="not_our_power", other_organ="☑局")
    with pytest.raises(ValueError, match="because"):
        refused(cast, ground="because")
    # of any other ground none is asked, and none is kept
    assert refused(cast, ground="not_needed", other_organ="邻县").ending.other_organ == ""
    for wrong in ({"ground": ""}, {"ground": "not_our_power"}, {"ground": "other", "other_organ": "邻县"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ending.objects.filter(kind="refused").update(**wrong)


def test_page_and_api_take_the_ground(cast: Cast, browser_of: BrowserOf) -> None:
    desk, elsewhere = browser_of(cast.clerk), {"ground": "not_our_power", "other_organ": "邻县审批局"}
    page = desk.get(f"/cases/{received(cast).number}/").content.decode()
    assert 'name="ground"' in page and 'name="other_organ"' in page
    assert verb(desk, received(cast), "refuse", reason="无权", ground="not_our_power").status_code == 422
    assert verb(desk, received(cast), "refuse", reason="无权", **elsewhere).status_code == 302
    assert desk.post("/hall/intake/", typed("refuse", reason="无权", **elsewhere)).status_code == 302
    assert desk.post("/hall/intake/", typed("refuse", reason="无权", ground="x")).status_code == 404
    headers = {"Idempotency-Key": "a" * 32}
    path = f"/api/v1/cases/{received(cast).number}/refuse/"
    sent = desk.post(path, {"reason": "无权", **elsewhere}, content_type="application/json", headers=headers)
    assert sent.status_code == 200
    assert Ending.objects.filter(other_organ="邻县审批局").count() == 3


def test_a_grant_says_what_how_far_and_until_when(cast: Cast) -> None:
    until = local_date(database_now()) + timedelta(days=1800)
    said = {"content": "零售第三类医疗器械（植入类除外）", "conditions": "冷藏设备每年校验", "valid_until": until}
    actions.grant(number=at_the_last_step(cast).number, by=cast.approver, **said)
    text = printed("grant")
    assert "零售第三类医疗器械（植入类除外）" in text and "冷藏设备每年校验" in text
    assert f"起至{plain_day(until)}止" in text


def test_a_licence_without_an_end_says_so_and_what_is_none_says_nothing(cast: Cast) -> None:
    assert decided(cast).decision.content == cast.item.name
    assert "有效期限不设有效期限" in printed("grant")

    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=install()["benefit"])
    cast.item.refresh_from_db()
    case = decided(cast)
    ask_for_letters(list(Entry.objects.of(case.ledger_subject)))
    assert "有效期限" not in text_on(Letter.objects.get(subject_id=case.pk, letter_type="grant"))


def test_what_is_over_already_or_unprintable_is_not_granted(cast: Cast) -> None:
    case = at_the_last_step(cast)
    yesterday = local_date(database_now()) - timedelta(days=1)
    for facts, refusal in (
        ({"valid_until": yesterday}, ValidityOver),
        ({"content": "☑"}, SignUnprintable),
        ({"conditions": "☑"}, SignUnprintable),
    ):
        with pytest.raises(refusal):
            actions.grant(number=case.number, by=cast.approver, **facts)
    assert not Decision.objects.exists()
    today = local_date(database_now())
    assert actions.grant(number=case.number, by=cast.approver, valid_until=today).decision.valid_until == today


def test_a_denial_rests_on_the_provision_that_was_named(cast: Cast) -> None:
    named = actions.deny(
        number=at_the_last_step(cast).number, by=cast.approver, reason="面积不够", basis="《办法》第七条第二项"
    )
    unnamed = actions.deny(number=at_the_last_step(cast).number, by=cast.approver, reason="面积不够")
    assert (named.decision.basis, unnamed.decision.basis) == ("《办法》第七条第二项", cast.item.legal_basis)
    with pytest.raises(SignUnprintable):
        actions.deny(number=at_the_last_step(cast).number, by=cast.approver, reason="面积不够", basis="☑")
    ask_for_letters(list(Entry.objects.of(named.ledger_subject)))
    assert "以上理由依据：《办法》第七条第二项。" in text_on(Letter.objects.get(letter_type="deny"))


def test_the_desk_of_whoever_decides_asks_for_it(cast: Cast, browser_of: BrowserOf) -> None:
    client: Client = browser_of(cast.approver)
    case = at_the_last_step(cast)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert all(f'name="{name}"' in page for name in ("content", "conditions", "valid_until", "basis"))
    assert cast.item.legal_basis in page
    facts = {"content": "零售", "conditions": "", "opinion": ""}
    assert verb(client, case, "grant", valid_until="2020-01-01", **facts).status_code == 422
    assert verb(client, case, "grant", valid_until="soon", **facts).status_code == 422
    assert verb(client, case, "grant", valid_until="", **facts).status_code == 302
    assert Decision.objects.get().content == "零售"
    denied = at_the_last_step(cast)
    assert verb(client, denied, "deny", reason="面积不够", basis="第七条").status_code == 302
    assert Decision.objects.get(case=denied).basis == "第七条"


def test_a_notice_on_the_spot_says_what_is_wrong_with_each_paper(cast: Cast, browser_of: BrowserOf) -> None:
    desk = browser_of(cast.clerk)
    told = {"missing": ["m1", "m2"], "what_m1": "没有盖章", "what_m2": "", "what_m3": "不在单上", "material": ["m3"]}
    answer = desk.post("/hall/intake/", typed("tell", **told))
    assert answer.status_code == 302 and "没有盖章" in desk.get(answer.url).content.decode()
    notice = SpotNotice.objects.get()
    assert [(line.material.code, line.what) for line in notice.lines.all()] == [("m1", "没有盖章"), ("m2", "")]
    ask_for_letters(list(Entry.objects.of(notice.ledger_subject)))
    words = json.loads(Letter.objects.get(letter_type="on_the_spot").words)
    assert [paper["note"] for paper in words["missing"]] == ["没有盖章", ""]
    unprintable = typed("tell", missing=["m1"], what_m1="☑", material=[])
    refused_page = desk.post("/hall/intake/", unprintable)
    assert refused_page.status_code == 422 and 'value="☑"' in refused_page.content.decode()
