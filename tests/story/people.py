"""Each person of the story at a browser of his own; every page he comes to is looked over."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from kernel.accounts.models import User
from tests.browser import DESK, PHONE, OpenPage, axe, overflow
from tests.cast import PASSWORD
from tests.story.words import english_left

# set to a folder to see what everybody saw
PATIENCE = 10_000  # milliseconds
FIELDS_AT_MOST = 12
SHOTS = os.environ.get("STORY_SHOTS", "")


@dataclass
class Findings:
    """What was wrong on any page, one line each, and the pages that were looked over."""

    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    data: set[str] = field(default_factory=set)

    def look_over(self, page: Page, name: str, language: Callable[..., list[str]] = english_left) -> None:
        """axe-core, overflow and language at the width of a desk and of a phone; once for each name."""
        if name in self.seen:
            return
        for place, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            self.wrong += [f"{name} ({place}) axe: {line}" for line in axe(page)]
            if (wide := overflow(page)) > 0:
                self.wrong.append(f"{name} ({place}): {wide} px too wide")
            if SHOTS:
                words = re.sub(r"\W+", "-", name)
                page.screenshot(path=Path(SHOTS) / f"{len(self.seen):02}-{words}-{place}.png", caret="initial")
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.wrong += [f"{name} language: {text}" for text in language(page, self.data)]
        self.seen.append(name)


class Person:
    """Somebody with a browser of his own."""

    def __init__(self, open_page: OpenPage, user: User, findings: Findings) -> None:
        self._open_page, self._user, self._findings = open_page, user, findings
        self.page: Page = None  # type: ignore[assignment]

    def sign_in(self, path: str = "/desk/") -> None:
        """Open a new browser and sign in as people do."""
        self.page = self._open_page(path)
        self.page.set_default_timeout(PATIENCE)
        self.page.locator("input[name=login]").fill(self._user.username)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "/account/login" not in url)

    def close_the_browser(self) -> None:
        self.page.context.close()

    def go(self, path: str) -> None:
        self.page.goto(path)

    def opens(self, link: Locator, path: str) -> None:
        """Follow a link and wait until its page is ready for keys."""
        link.click()
        self.page.wait_for_url(f"**{path}")

    def looks_over(self, name: str) -> None:
        self._findings.look_over(self.page, name)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def dialog(self) -> Locator:
        """The dialog that asks before an act binds."""
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        return dialog

    def confirm(self) -> None:
        """Say yes to the open dialog and wait until the page has moved on."""
        self.dialog().locator("[data-confirm]").click()
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        self.page.wait_for_load_state()

    def confirm_by(self, key: str) -> None:
        """Without the mouse: the key opens the dialog, Tab goes to its button, Enter says yes."""
        self.press(key)
        button = self.dialog().locator("[data-confirm]")
        for _field in range(FIELDS_AT_MOST):
            self.press("Tab")
            if button.evaluate("one => one === document.activeElement"):
                break
        self._enter()

    def confirm_by_twice(self, key: str) -> None:
        """The counter's way: the key opens the dialog, again it goes to its button, Enter says yes."""
        self.press(key)
        self.dialog()
        self.press(key)
        self._enter()

    def _enter(self) -> None:
        expect(self.dialog().locator("[data-confirm]")).to_be_focused()
        self.press("Enter")
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        self.page.wait_for_load_state()
