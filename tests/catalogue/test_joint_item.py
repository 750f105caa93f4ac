"""A joint item lists what is handled together: in force, in an order that opens everything, within its promise."""

from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kernel.accounts.models import User
from kernel.catalogue.actions import change_draft, draft_item, publish, redraft, retire
from kernel.catalogue.drafts import JointDraft, draft_of
from kernel.catalogue.joint import Circle, Link, longest_way, opened_by
from kernel.catalogue.models import ItemVersion, JointItem
from kernel.catalogue.queries import guide, in_force
from kernel.catalogue.refusals import (
    DraftIncomplete,
    ItemJoined,
    JointAfterUnknown,
    JointCircle,
    JointLongerThanPromise,
    JointPartNotInForce,
    JointPartUnfit,
    NotWhole,
    PlaceOfAnotherCounty,
)
from kernel.organizations.models import Region
from tests.cast import Cast, licence_item, organization
from tests.catalogue.drafting import pesticide, submitted

NAMES = ("P1", "P2", "P3")


@pytest.fixture
def parts(cast: Cast, manager: User) -> dict[str, ItemVersion]:
    """Three items in force of another bureau."""
    return {
        name: licence_item(cast.other_bureau, cast.window, cast.clerk, manager, code=name, name=f"许可{name}")
        for name in NAMES
    }


def drafted(cast: Cast, *rows: JointDraft, **changes: Any) -> ItemVersion:
    facts = {"code": "LB001", "name": "一件事", "project_type": "joint", "joint": rows} | changes
    return draft_item(draft=pesticide(cast, **facts), by=cast.administrator)


def published(cast: Cast, manager: User, *rows: JointDraft, **changes: Any) -> ItemVersion:
    return publish(version=submitted(drafted(cast, *rows, **changes)), by=manager)


def test_a_joint_item_is_put_in_force_and_drafted_anew_with_its_parts(
    cast: Cast, manager: User, parts: dict[str, ItemVersion]
) -> None:
    rows = (JointDraft("P1", 4), JointDraft("P2", 6, "P1"), JointDraft("P3", 10))
    version = published(cast, manager, *rows)
    assert draft_of(ItemVersion.objects.with_details().get(pk=version.pk)).joint == rows
    draft = redraft(item=version.item, by=cast.administrator)
    assert list(draft.joint.values_list("item__code", "after__code", "limit_length")) == [
        ("P1", None, 4),
        ("P2", "P1", 6),
        ("P3", None, 10),
    ]


def test_the_guide_says_who_works_on_it_together(cast: Cast, manager: User, parts: dict[str, ItemVersion]) -> None:
    published(cast, manager, JointDraft("P1", 4), JointDraft("P2", 6, "P1"))
    bureau = str(cast.other_bureau)
    shown = [
        (part.code, part.name, part.organization, part.limit, part.after) for part in guide(in_force("LB001")).parts
    ]
    assert shown == [("P1", "许可P1", bureau, 4, ""), ("P2", "许可P2", bureau, 6, "许可P1")]
    page = Client().get("/items/LB001/").content.decode()
    assert "哪几家一起办" in page and 'href="/items/P2/"' in page and "前一项是许可P1" in page
    assert [part["code"] for part in Client().get("/api/v1/items/LB001/").json()["parts"]] == ["P1", "P2"]
    assert guide(in_force("P1")).parts == () and "哪几家一起办" not in Client().get("/items/P1/").content.decode()


@pytest.mark.parametrize(
    ("rows", "refusal", "said"),
    [
        ((JointDraft("P1", 5), JointDraft("P2", 6, "P1")), JointLongerThanPromise, "许可P1→许可P2 依次要 11 个工作日"),
        ((JointDraft("P1", 2, "P2"), JointDraft("P2", 2, "P1")), JointCircle, "许可P2、许可P1"),
        ((JointDraft("P1", 2, "P3"),), JointAfterUnknown, "P3"),
    ],
)
def test_an_order_that_cannot_be_kept_is_not_published(
    cast: Cast, manager: User, parts: dict[str, ItemVersion], rows: Any, refusal: Any, said: str
) -> None:
    with pytest.raises(refusal, match=said):
        published(cast, manager, *rows)


