"""One tag per component of the drawings; every tag has its partial in templates/components/."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import segno
from barcode.codex import Code128
from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kernel.doors.icons import icon_svg, light_svg

register = template.Library()

# white modules at each end of a Code 128, without which no gun finds its beginning
QUIET_ZONE = 10

LIGHT_WORDS: dict[str, str | Promise] = {
    "ok": _("正常"),
    "warn": _("预警"),
    "yel": _("黄牌"),
    "red": _("红牌"),
    "pause": _("暂停计时"),
    "done": _("已办结"),
}
LIGHT_NAMES = {
    "normal": "ok",
    "green": "ok",
    "warning": "warn",
    "amber": "warn",
    "yellow": "yel",
    "paused": "pause",
    "ended": "done",
    "closed": "done",
}
BUTTON_KINDS = ("primary", "line", "grave")


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "bell" %}`: a line drawing that stands beside its word."""
    return icon_svg(name)


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """`{% qr_code address %}`: what a telephone reads instead of its owner typing; the address stands beside it."""
    return SafeString(segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True, svgclass="qr"))


class Bars(Code128):
    """Code 128 whose digits are all there: the library takes a leading 99 for a change of set and leaves it out."""

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        return encoded


@register.simple_tag
def bar_code(number: str) -> SafeString:
    """`{% bar_code number %}`: Code 128, which the plainest gun reads and types; the number stands below it.

    Drawn in modules (ISO/IEC 15417), so that it can be stretched to any width.
    """
    (modules,) = Bars(number).build()
    bars = "".join(
        f"M{QUIET_ZONE + found.start()} 0h{len(found.group())}v1h-{len(found.group())}z"
        for found in re.finditer("1+", modules)
    )
    width = len(modules) + 2 * QUIET_ZONE
    drawing = '<svg class="bars" viewBox="0 0 {} 1" preserveAspectRatio="none" shape-rendering="crispEdges">{}</svg>'
    return format_html(drawing, width, format_html('<path d="{}"/>', bars))


@register.inclusion_tag("components/light.html")
def light(kind: str, words: str | Promise = "", *, solid: bool = False, big: bool = False) -> dict[str, Any]:
    """`{% light "red" %}`, `{% light "ok" "正常，没有超期" solid=True big=True %}`: shape, word and colour together.

    kind: ok | warn | yel | red | pause | done, or normal | warning | yellow | paused | ended.
    """
    code = LIGHT_NAMES.get(kind, kind)
    return {"kind": code, "shape": light_svg(code), "words": words or LIGHT_WORDS[code], "solid": solid, "big": big}


@register.inclusion_tag("components/key_hint.html")
def key_hint(keys: str, words: str | Promise) -> dict[str, Any]:
    """`{% key_hint "J K" "上下" %}` in the key bar; several keys are separated by a blank, a range by –."""
    return {"groups": [group.split("–") for group in keys.split()], "words": words}


@register.inclusion_tag("components/button.html")
def act_button(words: str | Promise, **options: Any) -> dict[str, Any]:
    """`{% act_button "受理" key="F8" dialog="accept" kind="primary" %}`: a verb that wears its key.

    Options: key, kind (primary | line | grave), href, dialog (id of the binding dialog it opens), name, value, type,
    form, disabled, why (id of the text that says why it is disabled), block, large.
    """
    kind = options.get("kind", "line")
    if kind not in BUTTON_KINDS:
        raise template.TemplateSyntaxError(f"no button of kind {kind}")
    defaults = dict.fromkeys(("key", "href", "dialog", "name", "value", "form", "why"), "")
    flags = dict.fromkeys(("disabled", "block", "large"), False)
    unknown = set(options) - set(defaults) - set(flags) - {"kind", "type"}
    if unknown:
        raise template.TemplateSyntaxError(f"act_button does not know {', '.join(sorted(unknown))}")
    type_ = options.get("type", "button" if options.get("dialog") else "submit")
    return {**defaults, **flags, **options, "kind": kind, "type": type_, "words": words}


