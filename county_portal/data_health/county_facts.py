"""What pages say of the county and under which numbers the site is filed: facts that only the county can give."""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from county_portal.data_health.lines import Asked, Line, Row
from county_portal.environment import DEMO_COUNTY

# in the order of `CountyFacts`
FACTS: Final = (
    (gettext_lazy("县的名称"), "PORTAL_COUNTY_NAME"),
    (gettext_lazy("中心的名称"), "PORTAL_CENTRE_NAME"),
    (gettext_lazy("主办单位"), "PORTAL_HOST_ORGAN"),
    (gettext_lazy("ICP 备案号"), "PORTAL_ICP_NUMBER"),
    (gettext_lazy("公安备案号"), "PORTAL_POLICE_NUMBER"),
    (gettext_lazy("政府网站标识码"), "PORTAL_SITE_CODE"),
    (gettext_lazy("党政机关网站标识"), "PORTAL_MARK_URL"),
)


def county_facts(asked: Asked) -> Iterable[Line]:
    """Facts that are empty or still the demo county's, outside a demonstration."""
    title = _("县的资料")
    if settings.DEMO:
        yield Line("county", "ok", title, _("这是演示用的县，网站备案资料不查。"))
        return
    given = zip(FACTS, astuple(settings.COUNTY), strict=True)
    rows = [Row(str(words), None, name) for (words, name), value in given if not value or DEMO_COUNTY in value]
    if not rows:
        yield Line("county", "ok", title, _("县、中心和主办单位的名称，网站的备案号和标识都填了。"))
        return
    words = ngettext("{n} 样没有填，公开的页面上看不到。", "{n} 样没有填，公开的页面上看不到。", len(rows)).format(
        n=len(rows)
    )
    todo = _("请系统管理员按 .env.example 里的名称填写，再重新启动。")
    yield Line("county", "notice", title, words, None, todo, rows)
