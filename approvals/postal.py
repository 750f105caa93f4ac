"""Where a decision is sent by post: to whom, at what phone, to what address. Asked for page, API and window alike."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Application
from approvals.refusals import PostalIncomplete
from approvals.typed import prose
from kernel.accounts.people import normal_name, normal_phone
from kernel.accounts.refusals import PhoneInvalid
from kernel.identifiers.masking import mask_name, mask_phone

FIELDS: Mapping[str, str | Promise] = {
    "receiver": gettext_lazy("收件人"),
    "phone": gettext_lazy("收件人手机"),
    "address": gettext_lazy("邮寄地址"),
}
NOWHERE: Mapping[str, Any] = MappingProxyType({})
LONGEST: Mapping[str, int] = {"receiver": 60, "phone": 30, "address": 200}


def clean(delivery: str, typed: Mapping[str, Any]) -> dict[str, str]:
    """What is needed to send it, written as it is kept; empty for every other way of delivery.

    Errors: PostalIncomplete; `facts["errors"]` maps the field to its sentence.
    """
    if delivery != Application.Delivery.POST:
        return {}
    kept = {name: " ".join(str(typed.get(name) or "").split()) for name in FIELDS}
    errors = {name: said for name in FIELDS if (said := _problem(name, kept[name]))}
    if errors:
        raise PostalIncomplete(names="、".join(str(FIELDS[name]) for name in errors), errors=errors)
    return kept | {"receiver": normal_name(kept["receiver"]), "phone": normal_phone(kept["phone"])}


def _problem(name: str, value: str) -> str:
    if not value:
        return _("邮寄送达要填{label}。").format(label=FIELDS[name])
    if len(value) > LONGEST[name]:
        return _("{label}最多 {limit} 个字").format(label=FIELDS[name], limit=LONGEST[name])
    if name == "phone":
        try:
            normal_phone(value)
        except PhoneInvalid as refusal:
            return refusal.sentence
    return ""


def dump(kept: Mapping[str, str]) -> str:
    return json.dumps(dict(kept), ensure_ascii=False, sort_keys=True)


def typed(post: QueryDict) -> dict[str, str]:
    """What a form says in its fields `post_…`."""
    return {name: prose(post.get(f"post_{name}", ""), 2 * most) for name, most in LONGEST.items()}


def problems(delivery: str, values: Mapping[str, Any]) -> Mapping[str, str]:
    """Field → sentence, of everything that `clean` would refuse."""
    try:
        clean(delivery, values)
    except PostalIncomplete as refusal:
        errors: Mapping[str, str] = refusal.facts["errors"]
        return errors
    return {}


def rows(values: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields as a page shows them, with what was typed and what is wrong with it."""
    return [
        {
            "name": name,
            "label": label,
            "value": values.get(name, ""),
            "error": errors.get(name, ""),
            "max": LONGEST[name],
            "phone": name == "phone",
        }
        for name, label in FIELDS.items()
    ]


def shown(application: Application) -> dict[str, str]:
    """Where it is sent as a desk shows it: the address whole, name and phone masked; empty when it is not sent."""
    to = application.postal()
    return to and to | {"receiver": mask_name(to["receiver"]), "phone": mask_phone(to["phone"])}
