"""When the last backup was made, and when one was last put back and found whole."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from county_portal import kept_facts
from county_portal.data_health.lines import Asked, Line


def backup(asked: Asked) -> Iterable[Line]:
    """No backup, or an old one."""
    todo = _("请系统管理员运行 ./portal backup，把备份和密钥分别存到别的机器。")
    never = _("还没有备份过，机器坏了数据就没有了。")
    yield _line(asked, "backup", _("备份"), never, todo, settings.BACKUP_DAYS)


def drill(asked: Asked) -> Iterable[Line]:
    """No drill without a difference, or an old one."""
    todo = _("请系统管理员运行 ./portal drill，它在临时引擎里恢复并逐项核对，不碰正在用的数据。")
    never = _("还没有做过通过的恢复演练，备份能不能用没有人知道。")
    yield _line(asked, "drill", _("恢复演练"), never, todo, settings.DRILL_DAYS)


def _line(asked: Asked, what: kept_facts.What, title: str, never: str, todo: str, most: int) -> Line:
    last = kept_facts.last(settings.RUN_DIR, what)
    if last is None and settings.DEMO:
        return Line(what, "ok", title, _("这是演示用的县，不备份也不提醒。"))
    if last is None:
        return Line(what, "notice", title, never, None, todo)
    words = _("到记录第 {no} 号，用了 {seconds} 秒。").format(no=last.stream_no, seconds=round(last.seconds))
    if asked.now - last.at > timedelta(days=most):
        late = ngettext("最近一次在 {n} 天以前。", "最近一次在 {n} 天以前。", most).format(n=most)
        return Line(what, "notice", title, late, last.at, todo)
    return Line(what, "ok", title, words, last.at)
