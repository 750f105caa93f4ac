"""The browser that signed in, as its owner would name it."""

from django.utils.translation import gettext as _
from ua_parser import parse_os, parse_user_agent

# what a header without a known browser is called by the library's own rules
UNNAMED = "Other"


def browser_words(header: str) -> str:
    """A `User-Agent` header as "Chrome 130（Windows）"; what is not known is said to be unknown, not shown raw."""
    browser, system = parse_user_agent(header), parse_os(header)
    if browser is None or browser.family == UNNAMED:
        return _("不认识的浏览器")
    named = f"{browser.family} {browser.major}" if browser.major else browser.family
    if system is None or system.family == UNNAMED:
        return named
    return _("{browser}（{system}）").format(browser=named, system=system.family)
