"""What every page says of the county: its names and filings from the settings, its duty from the posts."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel.accounts.models import User
from kernel.doors.templatetags.portal_shell import public_foot
from kernel.organizations.models import Absence, Organization, Role
from tests.cast import MONDAY, Cast, post, staff
from tests.roof.test_see_data_health import OURS


def foot() -> str:
    page = Client().get("/track/").content.decode()
    return page.partition('<footer class="pub-foot">')[2]


def test_the_demo_bears_its_own_name_and_no_number(cast: Cast):
    page = Client().get("/track/").content.decode()
    assert "示范县综合服务中心" in page and "示范县行政审批服务局主办" in foot()
    for words in ("beian", "标识", "上线前填写"):
        assert words not in foot()


def test_a_county_is_shown_by_its_name_and_filings(cast: Cast, settings: Any):
    settings.COUNTY = OURS
    page = Client().get("/track/").content.decode()
    assert "清河县政务服务中心" in page and "示范县" not in page
    for words in (
        "清河县行政审批服务局主办",
        'href="https://beian.miit.gov.cn/" rel="noopener">皖ICP备12345678号',
        'href="https://beian.mps.gov.cn/" rel="noopener">皖公网安备34012345678901号',
        "政府网站标识码 3401230001",
        'href="https://bszs.conac.cn/sitename?method=show&amp;id=1"',
    ):
        assert words in foot(), words
    settings.COUNTY = replace(OURS, site_code="")
    assert "政府网站标识码" not in foot()


def test_a_page_outside_a_request_has_a_foot_too():
    assert public_foot({})["county"] == {}


def test_every_public_page_names_the_halls_phone_and_who_leads_it(cast: Cast, settings: Any):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    Organization.objects.filter(pk=cast.centre.pk).update(phone="")
    assert "大厅电话" not in foot(), "a centre without a phone"
    Organization.objects.filter(pk=cast.centre.pk).update(phone="0561-300-0090")
    manager = staff("shaom", "邵敏")
    User.objects.filter(pk=manager.pk).update(phone="13900002222")
    post(manager, Role.HALL_MANAGER, cast.centre, title="业务科科长、值班长")
    cache.clear()
    for path in ("/", "/items/", "/track/", "/nowhere/"):
        page = Client().get(path).content.decode()
        assert 'href="tel:0561-300-0090"' in page and "值班长 邵敏" in page and "13900002222" not in page, path
    Absence.objects.create(user=manager, from_at=MONDAY, reason="病假")
    assert "值班长 邵敏" in foot(), "asked once a minute"
    cache.clear()
    assert "值班长" not in foot() and "0561-300-0090" in foot()


def test_the_foot_asks_for_the_duty_once_a_minute(cast: Cast, settings: Any):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    with CaptureQueriesContext(connection) as first:
        foot()
    with CaptureQueriesContext(connection) as second:
        foot()
    assert 1 <= len(first) <= 5 and len(second) == 0
