"""Messages that did not go out, people nobody has called, and webhook targets that take nothing."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from county_portal.data_health.lines import Asked, Level, Line, Row, earliest
from kernel.notices.models import Channel, Delivery, Subscription
from kernel.notices.sayings import in_words

OVERDUE: Final = timedelta(minutes=10)  # past the instant at which a worker should have tried
UNCALLED: Final = timedelta(days=1)


def messages(asked: Asked) -> Iterable[Line]:
    """By channel: given up, not tried though due, and for the telephone not called for a day."""
    late = Q(state__in=(Delivery.State.WAITING, Delivery.State.TRYING), due_at__lt=asked.now - OVERDUE)
    uncalled = Q(channel=Channel.CALL, state=Delivery.State.WAITING, ordered_at__lt=asked.now - UNCALLED)
    amiss = Q(state=Delivery.State.FAILED) | (late & ~Q(channel=Channel.CALL)) | uncalled
    found = (
        Delivery.objects.filter(amiss, asked.here("region"))
        .values("channel", "state", "said")
        .annotate(many=Count("pk"), since=Min("ordered_at"))
        .order_by("channel", "state", "said")
    )
    rows = [Row(str(Channel(each["channel"]).label), each["since"], _words(each)) for each in found]
    title = _("外发通知")
    if not rows:
        yield Line("messages", "ok", title, _("短信、邮件都已发出，电话都已打完或正在打。"))
        return
    failed = any(each["state"] == Delivery.State.FAILED for each in found)
    todo = _("请系统管理员检查短信网关和邮件服务器，改正后运行 send_notices --failed；没打的电话请窗口打完。")
    level: Level = "grave" if failed else "notice"
    path, words = reverse("outbox"), _("看外发通知")
    yield Line("messages", level, title, _("有通知没有送到。"), earliest(rows), todo, rows, path, words)


def _words(found: Mapping[str, Any]) -> str:
    many, said = found["many"], in_words(found["said"])
    if found["state"] == Delivery.State.FAILED:
        return ngettext("{n} 条没有发成：{said}", "{n} 条没有发成：{said}", many).format(n=many, said=said)
    if found["channel"] == Channel.CALL:
        return ngettext("{n} 个电话等了超过一天", "{n} 个电话等了超过一天", many).format(n=many)
    return ngettext("{n} 条过了时间没有发", "{n} 条过了时间没有发", many).format(n=many)


def targets(asked: Asked) -> Iterable[Line]:
    """Webhook targets that were given up, or are being tried again and again."""
    amiss = Q(state=Subscription.State.FAILED) | Q(state=Subscription.State.ON, tries__gt=1)
    found = Subscription.objects.filter(amiss, county__in=asked.counties).defer("secret")
    rows = [Row(each.name, each.tried_at, f"{each.get_state_display()} {in_words(each.said)}") for each in found]
    title = _("推送订阅")
    if not rows:
        yield Line("targets", "ok", title, _("推送都有人接收。"))
        return
    todo = _("请系统管理员联系接收方，修复后运行 webhook replay；停下期间的记录不会丢，会按顺序补推。")
    failed = any(each.state == Subscription.State.FAILED for each in found)
    yield Line("targets", "grave" if failed else "notice", title, _("有推送没有被接收。"), earliest(rows), todo, rows)