def test_a_part_is_in_force_in_this_system_and_by_itself(
    cast: Cast, manager: User, parts: dict[str, ItemVersion]
) -> None:
    version = drafted(cast, JointDraft("P1", 5))
    part = ItemVersion.objects.filter(pk=parts["P1"].pk)
    for changes in ({"handling": "external"}, {"project_type": "joint"}, {"expiry_field": "last"}):
        part.update(**changes)
        with pytest.raises(JointPartUnfit, match="许可P1"):
            publish(version=submitted(version), by=manager)
        part.update(handling="own", project_type="promise", expiry_field="")
    part.update(state="retired")
    with pytest.raises(JointPartNotInForce, match="P1"):
        publish(version=submitted(version), by=manager)
    part.update(state="published")
    assert publish(version=submitted(version), by=manager).state == "published"


def test_a_list_is_of_known_items_each_once_with_its_days(cast: Cast, parts: dict[str, ItemVersion]) -> None:
    for rows, said in (
        ((JointDraft("P1", 3), JointDraft("P1", 4)), "代码重复"),
        ((JointDraft("P1", 3, "P1"),), "不能等它自己"),
        ((JointDraft("LB001", 3),), "不能等它自己"),
        ((JointDraft("P1", 0),), "没有写部门限时"),
        ((JointDraft("NO", 3),), "没有编码为 NO 的事项"),
    ):
        with pytest.raises(DraftIncomplete, match=said):
            drafted(cast, *rows)
    assert not JointItem.objects.exists()


def test_a_part_of_another_county_is_refused(cast: Cast, manager: User, parts: dict[str, ItemVersion]) -> None:
    elsewhere = Region.objects.create(code="990102000000", name="邻县", level="county", sort_key="linxian")
    bureau = organization("LX01", "neighbour", "邻县行政审批服务局", "own", elsewhere)
    licence_item(bureau, cast.window, cast.clerk, manager, code="LX1", name="邻县的许可")
    with pytest.raises(PlaceOfAnotherCounty, match="邻县的许可"):
        drafted(cast, JointDraft("LX1", 3))


def test_joint_and_its_list_belong_together(cast: Cast, manager: User, parts: dict[str, ItemVersion]) -> None:
    version = drafted(cast)
    with pytest.raises(NotWhole, match="联办事项"):
        publish(version=submitted(version), by=manager)
    draft = pesticide(cast, code="LB001", project_type="promise", joint=(JointDraft("P1", 3),))
    change_draft(version=version, draft=draft, by=cast.administrator)
    with pytest.raises(NotWhole, match="与联办事项一致的办件类型"):
        publish(version=submitted(version), by=manager)


def test_what_others_need_is_not_retired(cast: Cast, manager: User, parts: dict[str, ItemVersion]) -> None:
    version = published(cast, manager, JointDraft("P1", 3))
    with pytest.raises(ItemJoined, match="一件事"):
        retire(version=parts["P1"], by=manager, reason="取消")
    retire(version=version, by=manager, reason="取消")
    assert retire(version=parts["P1"], by=manager, reason="取消").state == "retired"


@st.composite
def forests(draw: st.DrawFn) -> list[Link]:
    """Up to eight items, each waiting for none or for one before it, in any order of the list."""
    count = draw(st.integers(1, 8))
    links = [
        Link(f"i{n}", draw(st.sampled_from([None, *(f"i{before}" for before in range(n))])), draw(st.integers(1, 9)))
        for n in range(count)
    ]
    return draw(st.permutations(links))


@given(forests(), st.data())
def test_open_is_exactly_what_has_its_predecessor_granted(links: list[Link], data: st.DataObject) -> None:
    granted: set[str] = set()
    while granted != {link.name for link in links}:
        now = opened_by(links, granted)
        assert now == {link.name for link in links if link.after is None or link.after in granted}
        assert granted < now, "something is always left to be granted"
        granted.add(data.draw(st.sampled_from(sorted(now - granted))))


@given(forests())
def test_the_longest_way_begins_at_once_and_is_as_long_as_any(links: list[Link]) -> None:
    days, way = longest_way(links)
    by_name = {link.name: link for link in links}
    assert by_name[way[0]].after is None
    assert all(by_name[later].after == before for before, later in pairwise(way))
    assert days == sum(by_name[name].limit for name in way) >= max(link.limit for link in links)
    assert days <= sum(link.limit for link in links)


@given(forests())
def test_a_circle_is_found_wherever_it_is(links: list[Link]) -> None:
    _days, way = longest_way(links)
    first = way[0]
    turned = [Link(each.name, way[-1] if each.name == first else each.after, each.limit) for each in links]
    with pytest.raises(Circle):
        longest_way(turned)
