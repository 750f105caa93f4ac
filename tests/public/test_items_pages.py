"""Find an item and read its guide; the front page says only what is so."""

from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals.public.queries import ASKED_KEY
from kernel.accounts.models import User
from kernel.catalogue.everyday import install as install_words
from kernel.catalogue.models import FeeItem, Material
from kernel.catalogue.queries import in_force
from kernel.organizations.models import Absence, Deputy, Organization, Post, Role
from tests.cast import MONDAY, Cast, licence_item, post
from tests.public.conftest import accepted, html


def test_found_by_a_part_of_the_name_and_by_its_initials(cast: Cast):
    cast.item.sort_key = "dslylqxjyxk"
    cast.item.save()
    for text in ("医疗器械", "dslylqx", "YLQX"):
        assert "/items/LW030/" in html(Client().get("/items/", {"q": text}))


def test_not_found_says_what_to_do(cast: Cast):
    for text in ("没有这件事", "\x00", "%", "'"):
        answer = Client().get("/items/", {"q": text, "organ": text, "page": text})
        assert answer.status_code == 200
    assert "没有找到这个事项" in html(Client().get("/items/", {"q": "没有这件事"}))


def test_items_of_one_department(cast: Cast):
    licence_item(cast.other_bureau, cast.other_window, cast.clerk, cast.second_supervisor, code="N1", name="动物防疫")
    page = html(Client().get("/items/", {"organ": "BM12"}))
    assert "动物防疫" in page and "/items/LW030/" not in page and "1 个事项" in page


def test_items_for_a_situation_and_by_what_people_call_them(cast: Cast):
    licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code="X1", name="最低生活保障申请")
    install_words()
    for asked in ({"situation": "hardship"}, {"q": "低保"}, {"q": "低保", "situation": "hardship", "organ": "BM01"}):
        page = html(Client().get("/items/", asked))
        assert "/items/X1/" in page and "/items/LW030/" not in page
    assert '<option value="hardship" selected>遇到困难</option>' in html(
        Client().get("/items/", {"situation": "hardship"})
    )
    assert "/items/X1/" not in html(Client().get("/items/", {"situation": "open"}))
    assert "2 个事项" in html(Client().get("/items/", {"situation": "\x00none"}))


def test_the_list_asks_a_fixed_number_of_queries(cast: Cast):
    Client().get("/items/")
    with CaptureQueriesContext(connection) as few:
        Client().get("/items/")
    for number in range(6):
        licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code=f"T{number}")
    with CaptureQueriesContext(connection) as many:
        assert html(Client().get("/items/")).count('class="how"') == 7
    assert len(many) == len(few) <= 4


def test_an_errand_is_found_and_its_guide_leads_to_the_agents_and_not_to_an_application(cast: Cast):
    author, publisher = cast.clerk, cast.second_supervisor
    errand = licence_item(
        cast.centre, cast.window, author, publisher, code="CJ009", name="养老保险参保代办", case_kind="proxy"
    )
    errand.receiving_windows.clear()
    for text in ("参保代办", "CJ009", "我要办 养老保险"):
        page = html(Client().get("/items/", {"q": text}))
        assert "/items/CJ009/" in page and "村里代办" in page and "可网上申请" not in page, text
    assert "2 个事项" in html(Client().get("/")) and "2 个事项" in html(Client().get("/items/"))
    page = html(Client().get("/items/CJ009/"))
    assert "由村里、社区的代办员替您办" in page and "便民服务室，找代办员" in page
    assert "网上申请" not in page and "/apply/CJ009/" not in page
    found = Client().get("/api/v1/items/", {"q": "CJ009"}).json()["results"]
    assert [(each["code"], each["case_kind"]) for each in found] == [("CJ009", "proxy")]


def test_words_that_no_item_has_all_of_still_find_what_has_some(cast: Cast):
    assert "/items/LW030/" in html(Client().get("/items/", {"q": "医疗器械 换照"}))


