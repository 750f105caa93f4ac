"""The frame of every page: navigation, language and edition switches, the bar of a desk.

A link whose route is not hung up in this installation is left out, so that a part can be switched off.
"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.accounts.browsers import browser_words
from kernel.accounts.idle import idle_seconds
from kernel.accounts.models import User
from kernel.doors.routes import roles_of_door
from kernel.doors.tabs import Bar, Tab
from kernel.notices.queries import unread_count
from kernel.organizations.queries import posts_held

register = template.Library()
register.filter(browser_words)

PUBLIC_NAV: tuple[tuple[str, str | Promise], ...] = (
    ("item_search", _("我要办")),
    ("track", _("查进度")),
    ("hotline", _("12345")),
    ("disclosure", _("公开")),
)
# where anybody may look up the filings of a site
ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/"
FOOT_LINKS: tuple[tuple[str, str | Promise], ...] = (
    ("documents:verify_home", _("核验文书")),
    ("public_seals", _("每日封存公示")),
    ("privacy", _("个人信息处理规则")),
    ("accessibility", _("无障碍说明")),
)


def route_or_none(name: str) -> str | None:
    """The path of a named route, or None where it is not hung up."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _links(context: dict[str, Any], names: tuple[tuple[str, str | Promise], ...]) -> list[dict[str, Any]]:
    request = context.get("request")
    path = request.path if request else ""
    found = ((route_or_none(name), words) for name, words in names)
    return [{"url": url, "words": words, "current": path.startswith(url)} for url, words in found if url]


@register.simple_tag
def home_url() -> str:
    """The front page."""
    return route_or_none("home") or "/"


@register.inclusion_tag("components/public_nav.html", takes_context=True)
def public_nav(context: dict[str, Any]) -> dict[str, Any]:
    """The doors of the public pages; the one being read carries aria-current."""
    return {"links": _links(context, PUBLIC_NAV)}


@register.inclusion_tag("components/public_foot.html", takes_context=True)
def public_foot(context: dict[str, Any]) -> dict[str, Any]:
    """Who runs the site, how it is filed, when the hall is open and who leads it; on a phone the doors without room in
    the head."""
    duty = context.get("hall_duty")
    return {
        "links": _links(context, FOOT_LINKS),
        "doors": _links(context, PUBLIC_NAV),
        "login_url": route_or_none("account_login"),
        "signed_in": _signed_in(context),
        "county": context.get("county", {}),
        "icp_register": ICP_REGISTER,
        "police_register": POLICE_REGISTER,
        "hall_duty": duty() if duty is not None else None,
        "hall_hours": context.get("hall_hours", ""),
    }


def _signed_in(context: dict[str, Any]) -> bool:
    user = context.get("user")
    return bool(user is not None and user.is_authenticated)


def _may_come_back(context: dict[str, Any]) -> bool:
    """Whether the address of this page may be printed in it: not of a form's answer, not of an error page."""
    request = context.get("request")
    return request is not None and request.method == "GET" and not context.get("forget_address")


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context: dict[str, Any]) -> dict[str, Any]:
    """A POST to Django's set_language that comes back to this page; nothing where there is no request."""
    request = context.get("request")
    return {
        "action": route_or_none("set_language"),
        "csrf_token": context.get("csrf_token"),
        "next": request.get_full_path() if request is not None and _may_come_back(context) else home_url(),
    }


@register.inclusion_tag("components/mode_switch.html", takes_context=True)
def mode_switch(context: dict[str, Any]) -> dict[str, Any]:
    """Links to the elder edition and back; each keeps the rest of the query."""
    request = context.get("request")
    if request is None or not _may_come_back(context):
        return {"elder": f"{home_url()}?mode=elder", "std": f"{home_url()}?mode=std"}
    query = request.GET.copy()
    targets = {}
    for mode in ("elder", "std"):
        query["mode"] = mode
        targets[mode] = "?" + query.urlencode()
    return targets


@register.inclusion_tag("components/account_link.html", takes_context=True)
def account_link(context: dict[str, Any]) -> dict[str, Any]:
    """Sign in; or, when signed in, the person's own page."""
    signed_in = _signed_in(context)
    route = "desk" if signed_in else "account_login"
    return {"url": route_or_none(route), "signed_in": signed_in, "user": context.get("user")}


