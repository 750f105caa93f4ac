"""The calculator: the answer adds up, and nothing typed breaks it."""

import pytest
from django.test import Client

from tests.public.conftest import html

pytestmark = pytest.mark.django_db


def computed(**asked: str) -> str:
    answer = Client().get("/deadline/", asked)
    assert answer.status_code == 200
    # dates inside a sentence are kept on one line by a span each
    return html(answer).replace('<span class="nowrap">', "").replace("</span>", "")


def test_working_days_over_the_national_day():
    page = computed(start="2025-09-24", length="10", unit="working_day")
    assert "10月14日 周二" in page and "国庆节" in page and "放假 8 天和周末不算" in page
    assert "9月28日 周日、10月11日 周六 调休上班，算" in page


def test_natural_days_roll_over_to_the_next_working_day():
    page = computed(start="2025-09-25", length="7", unit="natural_day")
    assert "10月9日 周四" in page and "顺延到 10月9日 周四" in page and "民法典第二百零三条" in page


def test_months_end_on_the_day_of_that_number():
    assert "12月24日 周三" in computed(start="2025-09-24", length="3", unit="month")


def test_an_unpublished_year_is_provisional():
    assert "国务院还没有公布" in computed(start="2031-03-03", length="20", unit="working_day")
    assert "国务院还没有公布" not in computed(start="2025-03-03", length="20", unit="working_day")


def test_a_term_long_past_is_no_overdue_matter():
    page = computed(start="2025-09-24", length="10", unit="working_day")
    assert "以前" in page and ' ls"' not in page and "已超" not in page


def test_the_empty_form_asks_and_scolds_nobody():
    page = html(Client().get("/deadline/"))
    assert 'name="start"' in page and "有 1 处要改" not in page and "最后一天</div>" not in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": "2036-12-20", "length": "200", "unit": "working_day"}, "超出了日历范围"),
        ({"start": "1999-01-01", "length": "5", "unit": "working_day"}, "不在日历范围内"),
        ({"start": "2025-01-02", "length": "366", "unit": "working_day"}, "最长一年"),
        ({"start": "2025-01-02", "length": "13", "unit": "month"}, "最长一年"),
        ({"start": "2025-02-30", "length": "5", "unit": "working_day"}, "有 1 处要改"),
        ({"start": "\x00", "length": "-1", "unit": "year"}, "有 3 处要改"),
        ({"start": "2025-01-02"}, "有 2 处要改"),
    ],
)
def test_what_cannot_be_computed_is_said(asked: dict[str, str], said: str):
    assert said in computed(**asked)


def test_staff_calculate_on_their_desk_and_citizens_on_the_public_page(cast, signed_in):
    asked = {"start": "2025-09-24", "length": "10", "unit": "working_day"}
    desk, public = (html(signed_in(user).get("/deadline/", asked)) for user in (cast.clerk, cast.citizen))
    assert "10月14日 周二" in desk and 'class="bar"' in desk and 'href="/desk/"' in desk and "pub-head" not in desk
    assert "10月14日 周二" in public and "pub-head" in public
