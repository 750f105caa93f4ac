"""Ledger, relay, letters, sweep, cards, seals and queue: machinery that somebody has to keep running."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import redis
from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from county_portal.data_health.lines import Asked, Line, Row, earliest
from ethics_monitor.events import CARDS_DIFFER
from ethics_monitor.queries import heartbeat
from kernel.documents.models import Letter
from kernel.ledger import queries as ledger
from kernel.ledger.models import Entry, ObserverFailure
from kernel.organizations.models import Organization
from kernel.workdays.zone import local_date

BEHIND_MOST: Final = 2_000  # entries; the relay reads as many in one piece
LETTER_LONGEST: Final = timedelta(minutes=10)
SWEEP_LONGEST: Final = timedelta(minutes=3)
NIGHT: Final = timedelta(hours=30)  # the nightly comparison, and the morning after it
SEAL_GRACE: Final = timedelta(hours=1)  # after midnight the beat has this long to seal yesterday
PING_SECONDS: Final = 0.5


def stream_and_relay(asked: Asked) -> Iterable[Line]:
    """The record stream moves, and every observer has read it."""
    health = ledger.health()
    ages = [age for age in (health.relay_age, health.waiting_age, health.horizon_age) if age is not None]
    stuck = [alarm for alarm in health.alarms if alarm]
    title = _("记录流")
    if stuck:
        since = asked.now - timedelta(seconds=max(ages)) if ages else None
        todo = _("请系统管理员查看中继进程（./portal status）和没有结束的数据库事务；记录没有丢，恢复后自动补上。")
        yield Line("stream", "grave", title, " ".join(stuck), since, todo)
    else:
        words = ngettext("共 {n} 条记录，都已编号。", "共 {n} 条记录，都已编号。", health.head).format(n=health.head)
        yield Line("stream", "ok", title, words, path=reverse("public_seals"), path_words=_("看封存"))
    yield _readers(health.behind)
    yield _failures()


def _readers(behind: dict[str, int]) -> Line:
    late = [
        Row(name, None, ngettext("还有 {n} 条没有处理", "还有 {n} 条没有处理", entries).format(n=entries))
        for name, entries in sorted(behind.items())
        if entries > BEHIND_MOST
    ]
    title = _("通知和监察处理")
    if not late:
        return Line("observers", "ok", title, _("通知、监察都跟得上。"))
    todo = _("请系统管理员查看中继进程的负荷；落后期间通知会迟到，不会丢。")
    return Line("observers", "notice", title, _("有处理环节落后。"), None, todo, late)


def _failures() -> Line:
    failed = (
        ObserverFailure.objects.filter(resolved_at=None)
        .values("observer")
        .annotate(many=Count("pk"), since=Min("at"))
        .order_by("observer")
    )
    rows = [
        Row(each["observer"], each["since"], ngettext("{n} 条记录", "{n} 条记录", each["many"]).format(n=each["many"]))
        for each in failed
    ]
    title = _("处理失败的记录")
    if not rows:
        return Line("failures", "ok", title, _("没有处理失败的记录。"))
    todo = _("请系统管理员按编号查看原因；记录本身完好，只是有人没有被通知到，或有规则没有判断。")
    return Line("failures", "grave", title, _("有记录没有被处理。"), earliest(rows), todo, rows)


def letters(asked: Asked) -> Iterable[Line]:
    """Letters that failed, or wait longer than the worker needs."""
    here = Organization.objects.filter(asked.here("region__code")).values("code")
    waiting = Q(state=Letter.State.PENDING, requested_at__lt=asked.now - LETTER_LONGEST)
    stuck = (
        Letter.objects.filter(Q(state=Letter.State.FAILED) | waiting, organ_code__in=here)
        .values("organ_name", "title", "state")
        .annotate(many=Count("pk"), since=Min("requested_at"))
        .order_by("organ_name", "title", "state")
    )
    rows = [
        Row(
            f"{each['organ_name']} {each['title']}",
            each["since"],
            _letter_words(each["state"], each["many"]),
        )
        for each in stuck
    ]
    failed = any(each["state"] == Letter.State.FAILED for each in stuck)
    title = _("文书")
    if not rows:
        yield Line("letters", "ok", title, _("文书都已制成，或正在制作。"))
        return
    todo = _("请系统管理员查看制作进程和原因，改正后运行 make_pending_letters --failed；申请人在文书制成前取不到。")
    yield Line("letters", "grave" if failed else "notice", title, _("有文书没有制成。"), earliest(rows), todo, rows)


def _letter_words(state: str, many: int) -> str:
    if state == Letter.State.FAILED:
        return ngettext("{n} 份制作失败", "{n} 份制作失败", many).format(n=many)
    return ngettext("{n} 份等了超过十分钟", "{n} 份等了超过十分钟", many).format(n=many)


def sweep(asked: Asked) -> Iterable[Line]:
    """The heartbeat: a sweep each minute."""
    last = next(iter(heartbeat(1)), None)
    title = _("期限监察")
    todo = _("请系统管理员查看定时进程和工作进程（./portal status）；补扫时，停摆期间该亮的牌一张不少。")
    if last is None:
        yield Line("sweep", "grave", title, _("还没有扫描过。"), None, todo)
    elif asked.now - last.started_at > SWEEP_LONGEST:
        yield Line("sweep", "grave", title, _("超过三分钟没有扫描。"), last.started_at, todo)
    elif last.error:
        yield Line("sweep", "grave", title, _("最近一次扫描没有完成。"), last.started_at, todo)
    else:
        yield Line("sweep", "ok", title, _("每分钟扫描一次，最近一次已完成。"), last.started_at)


def cards_against_facts(asked: Asked) -> Iterable[Line]:
    """What the nightly comparison of cards with facts found last."""
    since = int(f"{asked.now - NIGHT:%Y%m%d%H%M%S}")
    found = Entry.objects.filter(subject_kind="reconciliation", subject_id__gte=since, type=CARDS_DIFFER.code)
    last = found.order_by("-subject_id").first()
    title = _("夜间核对")
    if last is None:
        yield Line("cards", "ok", title, _("昨夜核对没有报出差异。"))
        return
    todo = _("请督查科和系统管理员逐条核对规则与期限；系统只报告，不自动改牌。")
    yield Line("cards", "grave", title, last.sentence(), last.at, todo)


def seals(asked: Asked) -> Iterable[Line]:
    """The last daily seal is yesterday's."""
    last = ledger.all_seals().first()
    title, path, words = _("每日封存"), reverse("public_seals"), _("看封存")
    todo = _("请系统管理员查看定时进程，或运行 seal_ledger 补封。")
    if last is None:
        yield Line("seals", "notice", title, _("还没有封存过。"), None, todo, path=path, path_words=words)
        return
    due = local_date(asked.now - SEAL_GRACE) - timedelta(days=1)
    if last.date < due:
        yield Line("seals", "grave", title, _("昨天的记录没有封存。"), last.sealed_at, todo, (), path, words)
        return
    yield Line("seals", "ok", title, _("昨天的记录已封存。"), last.sealed_at, "", (), path, words)


def queue(asked: Asked) -> Iterable[Line]:
    """Valkey answers: the queue of the worker and the counters of the limits."""
    addresses = {redis_address(settings.CELERY_BROKER_URL), redis_address(settings.CACHES["default"]["LOCATION"])}
    title = _("任务队列")
    if all(_answers(address) for address in sorted(addresses)):
        yield Line("queue", "ok", title, _("队列有应答。"))
        return
    todo = _("请系统管理员启动 Valkey；此间查询次数由各进程自己计数，定时任务和文书制作停着，办件不受影响。")
    yield Line("queue", "grave", title, _("队列（Valkey）没有应答。"), None, todo)


def redis_address(url: str) -> str:
    """redis-py's spelling of a broker address: kombu writes a socket as redis+socket."""
    return url.replace("redis+socket://", "unix://", 1)


def _answers(address: str) -> bool:
    client = redis.Redis.from_url(address, socket_connect_timeout=PING_SECONDS, socket_timeout=PING_SECONDS)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
