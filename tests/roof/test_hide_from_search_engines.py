"""Search engines may keep home, items and guides; nothing that is reached by number and code, whatever its answer."""

import re

from django.test import Client

from kernel.doors.routes import all_doors
from tests.cast import Cast


def allowed(rules: str, path: str) -> bool:
    """RFC 9309, 2.2.2: the rule with the longest pattern that fits decides."""
    found = re.findall(r"^(Allow|Disallow): (\S+)$", rules, re.MULTILINE)
    fitting = [
        (len(pattern), word == "Allow")
        for word, pattern in found
        if (path == pattern[:-1] if pattern.endswith("$") else path.startswith(pattern))
    ]
    return max(fitting)[1]


def test_robots_are_let_to_home_items_and_guides_alone(cast: Cast):
    answer = Client().get("/robots.txt")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    rules = answer.content.decode()
    for path in ("/", "/items/", f"/items/{cast.item.item.code}/", "/items/?q=%E9%A3%9F", "/static/css/base.css"):
        assert allowed(rules, path), path
    for path in ("/track/", "/track/990101202609071999990/", "/my/", "/verify/", "/api/v1/items/", "/?mode=elder"):
        assert not allowed(rules, path), path


def test_what_is_no_guide_is_told_not_to_be_kept(cast: Cast):
    visitor = Client()
    for path in ("/", "/items/", f"/items/{cast.item.item.code}/"):
        assert "X-Robots-Tag" not in visitor.get(path).headers, path
    for path in ("/track/", "/verify/", "/items/GONE/", "/nowhere/", "/my/", "/account/login/", "/api/v1/items/"):
        assert visitor.get(path)["X-Robots-Tag"] == "noindex", path


def test_the_list_of_indexed_doors_is_short():
    assert {door.name for door in all_doors() if door.indexed} == {"home", "item_search", "item_guide"}
