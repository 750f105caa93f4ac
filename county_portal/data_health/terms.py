"""Terms that stand still longer than they should."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from county_portal.data_health.lines import Asked, Line, Row, earliest
from kernel.clocks.queries import pauses_past_plan


def pauses(asked: Asked) -> Iterable[Line]:
    """Pauses whose planned end has passed: without a due date no rule ever asks after them."""
    late = pauses_past_plan(asked.now).filter(asked.here("clock__region_code"))
    rows = [
        Row(f"{pause.clock.subject_number} {pause.name}", pause.planned_until, pause.notice_number) for pause in late
    ]
    title = _("暂停计时")
    if not rows:
        yield Line("pauses", "ok", title, _("没有超过告知时间的暂停。"))
        return
    todo = _("请承办单位恢复计时，或者书面告知申请人还要多久；暂停期间不亮牌，只有这里看得见。")
    yield Line("pauses", "notice", title, _("有暂停超过了告知申请人的时间。"), earliest(rows), todo, rows)
