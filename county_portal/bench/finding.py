"""Finding an item among 2,000 in force, as people type: two characters, initials, everyday words, a situation, a unit.

`item_search`: the slowest of these questions, median milliseconds of the first page with its count. Reference: the
50 ms that a person does not notice. `item_search_over_bare`: the median of all questions beside the
same page by one bare look for two characters in the names, asked in turns.
"""

from functools import partial
from statistics import median

from django.db import connection

from county_portal.bench import databases
from county_portal.bench.figures import Figure, Scale, at_most
from county_portal.bench.timing import in_turns, seconds_of
from kernel.catalogue.models import Item, ItemVersion
from kernel.catalogue.queries import search
from kernel.catalogue.sounds import initials

NAMES = ("item_search", "item_search_over_bare")
ITEMS = 2_000
A_PAGE = 40
GOAL_MS = 50.0
GOAL_OVER_BARE = 12
TRIES = 20  # times the scale's repeats
QUESTIONS = (
    {"text": "许可"}, {"text": "食品"}, {"text": "jyxk"}, {"text": "LW0"}, {"text": "办营业执照"},
    {"text": "我想申请低保"}, {"text": "经营 食品"}, {"text": "没有这件事"}, {"text": "食许"},
    {"text": "", "situation": "permits"},
    {"text": "许可", "organ": "BM01"}, {"text": "许可", "situation": "open", "organ": "BM01"},
)  # fmt: skip
_BARE = """
SELECT * FROM catalogue_itemversion WHERE state = 'published' AND name LIKE '%%食品%%' ORDER BY sort_key LIMIT 40
"""


def measure(scale: Scale) -> list[Figure]:
    """Two figures."""
    _fill()
    databases.vacuum()
    slowest, typical = 0.0, list[float]()
    bare = 0.0
    for question in QUESTIONS:
        ask = partial(_ask, question)
        taken = [seconds_of(ask) * 1000 for _ in range(TRIES * scale.repeats + 1)][1:]
        slowest = max(slowest, median(taken))
        ours, bare = in_turns(ask, _bare, repeats=4 * scale.repeats)
        typical.append(ours)
    return [
        at_most("item_search", slowest, "ms", reference=GOAL_MS, goal=1),
        at_most("item_search_over_bare", median(typical) * 1000, "ms", reference=bare * 1000, goal=GOAL_OVER_BARE),
    ]


def _ask(question: dict[str, str]) -> None:
    found = search(
        question["text"], organ=question.get("organ", ""), situation=question.get("situation", ""), own=False
    )
    found.count()
    list(found[:A_PAGE])


def _bare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE)
        cursor.fetchall()


def _fill() -> None:
    """The county's items again and again under other codes and names, until there are as many as a county has."""
    known = list(ItemVersion.objects.in_force().select_related("item"))
    codes = [f"B{place:05d}" for place in range(ITEMS - len(known))]
    Item.objects.bulk_create(Item(code=code) for code in codes)
    items = Item.objects.in_bulk(codes, field_name="code")
    copies = []
    for place, code in enumerate(codes):
        base = known[place % len(known)]
        facts = {each.name: getattr(base, each.name) for each in ItemVersion._meta.concrete_fields}
        name = f"{base.name}（{place // len(known) + 2} 类）"
        copies.append(
            ItemVersion(**facts | {"id": None, "item": items[code], "name": name, "sort_key": initials(name)})
        )
    ItemVersion.objects.bulk_create(copies)
