"""Who and what the ledger's tests speak of."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import connection

from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType, Field, register
from kernel.ledger.locking import lock
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record

CLERK = Actor(person="李*红", post="综合窗口受理员", organization="ORG-01", region="370281000000")
HOUR = timedelta(hours=1)

SAID = register(
    EventType(
        code="ledger_test.said",
        sentence="{post}{person}就{number}说：{words}",
        fields=(Field("words", "text", "话"),),
    )
)
MEASURED = register(
    EventType(
        code="ledger_test.measured",
        sentence="{number}量得{length}，{working}，到期{due}，记于{noted}，材料{papers}",
        fields=(
            Field("length", "decimal", "长度", unit="米"),
            Field("working", "boolean", "是否工作日"),
            Field("due", "date", "到期日"),
            Field("noted", "instant", "记录时间"),
            Field("papers", "text_list", "材料"),
            Field("count", "integer", "件数", unit="件", optional=True),
        ),
    )
)


def matter(number: int) -> Subject:
    return Subject("matter", f"M{number:05d}", number)


def say(words: str, *, of: Subject, about: Subject | None = None) -> Entry:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    return record(SAID, of, actor=CLERK, at=now, about=about, words=words)


def as_subject(group: Group) -> Subject:
    """A group stands in for a row of an app above: the ledger knows no table but its own."""
    return Subject("matter", group.name, group.pk)


def say_locked(words: str, *, of: int) -> Entry:
    row, at = lock(Group.objects.all(), pk=of)
    return record(SAID, as_subject(row), actor=CLERK, at=at, words=words)
