"""Calendars, posts, windows, items and units: master data that somebody has to enter."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from approvals.permissions import CLERKS
from county_portal.data_health.lines import Asked, Level, Line, Row, earliest
from kernel.catalogue.models import ChainStep, ItemVersion, Unit
from kernel.clocks.models import Clock
from kernel.organizations.models import Absence, Organization, Post, Role, Window
from kernel.organizations.queries import posts_without_anyone
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.zone import SHANGHAI, day_end, local_date

JOINT: Final = _lazy("、")


def calendar_years(asked: Asked) -> Iterable[Line]:
    """Years whose notice is not published, with the running clocks that wait for it. This year's lack is grave."""
    published, this_year = load(NATIONAL).published, local_date(asked.now).year
    waiting = {found["year"]: found for found in _provisional(asked)}
    years = {this_year, this_year + 1} - published | {year for year in waiting if year is not None}
    rows = [_year_row(year, waiting.get(year)) for year in sorted(years)]
    if None in waiting:
        rows.append(Row(_("暂停中的期限"), waiting[None]["since"], _clocks(waiting[None]["many"])))
    title = _("工作日历")
    if not rows:
        yield Line("calendar", "ok", title, _("今年和明年的放假安排都已公布录入，没有暂定的期限。"))
        return
    level: Level = "notice" if this_year in published else "grave"
    todo = _(
        "国务院公布放假安排后，由系统管理员录入日历（publish_calendar_year），暂定的期限当夜自动重算。此前照常办件，暂定的日期只提醒、不亮牌。"
    )
    path, path_words = reverse("deadline_calculator"), _("算一算")
    yield Line("calendar", level, title, _calendar_words(years, waiting), earliest(rows), todo, rows, path, path_words)


def _calendar_words(years: set[int], waiting: Mapping[int | None, Mapping[str, Any]]) -> str:
    clocks = _clocks(sum(found["many"] for found in waiting.values()))
    if not years:
        return _("日历已录入，{clocks}，等当夜重算。").format(clocks=clocks)
    named = str(JOINT).join(map(str, sorted(years)))
    return _("{years} 年的放假安排没有录入，{clocks}。").format(years=named, clocks=clocks)


def _provisional(asked: Asked) -> list[Mapping[str, Any]]:
    running = Clock.objects.running().filter(asked.here("region_code"), simulated=False, provisional=True)
    by_year = running.annotate(year=ExtractYear("due_at", tzinfo=SHANGHAI)).values("year")
    return list(by_year.annotate(many=Count("pk"), since=Min("started_at")).order_by("year"))


def _year_row(year: int, waiting: Mapping[str, Any] | None) -> Row:
    name = _("{year} 年").format(year=year)
    if waiting is None:
        return Row(name, None, _("还没有期限算到这一年"))
    return Row(name, waiting["since"], _clocks(waiting["many"]))


def _clocks(many: int) -> str:
    return ngettext("{n} 个在走的期限是暂定的", "{n} 个在走的期限是暂定的", many).format(n=many)


def empty_posts(asked: Asked) -> Iterable[Line]:
    """无人顶岗: the holder is away and no deputy is there."""
    codes = tuple(asked.counties)
    posts = [post for post in posts_without_anyone(asked.now) if post.organization.region.code.startswith(codes)]
    title = _("岗位")
    if not posts:
        yield Line("posts", "ok", title, _("每个岗位都有人：在岗，或有人顶岗。"))
        return
    away = _away_since([post.user_id for post in posts], asked.now)
    rows = [
        Row(
            f"{post.organization} {post.title or Role(post.role).label}",
            away.get(post.user_id),
            _("{person} 不在岗").format(person=post.user.full_name),
        )
        for post in posts
    ]
    yield Line(
        "posts",
        "grave",
        title,
        ngettext("{n} 个岗位无人顶岗。", "{n} 个岗位无人顶岗。", len(rows)).format(n=len(rows)),
        earliest(rows),
        _("请单位管理员指定顶岗人（AB 岗），或者改由别人任职；期限照走。"),
        rows,
    )


def _away_since(users: list[int], now: datetime) -> dict[int, datetime]:
    away = Absence.objects.filter(Q(until_at=None) | Q(until_at__gt=now), user__in=users, from_at__lte=now)
    return dict(away.values_list("user_id").annotate(since=Min("from_at")))


