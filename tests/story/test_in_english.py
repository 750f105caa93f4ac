"""The key pages of the same walk for a reader of English: what is left in Chinese is what people wrote."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField
from playwright.sync_api import Page

from approvals import actions
from ethics_monitor.models import Card
from kernel.accounts.fields import EncryptedTextField
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.clocks.explanation import START_BASIS
from kernel.organizations.models import Absence
from tests.browser import OpenPage
from tests.cast import Cast, local
from tests.story.database_clock import DatabaseClock
from tests.story.engine_room import EngineRoom
from tests.story.people import Findings
from tests.story.words import chinese_left

pytestmark = pytest.mark.browser
FORM = {"premises": "人民路 18 号", "area": "120"}


def overdue_matter(cast: Cast, clock: DatabaseClock, room: EngineRoom) -> tuple[str, str, str]:
    """A matter over its statutory term, with notice, steps and letters, and one that waits. (number, code, red)."""
    clock.set(local(2026, 9, 7, 20))
    number = submitted(cast).number
    room.relay()
    clock.set(local(2026, 9, 8, 9))
    actions.notify_supplement(number=number, by=cast.clerk, lines={"m2": "租赁合同到期，请换新的"})
    room.relay()
    actions.supplement(number=number, by=cast.clerk, materials=["m2"])
    actions.accept(number=number, by=cast.clerk)
    room.relay()
    clock.set(local(2026, 9, 10, 10))
    actions.complete_step(number=number, by=cast.reviewer, opinion="材料齐全")
    Absence.objects.create(user=cast.approver, from_at=local(2026, 9, 10), reason="培训")
    for day in (local(2026, 9, 18, 9), local(2026, 9, 22, 9), local(2026, 10, 13, 9)):
        clock.set(day)
        room.watch()
    case = submitted(cast)
    actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=FORM)
    clock.set(local(2026, 10, 14, 9))
    room.watch()
    red = Card.objects.get(rule_code="T03")
    assert case.number != number == red.about_number
    return number, Case.objects.get(number=number).query_code, red.number


def submitted(cast: Cast):
    draft = actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=FORM)
    return actions.submit(number=draft.number, by=cast.citizen, materials=("m1", "m2", "m3"))


def written_by_people() -> Iterator[str]:
    """Every Chinese text of the database: names, articles, what was typed, what a notice said when it was told."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and not isinstance(field, EncryptedTextField):
                chinese = model._default_manager.filter(**{f"{field.name}__regex": "[一-龥]"})
                yield from (str(each) for each in chinese.values_list(field.name, flat=True).distinct())


@pytest.fixture
def told(county: Cast, clock: DatabaseClock, engine_room: EngineRoom) -> tuple[str, str, str]:
    return overdue_matter(county, clock, engine_room)


def test_key_pages_in_english(county: Cast, told: tuple[str, str, str], open_page: OpenPage) -> None:
    number, code, red = told
    findings = Findings()
    findings.data.update(written_by_people(), [field["label"] for field in county.item.form_schema], FORM.values())
    findings.data.update(user.masked_name for user in User.objects.all())
    findings.data.update((settings.COUNTY.host_organ, settings.COUNTY.name))  # whose portal it is
    findings.data.update(("食品", START_BASIS))  # an example of what to search for; an article by its name
    walks: dict[User | None, tuple[str, ...]] = {
        None: ("/", "/items/", "/items/LW030/", "/deadline/", "/account/login/", "/track/"),
        county.citizen: ("/my/", f"/my/{number}/", "/inbox/", "/apply/LW030/"),
        county.clerk: ("/hall/", "/hall/?window=C01&item=LW030", f"/cases/{number}/", "/inbox/"),
        county.deputy: ("/review/", "/review/unit/", f"/cases/{number}/", "/supervision/mine/"),
        county.supervisor: (
            "/supervision/",
            "/supervision/cards/",
            "/supervision/to-verify/",
            f"/supervision/cards/{red}/",
        ),
        county.inspector: ("/supervision/discipline/",),
    }
    for user, paths in walks.items():
        page = in_english(open_page, user)
        for path in paths:
            page.goto(path)
            findings.look_over(page, f"English {path.replace(number, 'N').replace(red, 'R')}", chinese_left)
    page = in_english(open_page, None)
    page.goto("/track/")
    page.locator("#track-number").fill(number)
    page.locator("#track-code").fill(code)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(f"/track/{number}/$"))
    findings.look_over(page, "English tracked", chinese_left)
    assert not findings.wrong, "\n".join(findings.wrong)


def in_english(open_page: OpenPage, user: User | None) -> Page:
    page = open_page("/account/login/", user=user) if user is None else open_page("/inbox/", user=user)
    address = page.url.split("/", 3)
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": "/".join(address[:3])}])
    return page
