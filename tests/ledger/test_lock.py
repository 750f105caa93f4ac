"""An act's instant is the database's, read once the subject is held."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from kernel.ledger.locking import ActOutOfTime, database_now, lock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.ledger.cast import HOUR, say_locked


def test_a_live_act_has_the_databases_time(group):
    before = database_now()
    row, at = lock(Group.objects.all(), pk=group.pk)
    assert row == group
    assert before <= at <= database_now()


def test_an_act_may_bring_its_own_time_within_bounds(group):
    past = database_now() - HOUR
    assert lock(Group.objects.all(), pk=group.pk, at=past)[1] == past
    say_locked("一", of=group.pk)
    for wrong in (past, database_now() + HOUR):
        with pytest.raises(ActOutOfTime):
            lock(Group.objects.all(), pk=group.pk, at=wrong)


def test_a_live_act_is_never_before_the_last_one_even_when_the_clock_was_set_back(group):
    last = say_locked("一", of=group.pk)
    ahead = database_now() + HOUR
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE ledger_entry SET at = %s WHERE id = %s", [ahead, last.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert lock(Group.objects.all(), pk=group.pk)[1] == ahead
    assert say_locked("二", of=group.pk).at == ahead


def test_an_absent_row_is_not_found(group):
    with pytest.raises(NotFound):
        lock(Group.objects.all(), pk=group.pk + 1000)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_lock(group):
    with pytest.raises(TransactionManagementError):
        lock(Group.objects.all(), pk=group.pk)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_acts_on_one_subject_follow_each_other(group):
    """The second waits for the lock, then sees the first's entry and a later time: the chain never forks."""
    held = threading.Event()

    def other_act() -> None:
        with transaction.atomic():
            held.set()
            say_locked("二", of=group.pk)
        connection.close()

    with transaction.atomic():
        say_locked("一", of=group.pk)
        thread = threading.Thread(target=other_act)
        thread.start()
        held.wait(5)
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(5)
    first, second = Entry.objects.order_by("position")
    assert (first.facts()["words"], second.facts()["words"]) == ("一", "二")
    assert second.prev_hash == first.hash and second.at >= first.at
