"""Personal data as they may be shown: `{{ applicant.phone|masked:"phone" }}`."""

from django import template

from kernel.identifiers.masking import mask

register = template.Library()


@register.filter
def masked(value: str | None, kind: str) -> str:
    """The value with its middle hidden. kind: name | phone | resident_id | uscc | passport | email | bank_card …"""
    return mask(kind, value) if value else ""
