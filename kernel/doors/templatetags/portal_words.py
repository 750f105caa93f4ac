"""The plain words beside the legal ones, for every public page."""

from typing import Any

from django import template

from kernel.doors.plain_words import PLAIN_WORDS

register = template.Library()


@register.inclusion_tag("components/plain_words.html")
def plain_words() -> dict[str, Any]:
    """A closed list at the foot of the page: `{% plain_words %}`."""
    return {"words": PLAIN_WORDS}
