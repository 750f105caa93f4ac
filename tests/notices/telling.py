"""Facts of no business app, and who hears of them: notices know none."""

from collections.abc import Iterable

from kernel.accounts.models import Applicant, User
from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType, Field, register
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.notices import audiences
from kernel.notices.audiences import Audience, Told
from kernel.notices.models import Channel, Route, SmsTemplate

PLAIN = register(EventType("notices_test.plain", "发生了{what}", (Field("what", "text", "什么"),)))
URGENT = register(EventType("notices_test.urgent", "急：{what}", (Field("what", "text", "什么"),)))
CLERK = Actor(person="韩*", post="C01 窗口人员", organization="BM01", region="990101000000")


class Hearers:
    """Whom the test's audience names now."""

    told: tuple[Told, ...] = ()

    @classmethod
    def are(cls, *people: User | Applicant) -> None:
        cls.told = tuple(
            Told(None, "申请人", each.pk) if isinstance(each, Applicant) else Told(each, "承办人") for each in people
        )


def _whom(_entry: Entry) -> Iterable[Told]:
    return Hearers.told


for _event, _urgent in ((PLAIN, False), (URGENT, True)):
    audiences.register(Audience(event=_event.code, code="hearers", title="有一件事", whom=_whom, urgent=_urgent))


def route(event: EventType, *channels: str) -> None:
    """Let the event's hearers be told by these channels."""
    template, _made = SmsTemplate.objects.get_or_create(
        code="T1", defaults={"words": "{title}：{text}（编号{number}）"}
    )
    for channel in channels:
        filled = template if channel == Channel.SMS else None
        Route.objects.get_or_create(
            event=event.code, audience="hearers", channel=channel, defaults={"template": filled}
        )


def happen(event: EventType = PLAIN, what: str = "一件事", number: int = 1) -> Entry:
    """Something happens now."""
    return record(event, Subject("matter", f"M{number:05d}", number), actor=CLERK, at=database_now(), what=what)
