"""What a regime lets happen to its clocks, and its refusals beside it."""

import pytest

from kernel.catalogue.allowed import regime_allows_pause, regime_extension
from kernel.catalogue.models import Regime
from kernel.catalogue.refusals import ExtensionNotAllowed, PauseNotAllowed
from kernel.catalogue.regimes import SPECIAL_PROCEDURES, install

pytestmark = pytest.mark.django_db


@pytest.fixture
def regimes() -> dict[str, Regime]:
    return install()


@pytest.mark.parametrize("kind", ["statutory", "promised"])
@pytest.mark.parametrize(("code", "name"), SPECIAL_PROCEDURES)
def test_the_eight_of_article_45_stop_a_licence(regimes: dict[str, Regime], kind: str, code: str, name: str):
    row = regime_allows_pause(regimes["licence"], kind, code)
    assert (row.name, row.legal_basis) == (name, "行政许可法第四十五条")


@pytest.mark.parametrize("code", [code for code, _name in SPECIAL_PROCEDURES])
def test_they_stop_no_other_clock_and_no_other_regime(regimes: dict[str, Regime], code: str):
    with pytest.raises(PauseNotAllowed, match="受理期限因"):
        regime_allows_pause(regimes["licence"], "intake", code)
    with pytest.raises(PauseNotAllowed, match="行政给付"):
        regime_allows_pause(regimes["benefit"], "statutory", code)


def test_a_public_posting_stops_the_promise_and_never_the_statute(regimes: dict[str, Regime]):
    assert regime_allows_pause(regimes["licence"], "promised", "public_notice").name == "公示"
    with pytest.raises(PauseNotAllowed) as refusal:
        regime_allows_pause(regimes["licence"], "statutory", "public_notice")
    assert str(refusal.value) == "“行政许可”的办理规则不允许法定期限因“公示”暂停。"


def test_there_is_no_ninth(regimes: dict[str, Regime]):
    with pytest.raises(PauseNotAllowed, match="不允许承诺期限因“lunch”暂停"):
        regime_allows_pause(regimes["licence"], "promised", "lunch")
    with pytest.raises(PauseNotAllowed, match="card_term"):
        regime_allows_pause(regimes["licence"], "card_term", "hearing")


def test_who_may_extend_by_how_much(regimes: dict[str, Regime]):
    licence, disclosure = regime_extension(regimes["licence"]), regime_extension(regimes["information_disclosure"])
    assert (licence.days, licence.role) == (10, "department_head") and "四十二条" in licence.basis
    assert (disclosure.days, disclosure.role) == (20, "department_leader")
    with pytest.raises(ExtensionNotAllowed, match="“公共服务”的办理规则没有规定可以延长期限"):
        regime_extension(regimes["public_service"])
