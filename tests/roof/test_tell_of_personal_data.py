"""个人信息处理规则: said to everybody, and linked where one applies, signs in and reads on."""

import re

from django.core.cache import cache

from tests.cast import Cast
from tests.public.conftest import draft
from tests.roof.conftest import as_


def test_it_says_what_why_how_long_and_whom_to_ask(cast: Cast):
    cache.clear()
    page = as_(None).get("/privacy/").content.decode()
    for words in (
        "示范县行政审批服务局", "第十七条", "第三十五条", "记下什么", "为什么记", "存多久", "您可以要求什么",
        f'href="tel:{cast.centre.phone}"',
    ):  # fmt: skip
        assert words in page, words


def test_it_is_linked_in_every_foot_and_where_one_applies_and_signs_in(cast: Cast):
    link = re.compile(r'<a[^>]* ?href="/privacy/"')
    for path in ("/", "/track/", "/items/"):
        assert link.search(as_(None).get(path).content.decode().partition("pub-foot")[2]), path
    applying = as_(cast.citizen).get(f"/apply/LW030/check/{draft(cast).number}/").content.decode()
    for page in (applying, as_(None).get("/account/login/").content.decode()):
        assert link.search(page.partition("<main")[2].partition("</main>")[0])
