"""Line drawings used beside words: paths on a 24 × 24 ground, and the shapes of the lights on 16 × 16."""

from typing import Final

from django.utils.safestring import SafeString, mark_safe

ICONS: Final[dict[str, str]] = {
    "back": '<path d="M15 5l-7 7 7 7"/>',
    "bell": '<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4"/>',
    "camera": '<path d="M3 8h4l1.5-2.5h7L17 8h4v11H3z"/><circle cx="12" cy="13" r="3.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "cloud": '<path d="M7 18.5a4.5 4.5 0 0 1-.5-9 5.5 5.5 0 0 1 10.6 1.2 4 4 0 0 1-.1 7.8M12 20v-8m0 0-3 3m3-3 3 3"/>',
    "download": '<path d="M12 4v11m0 0-4-4m4 4 4-4M5 20h14"/>',
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>'
    ),
    "key": '<circle cx="8" cy="12" r="4.5"/><path d="M12.5 12H21m-3 0v4m-3.5-4v3"/>',
    "lock": '<path d="M5 11h14v9.5H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
    "offline": (
        '<path d="M3 3l18 18M5 12a10 10 0 0 1 4-2.4M19 12a10 10 0 0 0-5-2.8M8.5 15.5a5 5 0 0 1 6 0M12 19.5h.01"/>'
    ),
    "paper": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "pencil": '<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 20.5c1-4.5 4-6 8-6s7 1.5 8 6"/>',
    "phone": (
        '<path d="M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L15 13.5l5 1.5v4a1.5 1.5 0 0 1-1.7 1.5'
        'A16 16 0 0 1 3.5 5.7 1.5 1.5 0 0 1 5 4z"/>'
    ),
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "topic-birth": '<path d="M2.5 9 12 4.5 21.5 9 12 13.5zM6 11v5c3 2.5 9 2.5 12 0v-5"/>',
    "topic-house": '<path d="M4 20V6h9v14M13 10h7v10M4 20h16M7 10h3M7 14h3M16 14h1M16 17h1"/>',
    "topic-shop": (
        '<path d="M4 9l1.5-5h13L20 9M4 9h16M4 9v1.5a2.6 2.6 0 0 0 5.3 0 2.6 2.6 0 0 0 5.4 0 2.6 2.6 0 0 0 5.3 0'
        'V9M5.5 13v7h13v-7"/>'
    ),
    "topic-old": '<circle cx="12" cy="9" r="5.5"/><path d="m8.5 13.5-1.5 7 5-2.5 5 2.5-1.5-7"/>',
    "topic-health": '<path d="M12 20S4 14.5 4 9a4.2 4.2 0 0 1 8-1.8A4.2 4.2 0 0 1 20 9c0 5.5-8 11-8 11z"/>',
    "topic-car": '<path d="M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2.5M17 16v2.5"/>',
    "topic-farm": '<path d="M5 19C5 9 11 5 20 4c0 9-3 15-11 14M5 20c2-5 5-8 9-10"/>',
    "topic-farewell": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
}

LIGHT_SHAPES: Final[dict[str, str]] = {
    "ok": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="2.5"/>',
    "warn": (
        '<path d="M8 1.8 15 14.2H1z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/>'
        '<path d="M8 6v4" stroke="currentColor" stroke-width="1.8"/><circle cx="8" cy="12" r=".9" fill="currentColor"/>'
    ),
    "yel": '<rect x="3.5" y="1.5" width="9" height="13" rx="1" class="sy"/>',
    "red": (
        '<rect x="1.2" y="1.5" width="8.5" height="13" rx="1" class="sr2"/>'
        '<rect x="5.8" y="1.5" width="9" height="13" rx="1" class="sr"/>'
    ),
    "pause": '<path d="M5 3v10M11 3v10" stroke="currentColor" stroke-width="2.8"/>',
    "done": '<path d="m3 8.5 3.5 3.5L13 4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
}


def icon_svg(name: str) -> SafeString:
    """The drawing as an svg hidden from screen readers. Errors: `KeyError` for a name that is not drawn."""
    return mark_safe(f'<svg class="ic" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308


def light_svg(kind: str) -> SafeString:
    """The shape of a light. Errors: `KeyError` for a kind that does not exist."""
    return mark_safe(f'<svg viewBox="0 0 16 16" aria-hidden="true">{LIGHT_SHAPES[kind]}</svg>')  # noqa: S308
