"""robots.txt: search engines come for what everybody asks, and for nothing that belongs to one person."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

# RFC 9309: the longest rule that fits counts, and $ is the end of the address
RULES: Final = "User-agent: *\nAllow: {home}$\nAllow: {items}\nAllow: {sheets}\nDisallow: /\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Home, the items with their guides, and what these look like; the same for every robot."""
    rules = RULES.format(home=reverse("home"), items=reverse("item_search"), sheets=static(""))
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")
