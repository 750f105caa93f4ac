"""What lies in the workshop of each unit: an item in force, a draft being written, one that waits for its publisher."""

from datetime import timedelta
from typing import Any

from kernel.accounts.models import User
from kernel.catalogue.models import EverydayWord, ItemVersion, Reading
from kernel.organizations.models import Organization, Window
from tests.cast import MONDAY, licence_item

WORD = {"word": "开药店", "means": "医疗器械"}
READ = {"word": "器械", "letters": "qj"}


def fill_editions(
    place: int, in_force: ItemVersion, organization: Organization, window: Window, by: User
) -> dict[str, str]:
    """Codes of the unit's items by stage."""
    for stage, handed in (("1", {}), ("2", {"submitted_by": by, "submitted_at": MONDAY + timedelta(hours=1)})):
        facts: dict[str, Any] = {"state": "draft", "published_by": None, "published_at": None, "drafted_at": MONDAY}
        name = f"起草中的许可{place}{stage}"
        licence_item(organization, window, by, by, code=f"ED00000{place}{stage}", name=name, **facts, **handed)
    return {"in_force": in_force.item.code, "drafted": f"ED00000{place}1", "submitted": f"ED00000{place}2"}


def fill_words() -> None:
    """One word and one reading, for who gives them up."""
    EverydayWord.objects.create(**WORD)
    Reading.objects.create(word=READ["word"], initials=READ["letters"])
