"""What every page says of the county comes from its settings; what is not given is not shown."""

from dataclasses import replace
from typing import Any

from django.test import Client

from kernel.doors.templatetags.portal_shell import public_foot
from tests.cast import Cast
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