@register.inclusion_tag("components/user_menu.html", takes_context=True)
def user_menu(context: dict[str, Any]) -> dict[str, Any]:
    """The menu under the signed-in person's name: account, language, sign-out."""
    return {
        "user": context.get("user"),
        "signed_in": _signed_in(context),
        "account_url": route_or_none("my_account"),
        "absences_url": route_or_none("absences"),
        "language_url": route_or_none("set_language"),
        "logout_url": route_or_none("account_logout"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/lock_button.html", takes_context=True)
def lock_button(context: dict[str, Any]) -> dict[str, Any]:
    """锁屏, for who works at a desk; lock.js presses it by itself after the idle time."""
    user = context.get("user")
    staff = isinstance(user, User) and user.is_staff_member
    return {
        "url": route_or_none("account_lock") if staff else None,
        "seconds": idle_seconds(user) if isinstance(user, User) else 0,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/inbox_link.html", takes_context=True)
def inbox_link(context: dict[str, Any]) -> dict[str, Any]:
    """The bell with the number of unread notices; live.js reads it again when a hint about the inbox comes."""
    user = context.get("user")
    unread = unread_count(user) if isinstance(user, User) else 0
    return {"url": route_or_none("inbox"), "unread": unread}


@register.inclusion_tag("components/find_box.html", takes_context=True)
def find_box(context: dict[str, Any]) -> dict[str, Any]:
    """The one search box of the desks, for whoever its door lets in; after a search with what was typed."""
    url = route_or_none("look_up")
    if url is None or not may_open(context, "look_up"):
        return {"url": None}
    request = context["request"]
    asked = request.POST.get("q", "") if request.path == url else ""
    return {"url": url, "csrf_token": context.get("csrf_token"), "text": asked}


@register.inclusion_tag("components/live_dot.html")
def live_dot(socket: str = "", words: str = "") -> dict[str, Any]:
    """The dot that says whether the page is live: `{% live_dot "/ws/board/" %}`; live.js keeps it true."""
    return {"socket": socket, "words": words}


@register.inclusion_tag("components/desk_tabs.html", takes_context=True)
def desk_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The tabs of a desk's bar, as the installation's `bar_of` lays them out for the reader; only those whose doors let
    him in. A page tells how many wait behind a tab."""
    bar_of: Bar | None = context.get("bar_of")
    if bar_of is None or not _signed_in(context):
        return {"tabs": [], "more": []}
    match, roles = _match(context), _roles(context)
    tabs, more = bar_of(roles, match.namespace if match is not None else "")
    return {
        "tabs": _shown(context, tabs, roles),
        "more": _shown(context, more, roles),
        "device_bridge": context.get("device_bridge"),
    }


def _shown(context: dict[str, Any], tabs: Sequence[Tab], roles: frozenset[str]) -> list[dict[str, Any]]:
    match = _match(context)
    shown = []
    for tab in tabs:
        url, fitting = route_or_none(tab.route), roles_of_door(tab.route)
        if url is not None and (not fitting or roles & fitting):
            current = match is not None and match.view_name == tab.route
            shown.append({"url": url, "words": tab.words, "count": context.get(tab.count), "current": current})
    return shown


def _match(context: dict[str, Any]) -> ResolverMatch | None:
    """Which route led to this page."""
    return getattr(context.get("request"), "resolver_match", None)


@register.simple_tag(takes_context=True)
def may_open(context: dict[str, Any], route: str) -> bool:
    """Whether a post of the reader opens that page: a line leads nobody to a shut door."""
    return bool(_roles(context) & roles_of_door(route))


def _roles(context: dict[str, Any]) -> frozenset[str]:
    """The roles in the reader's hands, asked once a page."""
    request = context.get("request")
    user = context.get("user")
    if request is None or not isinstance(user, User) or user.is_citizen:
        return frozenset()
    known: frozenset[str] | None = getattr(request, "portal_roles", None)
    if known is None:
        # only what is shown depends on it: who follows the link is asked again
        known = frozenset(held.post.role for held in posts_held(user, timezone.now()))
        request.portal_roles = known
    return known