def test_the_guide_says_free_and_nothing_to_bring_only_where_somebody_said_so(cast: Cast):
    page = html(Client().get("/items/LW030/"))
    assert "不收费。谁要钱都可以打 12345。" in page and "什么都不用带" not in page

    cast.item.charged = True
    cast.item.save()
    cast.item.materials.all().delete()
    page = html(Client().get("/items/LW030/"))
    assert "<span>不收费" not in page and "不收费。" not in page and "收不收费还没有核定" in page
    assert "什么都不用带" not in page and "材料清单还没有核定" in page

    cast.item.no_materials = True
    cast.item.save()
    assert "什么都不用带。" in html(Client().get("/items/LW030/"))


def test_the_guide_of_what_is_handled_elsewhere_promises_no_progress_here(cast: Cast):
    cast.item.handling = "external"
    cast.item.save()
    page = html(Client().get("/items/LW030/"))
    assert "带齐下面的材料到窗口办。" in page and "也能查进度" not in page


def test_the_guide_holds_what_the_law_wants_posted(cast: Cast):
    cast.item.charged = True
    cast.item.save()
    FeeItem.objects.create(version=cast.item, name="工本费", standard="每证 10 元", basis="某条例")
    Material.objects.create(version=cast.item, position=4, code="m4", name="营业执照", shared=True)
    page = html(Client().get("/items/LW030/"))
    for words in (
        "申请表", "不用带", "营业执照", "工本费", "每证 10 元", "县政务大厅", "C01", "医疗器械监督管理条例第四十二条",
        "8 个工作日", "20 个工作日", "今天受理的话", "161-0000-0001",
    ):  # fmt: skip
        assert words in page, words


def asked_for(cast: Cast) -> list[dict[str, Any]]:
    """Whom the guide's API names, after the page was seen to name the same."""
    told: list[dict[str, Any]] = Client().get("/api/v1/items/LW030/").json()["ask_whom"]
    page = html(Client().get("/items/LW030/")).partition("谁负责")[2].partition("</ul>")[0]
    for answer in told:
        assert answer["unit"] in page and f'href="tel:{answer["phone"]}"' in page
        assert all(f"<span>{head['post']} {head['name']}</span>" in page for head in answer["heads"])
    assert page.count("<span>") == sum(1 + len(answer["heads"]) for answer in told)
    return told


def test_the_guide_names_the_head_of_the_window_or_whoever_stands_in(cast: Cast):
    head = {"post": "C01 窗口负责人", "name": "周敏"}
    bureau = {"unit": cast.bureau.name, "phone": "161-0000-0001"}
    assert asked_for(cast) == [bureau | {"heads": [head]}]
    window_head = Post.objects.get(role="window_head")
    User.objects.filter(pk=window_head.user_id).update(phone="13900001111")
    Absence.objects.create(user=window_head.user, from_at=MONDAY, reason="病假")
    leads = Post.objects.get(role="department_head", organization=cast.bureau)
    assert asked_for(cast) == [bureau | {"heads": [{"post": "局长", "name": leads.user.full_name}]}]
    away = Absence.objects.create(user=leads.user, from_at=MONDAY, reason="病假")
    assert asked_for(cast) == [bureau | {"heads": []}], "with nobody there the unit's phone alone"
    away.delete()
    Deputy.objects.create(post=window_head, user=cast.clerk, from_date=window_head.from_date)
    assert asked_for(cast) == [bureau | {"heads": [head | {"name": cast.clerk.full_name}]}]
    assert "13900001111" not in html(Client().get("/items/LW030/"))


def test_an_item_without_window_names_who_stands_for_its_unit(cast: Cast):
    cast.item.receiving_windows.clear()
    unit = {"unit": cast.bureau.name, "phone": "161-0000-0001"}
    assert asked_for(cast) == [unit | {"heads": [{"post": "局长", "name": "方正"}]}]
    post(cast.reviewer, Role.CHIEF_REPRESENTATIVE, cast.bureau, title="首席代表")
    assert asked_for(cast) == [unit | {"heads": [{"post": "首席代表", "name": "孟庆华"}]}]