@register.inclusion_tag("components/segmented.html")
def segmented(label: str | Promise, choices: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A filter made of links: each choice has `url`, `words`, optionally `light`, `count`, `current`, `key`."""
    keys = ("url", "light", "current", "key")
    shown = []
    for choice in choices:
        words = choice["words"] if choice.get("count") is None else f"{choice['words']} {choice['count']}"
        shown.append({"words": words, **{key: choice.get(key) for key in keys}})
    return {"label": label, "choices": shown}


@register.inclusion_tag("components/turn.html")
def turn(
    who: str | Promise,
    *,
    label: str | Promise = "",
    due: date | datetime | None = None,
    left: str | Promise = "",
    hint: str | Promise = "",
    late: bool = False,
) -> dict[str, Any]:
    """轮到谁: `{% turn "县卫生健康局 审核" due=clock.due_at left="还剩 3 个工作日" %}`; `hint` replaces the due."""
    return {"who": who, "label": label or _("现在轮到"), "due": due, "left": left, "hint": hint, "late": late}


@register.inclusion_tag("components/case_head.html")
def case_head(
    name: str, *, number: str = "", facts: Sequence[str] = (), light_kind: str = "", light_words: str = ""
) -> dict[str, Any]:
    """Name, number and facts, the light at the right: `{% case_head case.item_name number=case.number %}`."""
    return {
        "name": name,
        "number": number,
        "facts": facts,
        "light_kind": light_kind,
        "light_words": light_words,
    }


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """走到哪一步: each step has `title`; optionally `at`, `until`, `note`, `state` (done | now | todo), `letters`.

    A letter is a mapping of `url` and `name`; it hangs on the step that made it.
    """
    keys = ("title", "at", "until", "note", "state", "letters")
    shown = [{key: step.get(key) for key in keys} for step in steps]
    return {"steps": shown, "portal_now": context.get("portal_now")}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Mapping[str, Any]], label: str | Promise = "", css: str = "") -> dict[str, Any]:
    """Life cycle: each item has `name`; optionally `term` and `state` (done | current | empty)."""
    keys = ("name", "term", "state")
    return {"steps": [{key: item.get(key) for key in keys} for item in items], "label": label, "css": css}


@register.inclusion_tag("components/materials.html")
def materials(items: Iterable[Mapping[str, Any]], *, editable: bool = False, big: bool = False) -> dict[str, Any]:
    """材料清单: each item has `name`, `received`; optionally `sub`, `current`, `field`, `value`, `words`, `unsaid`.

    `editable` makes each line a checkbox (`field` is its name) that its digit ticks: `1` outside a field, Alt+1 in one.
    """
    keys = ("name", "received", "sub", "current", "field", "value", "words", "unsaid")
    return {"items": [{key: item.get(key) for key in keys} for item in items], "editable": editable, "big": big}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None = None, errors: Iterable[Mapping[str, str]] = ()) -> dict[str, Any]:
    """What is to be put right, each line a link to its field. Takes a bound form, or `words` + `field` lines."""
    found = [{"words": line["words"], "field": line.get("field", "")} for line in errors]
    if form is not None and form.is_bound:
        for name, messages in form.errors.items():
            bound = form[name] if name in form.fields else None
            for message in messages:
                words = f"{bound.label}：{message}" if bound is not None else str(message)
                found.append({"words": words, "field": bound.id_for_label if bound is not None else ""})
    return {"errors": found}


@register.inclusion_tag("components/field.html")
def field(bound: Any, css: str = "f12", optional_words: str | Promise = "") -> dict[str, Any]:
    """Label, control, hint and error of one form field, tied together: `{% field form.phone "f6" %}`."""
    attrs = {"class": f"{_control_class(bound)}{' is-invalid' if bound.errors else ''}"}
    described = [f"{bound.auto_id}-hint"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {"field": bound, "control": bound.as_widget(attrs=attrs), "css": css, "optional_words": optional_words}


def _control_class(bound: Any) -> str:
    kind = getattr(bound.field.widget, "input_type", "")
    own = bound.field.widget.attrs.get("class", "")
    themed = {"select": "form-select", "checkbox": "form-check-input", "radio": "", "hidden": ""}
    return f"{themed.get(kind, 'form-control')} {own}".strip()


@register.simple_block_tag(takes_context=False)
def note(content: str, kind: str = "info") -> SafeString:
    """`{% note "warn" %}…{% endnote %}`: what is so and what comes next; kind info | warn | ok."""
    return SafeString(render_to_string("components/note.html", {"kind": kind, "content": SafeString(content)}))


@register.simple_block_tag(takes_context=False)
def empty(content: str, title: str | Promise) -> SafeString:
    """`{% empty "没有待您办的件" %}<p>下一件…</p>{% endempty %}`: what is missing, when the next comes, one action."""
    return SafeString(render_to_string("components/empty.html", {"title": title, "content": SafeString(content)}))


@register.simple_block_tag(takes_context=True)
def binding_dialog(context: dict[str, Any], content: str, ident: str, title: str | Promise, **facts: Any) -> SafeString:
    """A `<dialog>` before an act that binds; repeats number, name and date, then asks.

    `{% binding_dialog "accept" "受理这件申请？" action=url button="受理" number=… %}fields{% endbinding_dialog %}`
    Options: action, button, number, name, due, due_label, grave, extra (hidden fields as a mapping), target (the
    selector htmx swaps the answer into). The form carries an idempotency key of its own.
    """
    known = dict.fromkeys(("action", "button", "number", "name", "due", "due_label", "extra", "target"), "")
    unknown = set(facts) - set(known) - {"grave"}
    if unknown:
        raise template.TemplateSyntaxError(f"binding_dialog does not know {', '.join(sorted(unknown))}")
    data = {"grave": False, **known, **facts, "ident": ident, "title": title, "content": SafeString(content)}
    return SafeString(render_to_string("components/binding_dialog.html", data, request=context.get("request")))


@register.simple_tag
def idempotency_field() -> SafeString:
    """The hidden key of a form: asked for twice, the act happens once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid4())