def windows_without_clerk(asked: Asked) -> Iterable[Line]:
    """Counters for which nobody holds a clerk's post today; a post without a window covers its unit's windows."""
    today = local_date(asked.now)
    clerks = Post.objects.filter(role__in=CLERKS)
    today_s = clerks.filter(Q(until_date=None) | Q(until_date__gte=today), from_date__lte=today)
    unit = today_s.filter(window=None, organization=OuterRef("organization"))
    empty = (
        Window.objects.filter(asked.here("organization__region__code"), organization__region__simulated=False)
        .exclude(Exists(today_s.filter(window=OuterRef("pk"))))
        .exclude(Exists(unit))
        .annotate(last=Max("posts__until_date", filter=Q(posts__role__in=CLERKS, posts__until_date__lt=today)))
        .select_related("organization")
        .order_by("code", "pk")
    )
    rows = [
        Row(str(window), day_end(window.last) if window.last else None, str(window.organization)) for window in empty
    ]
    title = _("窗口")
    if not rows:
        yield Line("windows", "ok", title, _("每个窗口都有窗口人员。"))
        return
    words = ngettext("{n} 个窗口没有窗口人员。", "{n} 个窗口没有窗口人员。", len(rows)).format(n=len(rows))
    todo = _("请为窗口任命窗口人员；没有人的窗口收不了件。")
    yield Line("windows", "grave", title, words, earliest(rows), todo, rows)


def units_to_settle(asked: Asked) -> Iterable[Line]:
    """单位待法制审核: drafts whose law does not say what the days count; they cannot be published.

    An imported draft may have no organ of any county yet: every county is told of it.
    """
    drafts = (
        ItemVersion.objects.filter(asked.here("organization__region__code") | Q(organization=None))
        .filter(state=ItemVersion.State.DRAFT)
        .filter(statutory_unit=Unit.UNSTATED)
        .select_related("item", "organization")
        .order_by("item__code", "number")
    )
    rows = [Row(f"{draft.item.code} {draft.name}", draft.item.created_at, draft.department) for draft in drafts]
    title = _("期限单位")
    if not rows:
        yield Line("units", "ok", title, _("没有单位待法制审核的事项。"))
        return
    words = ngettext("{n} 个事项的期限单位待法制审核。", "{n} 个事项的期限单位待法制审核。", len(rows)).format(
        n=len(rows)
    )
    todo = _("请法制机构写明是工作日还是日，再由第二人发布；写明以前事项不能发布，也不会起算期限。")
    yield Line("units", "notice", title, words, earliest(rows), todo, rows)


def items_nobody_handles(asked: Asked) -> Iterable[Line]:
    """Licence items in force of our own that no window receives, or that nobody decides."""
    windows = ItemVersion.receiving_windows.through.objects.filter(itemversion=OuterRef("pk"))
    lacking = (
        ItemVersion.objects.in_force()
        .filter(asked.here("organization__region__code"), handling=ItemVersion.Handling.OWN, case_kind="licence")
        .annotate(received=Exists(windows), decided=Exists(ChainStep.objects.filter(version=OuterRef("pk"))))
        .filter(Q(received=False) | Q(decided=False))
        .select_related("item", "organization")
        .order_by("item__code")
    )
    rows = [_item_row(version, received=version.received, decided=version.decided) for version in lacking]
    title = _("事项")
    if not rows:
        yield Line("items", "ok", title, _("现行事项都有收件窗口和审批环节。"))
        return
    words = ngettext("{n} 个现行事项办不下去。", "{n} 个现行事项办不下去。", len(rows)).format(n=len(rows))
    todo = _("请单位补上收件窗口或审批环节，由第二人发布。")
    yield Line("items", "grave", title, words, earliest(rows), todo, rows)


def _item_row(version: ItemVersion, *, received: bool, decided: bool) -> Row:
    lacks = [words for words, there in ((_("没有收件窗口"), received), (_("没有审批环节"), decided)) if not there]
    return Row(
        f"{version.item.code} {version.name}",
        version.published_at,
        str(JOINT).join([str(version.organization), *lacks]),
        reverse("item_guide", args=[version.item.code]),
    )


# what a letter needs of its unit
_LACKING = Q(review_organ="") | Q(court="") | Q(phone="")


def units_without_remedies(asked: Asked) -> Iterable[Line]:
    """Units that decide and lack what their letters must say: review organ and court (行政许可法 38), and a phone."""
    deciding = ItemVersion.objects.in_force().filter(handling=ItemVersion.Handling.OWN, organization=OuterRef("pk"))
    units = Organization.objects.filter(asked.here("region__code"), _LACKING).filter(Exists(deciding))
    rows = [Row(unit.name, None, _remedy_lacking(unit)) for unit in units.order_by("code")]
    title = _("文书所需单位资料")
    if not rows:
        yield Line("remedies", "ok", title, _("作决定的单位都登记了复议机关、管辖法院和电话。"))
        return
    words = ngettext(
        "{n} 个单位没有登记复议机关、管辖法院或电话，文书出不来。",
        "{n} 个单位没有登记复议机关、管辖法院或电话，文书出不来。",
        len(rows),
    ).format(n=len(rows))
    todo = _("请系统管理员补齐单位资料。")
    yield Line("remedies", "grave", title, words, None, todo, rows)


def _remedy_lacking(unit: Organization) -> str:
    lacks = (
        (_("没有复议机关"), unit.review_organ),
        (_("没有管辖法院"), unit.court),
        (_("没有电话"), unit.phone),
    )
    return str(JOINT).join(words for words, there in lacks if not there)
