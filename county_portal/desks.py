"""The desks of the house: whose they are, where each begins, and the tabs of its bar. The bar is the reader's, whatever
page he reads; a tab whose door does not let him in is not shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.doors.tabs import Tab
from kernel.organizations.models import ADMINISTRATORS, Role


@dataclass(frozen=True)
class Desk:
    """Where holders of `roles` begin, the app whose pages it is, the tabs of its bar and those behind 更多."""

    landing: str
    roles: frozenset[str]
    tabs: Sequence[Tab]
    more: Sequence[Tab] = ()

    @property
    def app(self) -> str:
        """The namespace of its pages; none of one that stands at the roof."""
        return self.landing.rpartition(":")[0]


_COUNTER: Final = Tab("approvals:hall", _("办理"))
_REVIEW: Final = Tab("approvals:review", _("待我办"), count="waiting_for_me")
_UNIT: Final = Tab("approvals:unit", _("本单位"))
_QUESTIONS: Final = Tab("approvals:questions", _("群众提问"))
_PUSHED: Final = Tab("approvals:pushed", _("监管签收"))
_MY_CARDS: Final = Tab("ethics_monitor:my_cards", _("牌件"))
_CALLS: Final = Tab("calls", _("待打电话"))
_OUTBOX: Final = Tab("outbox", _("外发通知"))
_INBOX: Final = Tab("inbox", _("通知"))
_DEADLINE: Final = Tab("deadline_calculator", _("期限计算"))
_WORKSHOP: Final = (
    Tab("workshop", _("事项维护")),
    Tab("workshop_words", _("俗称和读音")),
    Tab("hall_register", _("应进必进台账")),
)
_BOARD: Final = Tab("ethics_monitor:board", _("看板"))
_SUPERVISION: Final = (
    _BOARD,
    Tab("ethics_monitor:cards", _("牌件")),
    Tab("ethics_monitor:to_verify", _("待核实"), count="waiting_to_verify"),
    Tab("ethics_monitor:patterns", _("研判")),
    Tab("ethics_monitor:discipline", _("提级监督")),
    Tab("morning", _("晨会单")),
)
_BEHIND_SUPERVISION: Final = (
    *_WORKSHOP,
    Tab("approvals:registered", _("登记情况")),
    _OUTBOX,
    Tab("data_health", _("系统状况")),
    _DEADLINE,
)

# the first that fits is where a person with several posts starts: where people wait for him
DESKS: Final[Sequence[Desk]] = (
    # a town's clerk serves its counter too; the bags come first
    Desk(
        "civic_service:desk",
        frozenset({Role.VILLAGE_AGENT, Role.TOWN_CLERK}),
        (
            _COUNTER,
            Tab("civic_service:desk", _("代办")),
            Tab("civic_service:choose", _("接件登记")),
            _CALLS,
            _INBOX,
            _DEADLINE,
        ),
    ),
    Desk(
        "approvals:hall",
        frozenset({Role.WINDOW_CLERK, Role.WINDOW_HEAD}),
        (_COUNTER, _REVIEW, _UNIT, _QUESTIONS, Tab("civic_service:desk", _("代办袋")), _MY_CARDS),
        (
            Tab("approvals:shift", _("交接")),
            Tab("approvals:batches", _("成批收件")),
            Tab("approvals:accounts", _("开户")),
            Tab("approvals:mandates", _("授权登记")),
            _PUSHED,
            _CALLS,
            _OUTBOX,
            *_WORKSHOP,
            _DEADLINE,
        ),
    ),
    # those who answer for the hall or supervise it may also hold a deciding post of the centre itself
    Desk(
        "ethics_monitor:board",
        frozenset({Role.SUPERVISION_OFFICE, Role.CENTER_DIRECTOR, Role.HALL_MANAGER}),
        _SUPERVISION,
        _BEHIND_SUPERVISION,
    ),
    Desk(
        "approvals:review",
        frozenset(
            {
                Role.REVIEWER,
                Role.SITE_INSPECTOR,
                Role.APPROVER,
                Role.CHIEF_REPRESENTATIVE,
                Role.DEPARTMENT_LEADER,
                Role.DEPARTMENT_HEAD,
            }
        ),
        (_REVIEW, _UNIT, _QUESTIONS, _PUSHED, _MY_CARDS, _WORKSHOP[0]),
        (_OUTBOX, _DEADLINE),
    ),
    Desk("ethics_monitor:board", frozenset({Role.DEPUTY_DIRECTOR}), _SUPERVISION, _BEHIND_SUPERVISION),
    Desk("ethics_monitor:discipline", frozenset({Role.DISCIPLINE_INSPECTION}), _SUPERVISION, _BEHIND_SUPERVISION),
    Desk(
        "data_health",
        frozenset(ADMINISTRATORS),
        (
            Tab("data_health", _("系统状况")),
            Tab("access_log", _("查看日志")),
            Tab("second_factors", _("第二因素")),
            Tab("notice_routes", _("通知路由")),
            *_WORKSHOP,
            _INBOX,
            _DEADLINE,
        ),
    ),
)
# who has no desk of his own yet has what is everybody's on the staff
NO_DESK: Final = Desk("inbox", frozenset(), (_INBOX, _REVIEW, _UNIT, _MY_CARDS), (_OUTBOX, _DEADLINE))


def desks_of(roles: frozenset[str]) -> list[Desk]:
    """Every desk of who holds these roles, the one he starts at first."""
    return [desk for desk in DESKS if roles & desk.roles]


def bar_of(roles: frozenset[str], app: str) -> tuple[Sequence[Tab], Sequence[Tab]]:
    """The tabs over a page of that app, and those behind 更多: of his own desk there, else of the one he starts at.

    The way to his other desks stands behind 更多.
    """
    his = desks_of(roles) or [NO_DESK]
    here = next((desk for desk in his if app and desk.app == app), his[0])
    shown = {tab.route for tab in (*here.tabs, *here.more)}
    return here.tabs, [*here.more, *_ways(his, shown)]


def _ways(desks: Sequence[Desk], shown: set[str]) -> Iterator[Tab]:
    for desk in desks:
        if desk.landing not in shown:
            shown.add(desk.landing)
            yield next(tab for tab in desk.tabs if tab.route == desk.landing)