@register.inclusion_tag("components/draft_state.html")
def draft_state() -> dict[str, Any]:
    """Where autosave.js says when the draft was kept, and offers what an ended session left behind."""
    return {}


@register.inclusion_tag("components/upload_field.html")
def upload_field(ident: str, name: str, label: str | Promise, **options: Any) -> dict[str, Any]:
    """A file input with its progress, in a form with data-upload: `{% upload_field "f1" "file" "检测报告" %}`.

    Options: accept, multiple, max_bytes (refused before it leaves), at_once (sent as soon as it is chosen), camera
    (what is photographed: a button beside it opens the camera, where fingers point).
    """
    known = dict.fromkeys(("accept", "multiple", "max_bytes", "at_once", "camera"), "")
    return {**known, **options, "ident": ident, "name": name, "label": label}


@register.inclusion_tag("components/heat_cell.html")
def heat_cell(count: int, url: str = "", label: str | Promise = "") -> dict[str, Any]:
    """One `<td>` of the heat map: ink-blue depth by number, the number always printed, `·` for none."""
    steps_up = (1, 2, 4, 6, 8)
    return {"count": count, "url": url, "label": label, "depth": sum(count >= least for least in steps_up)}


@register.inclusion_tag("components/letters.html")
def letters(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """可以下载: each letter has `url`, `name`, optionally `size` in words."""
    return {"letters": [{key: item.get(key) for key in ("url", "name", "size")} for item in items]}


@register.filter
def left_class(days: int | None) -> str:
    """How the remainder of a list row looks: late when over, near when two days or fewer are left."""
    if days is None:
        return ""
    return "late" if days < 0 else "near" if days <= 2 else ""
