"""What goes on paper is asked before it is written down: signs that can be printed, and where one can turn."""

from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app

from approvals import actions, letters
from approvals.mandate_list import principals_of
from approvals.observers import ask_for_letters
from approvals.refusals import MandateLineUnreadable
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from kernel.documents.actions import make_pending
from kernel.documents.models import Letter
from kernel.documents.refusals import RemediesMissing, SignUnprintable
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Organization
from tests.approvals.joints import DAY, joint
from tests.cast import MONDAY, Cast
from tests.documents.printed import text_on
from tests.hall.conftest import at_the_last_step, decided, received, typed

pytestmark = pytest.mark.django_db

Act = Callable[[Cast, str], Any]


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


def deny(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = at_the_last_step(cast)
    return case, lambda: actions.deny(number=case.number, by=cast.approver, reason=words)


def refuse(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = received(cast)
    return case, lambda: actions.refuse(number=case.number, by=cast.clerk, reason=words)


def terminate(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = received(cast)
    return case, lambda: actions.terminate(number=case.number, by=cast.clerk, reason=words)


def notify(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = received(cast)
    return case, lambda: actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": words})


def withdraw(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = received(cast)
    return case, lambda: actions.withdraw(number=case.number, by=cast.citizen, reason=words)


def deliver(cast: Cast, words: str) -> tuple[Case, Callable[[], Any]]:
    case = decided(cast)
    signed = {"method": "window", "receiver": words, "receiver_is": "agent"}
    return case, lambda: actions.deliver(number=case.number, by=cast.clerk, **signed)


REFUSING = (deny, refuse, terminate)


def order(case: Case) -> None:
    ask_for_letters(list(Entry.objects.of(case.ledger_subject).order_by("pk")))


@pytest.mark.parametrize("act", [*REFUSING, notify, withdraw, deliver])
def test_a_sign_that_cannot_be_printed_is_refused_and_nothing_is_done(cast: Cast, act: Act) -> None:
    case, do = act(cast, "面积 45㎡☑")
    entries, state = Entry.objects.count(), Case.objects.get(pk=case.pk).state
    with pytest.raises(SignUnprintable, match="☑"):
        do()
    assert (Entry.objects.count(), Case.objects.get(pk=case.pk).state) == (entries, state)


@pytest.mark.long
@pytest.mark.parametrize("act", [*REFUSING, notify, withdraw, deliver])
def test_signs_of_measure_are_printed(cast: Cast, act: Act) -> None:
    case, do = act(cast, "经营面积应≥60㎡，实测45㎡")
    do()
    order(case)
    make_pending()
    states = set(Letter.objects.filter(subject_id=case.pk).values_list("state", "error"))
    assert states == {(Letter.State.READY, "")}


@pytest.mark.parametrize("act", REFUSING)
@pytest.mark.parametrize(
    ("column", "name"), [("review_organ", "行政复议机关"), ("court", "管辖法院"), ("phone", "电话")]
)
def test_no_refusal_without_where_to_turn(cast: Cast, act: Act, column: str, name: str) -> None:
    Organization.objects.filter(pk=cast.bureau.pk).update(**{column: ""})
    cast.item.refresh_from_db()
    _case, do = act(cast, "不符合条件")
    entries = Entry.objects.count()
    with pytest.raises(RemediesMissing, match=f"没有登记{name}，"):
        do()
    assert Entry.objects.count() == entries
    Organization.objects.filter(pk=cast.bureau.pk).update(**{column: "有"})
    assert do().state in ("denied", "refused", "terminated")


def test_an_answer_to_a_petition_needs_no_court(cast: Cast) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=install()["petition"])
    Organization.objects.filter(pk=cast.bureau.pk).update(court="", review_organ="")
    cast.item.refresh_from_db()
    case, do = terminate(cast, "已另行处理")
    do()
    order(case)
    said = text_on(Letter.objects.get(letter_type="termination"))
    assert "上一级机关、单位复查" in said and "三十日内请求复查机关、单位的上一级机关、单位复核" in said
    assert "诉讼" not in said and "行政复议" not in said


def test_information_that_is_not_disclosed_goes_to_review_first(cast: Cast) -> None:
    disclosure = {"regime": install()["information_disclosure"], "legal_basis": "政府信息公开条例第三十六条"}
    ItemVersion.objects.filter(pk=cast.item.pk).update(**disclosure)
    cast.item.refresh_from_db()
    case, do = deny(cast, "属于国家秘密")
    do()
    order(case)
    said = text_on(Letter.objects.get(letter_type="deny"))
    assert "应当先申请行政复议" in said and "十五日内依法向示范县人民法院提起行政诉讼" in said
    assert "六个月" not in said


def test_a_termination_calls_itself_by_one_name(cast: Cast) -> None:
    case, do = terminate(cast, "事项已取消")
    do()
    order(case)
    said = text_on(Letter.objects.get(letter_type="termination"))
    assert said.count("自收到本通知书之日起") == 2 and "决定书" not in said


def test_the_denial_of_a_joint_matter_says_whose_refusal_is_taken_where(cast: Cast) -> None:
    made = joint(cast)
    petition = ItemVersion.objects.filter(pk=made.items["P1"].pk)
    petition.update(regime=install()["petition"], legal_basis="《信访工作条例》第三十二条")
    Organization.objects.filter(pk=made.organs["P2"].pk).update(review_organ="邻市人民政府", court="邻市人民法院")
    lead = made.accept()
    made.deny(lead, "P1", reason="门面太窄")
    made.deny(lead, "P2", reason="通道太窄")
    made.at_the_last_step(lead, MONDAY + 2 * DAY)
    actions.deny(number=lead.number, by=cast.approver, reason="有两项没有准予", at=MONDAY + 3 * DAY)
    letters.order([Entry.objects.of(lead.ledger_subject).get(type="approvals.denied")])
    said = text_on(Letter.objects.get(letter_type="deny", subject_id=lead.pk))
    first = said.index("联办的“第1局的许可”由县第1局决定，没有准予，理由是：门面太窄。对该机关的决定不服的，")
    second = said.index("联办的“第2局的许可”由县第2局决定，没有准予，理由是：通道太窄。对该机关的决定不服的，")
    own = said.index("我机关决定不予行政许可。对我机关的决定不服的，可以自收到本决定书之日起六十日内")
    assert said.index("以上理由依据：") < first < second < own
    assert "请求该机关的上一级机关、单位复查" in said[first:second]
    assert "可以自收到该机关的决定书之日起六十日内向邻市人民政府申请行政复议" in said[second:own]
    assert "本该机关" not in said


def test_a_name_that_cannot_be_printed_is_not_registered(cast: Cast, client: Any) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    newcomer = {"id_number": "990101199302020026", "phone": "16100000009"}
    for name, status in (("周☑宁", 422), ("周䶮宁", 302)):
        assert client.post("/hall/intake/", typed("receive", name=name, **newcomer)).status_code == status
    with pytest.raises((Refusal, MandateLineUnreadable), match="☑"):
        principals_of("990101199503160033 王☑ 16100000009")