def test_the_guide_names_who_supervises_where_the_result_is_fetched_and_what_may_be_done_against_it(cast: Cast):
    page = html(Client().get("/items/LW030/"))
    assert "谁监管" not in page and "办好了到哪里拿" not in page
    assert "收到文书起 60 日内可以向 示范县人民政府 申请行政复议，或者 6 个月内向 示范县人民法院 起诉。" in page
    cast.item.supervising_organization, cast.item.delivering_window = cast.other_bureau, cast.other_window
    cast.item.save()
    page = html(Client().get("/items/LW030/"))
    assert "<dt>谁监管</dt><dd>县农业农村局</dd>" in page
    assert "农业农村 窗口 C06" in page.split("办好了到哪里拿")[1][:200]


def test_programs_are_told_the_facts_that_the_page_shows(cast: Cast):
    bare = Client().get("/api/v1/items/LW030/").json()
    assert (bare["supervisor"], bare["delivered_at"], bare["fees"]) == (None, None, [])
    FeeItem.objects.create(version=cast.item, name="工本费", standard="每证 10 元", basis="某条例")
    cast.item.supervising_organization, cast.item.delivering_window = cast.other_bureau, cast.other_window
    cast.item.save()
    told, page = Client().get("/api/v1/items/LW030/").json(), html(Client().get("/items/LW030/"))
    hall = {"place": "县政务大厅", "address": ""}
    assert told["supervisor"] == "县农业农村局" and told["delivered_at"] == hall | {"code": "C06", "name": "农业农村"}
    assert told["windows"] == [hall | {"code": "C01", "name": "社会事务综合受理"}]
    assert told["remedies"] == {
        "remedy": "either", "review_organ": "示范县人民政府", "review_days": 60, "court": "示范县人民法院",
        "court_months": 6, "court_days": None,
    }  # fmt: skip
    for words in (told["handle_flow"], told["result_name"], told["statutory_basis"], told["complaint_phone"],
                  told["consult_phone"], told["fees"][0]["standard"], told["remedies"]["court"]):  # fmt: skip
        assert words and words in page, words
    assert f"最多跑 {told['on_site_times']} 次" in page


def test_remedies_are_told_only_where_the_unit_has_them(cast: Cast):
    Organization.objects.filter(pk=cast.bureau.pk).update(court="", review_organ="")
    assert Client().get("/api/v1/items/LW030/").json()["remedies"] is None
    assert "不服怎么办" not in html(Client().get("/items/LW030/"))


def test_the_guide_says_who_may_come_and_hands_its_address_on(cast: Cast):
    page = html(Client().get("/items/LW030/"))
    assert "可以请人代办。" in page and "要您本人来" not in page
    assert "http://testserver/items/LW030/" in page and "<svg" in page.split('class="qrbox"')[1][:200]
    assert "已收下，开始办，开始算天数" in page and "（受理就是已收下、开始办）" in page

    cast.item.needs_person = "须当面采集指纹"
    cast.item.save()
    page = html(Client().get("/items/LW030/"))
    assert "要您本人来。</b>须当面采集指纹" in page and "可以请人代办" not in page
    version = in_force("LW030")
    assert version is not None and version.needs_person == "须当面采集指纹" and in_force("NONE") is None


def test_an_unknown_item_is_absent(cast: Cast):
    assert Client().get("/items/NONE/").status_code == 404
    assert Client().get("/items/%00/").status_code == 404


def test_the_front_page_counts_what_there_is(cast: Cast):
    page = html(Client().get("/"))
    assert "1 个事项" in page and "常办" not in page and "还没有第一次封存" in page
    assert page.count('<li class="o') + page.count('<li class="c') == 12 and page.count('aria-current="date"') == 1


def test_what_is_asked_most_comes_from_applications(cast: Cast, monkeypatch):
    case = accepted(cast)
    monkeypatch.setattr("county_portal.pages.home.database_now", lambda: case.received_at)
    cache.delete(ASKED_KEY)
    assert 'href="/items/LW030/"' in html(Client().get("/"))


def test_the_front_page_of_an_empty_county_stands(db: None):
    page = html(Client().get("/"))
    assert "还没有公布的事项" in page and "还没有登记的服务点" in page
