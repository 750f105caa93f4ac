"""Another key for look-ups: whoever is registered is found all the while, and nobody is registered twice."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.accounts import keyring, reindexing, rotation
from kernel.accounts.actions import id_index, phone_index
from kernel.accounts.fields import keyed_indexes
from kernel.accounts.keyring import key_ring
from kernel.accounts.models import Applicant, ApplicantQuerySet, people
from kernel.accounts.queries import find_by_document, ids_of_persons
from kernel.ledger.locking import database_now
from tests.accounts.conftest import CHEN, LI, SUN
from tests.ledger.sessions import OtherSession


def rotate(**options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_field_keys", index=True, json=True, stdout=out, **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the last run replaced counts as replaced long enough ago."""
    monkeypatch.setattr(keyring, "SETTLED", timedelta(0))


def found(number: str) -> int | None:
    applicant = find_by_document("resident_id", number)[1]
    return applicant.pk if applicant else None


def stands_under(applicant: Applicant) -> tuple[str, str | None]:
    return Applicant.objects.values_list("id_index", "phone_index").get(pk=applicant.pk)


def test_found_and_registered_once_at_every_step(register: Callable[..., Applicant], settled: None) -> None:
    li, before = register("李桂兰", LI), key_ring()
    old = stands_under(li)
    reindexing.begin()
    chen = register("陈宏", CHEN)
    assert stands_under(li) == old and found(LI) == li.pk == register("李桂兰", LI).pk
    assert ids_of_persons(name="李桂兰") == [li.pk]
    assert stands_under(chen)[0] == id_index("resident_id", CHEN) and found(CHEN) == chen.pk
    assert Applicant.objects.filter(phone_index__in=keyed_indexes("16100000001", kind="phone")).count() == 2
    assert list(reindexing.reindex()) == [1]
    assert stands_under(li) == (id_index("resident_id", LI), phone_index("16100000001")) != old
    assert found(LI) == li.pk == register("李桂兰", LI).pk
    assert reindexing.finish(before=database_now())
    assert found(LI) == li.pk and register("陈宏", CHEN).pk == chen.pk
    assert ids_of_persons(name="李桂兰") == [li.pk] and ids_of_persons(name="陈宏") == [chen.pk]
    assert key_ring().index_before is None and key_ring().index != before.index
    assert (key_ring().current, key_ring().keys) == (before.current, before.keys)


def test_the_command_replaces_and_later_drops(register: Callable[..., Applicant], settled: None) -> None:
    register("李桂兰", LI), register("陈宏", CHEN, phone=None, contact_name="王芳", contact_phone="16100000002")
    first = rotate()
    assert (first["resumed"], first["rows"], first["old_index_dropped"]) == (False, 2, False)
    second = rotate(drop_old_keys=True)
    assert (second["resumed"], second["rows"], second["old_index_dropped"]) == (True, 0, True)
    assert len(key_ring().indexes) == 1 and found(LI) and found(CHEN)


def test_a_key_that_was_just_replaced_is_kept(register: Callable[..., Applicant]) -> None:
    register("李桂兰", LI)
    for _time in range(2):
        result = rotate(drop_old_keys=True)
        assert not result["old_index_dropped"] and result["droppable_at"] and len(key_ring().indexes) == 2


def test_one_cut_in_the_middle_is_taken_up_without_another_key(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch
) -> None:
    register("李桂兰", LI), register("陈宏", CHEN)
    monkeypatch.setattr(reindexing, "CHUNK", 1)
    reindexing.begin()
    assert next(reindexing.reindex()) == 1
    assert found(LI) and found(CHEN)
    index = key_ring().index
    result = rotate()
    assert (result["resumed"], result["rows"]) == (True, 1) and key_ring().index == index


def test_a_row_that_came_late_is_found_and_brought_over_before_the_old_key_goes(
    register: Callable[..., Applicant], settled: None
) -> None:
    li = register("李桂兰", LI)
    old = stands_under(li)
    rotate()
    Applicant.objects.filter(pk=li.pk).update(id_index=old[0], phone_index=old[1])
    assert found(LI) == li.pk
    assert reindexing.finish(before=database_now())
    assert found(LI) == li.pk and stands_under(li) != old


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_registering_in_flight_is_waited_for(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch, settled: None
) -> None:
    monkeypatch.setattr(rotation, "LOCK_WAIT_MS", 200)
    before = key_ring()
    with OtherSession() as window:
        li = window.do(register, "李桂兰", LI)
        with pytest.raises(CommandError, match="accounts_applicant"):
            rotate()
        assert key_ring() == before
        window.commit()
        rotate()
        window.do(register, "陈宏", CHEN)
        result = rotate(drop_old_keys=True)
        assert (result["old_index_dropped"], result["busy"]) == (False, "accounts_applicant")
        window.commit()
    assert rotate(drop_old_keys=True)["old_index_dropped"] and found(LI) == li.pk and found(CHEN)


@pytest.mark.django_db(transaction=True)
def test_whoever_registers_while_the_key_is_replaced_finds_the_twin_under_the_new_one(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """His digest was made under the old key, his row would not collide with the one made since."""
    insert = ApplicantQuerySet.get_or_create
    manager = type(Applicant.objects)
    twins: list[int] = []

    def overtaken(self: Any, **facts: Any) -> tuple[Applicant, bool]:
        monkeypatch.setattr(manager, "get_or_create", lambda self, **facts: insert(self.get_queryset(), **facts))
        with OtherSession() as another:
            another.do(reindexing.begin)
            another.commit()
            twins.append(another.do(register, "李桂兰", LI).pk)
            another.commit()
        return insert(self.get_queryset(), **facts)

    monkeypatch.setattr(manager, "get_or_create", overtaken)
    assert register("李桂兰", LI).pk == twins[0]
    assert Applicant.objects.count() == 1


def test_a_reader_whose_digests_were_overtaken_looks_again(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch
) -> None:
    sun = register("孙丽", SUN)

    def overtaken(value: str, *, kind: str) -> list[str]:
        made = keyed_indexes(value, kind=kind)
        monkeypatch.setattr(people, "keyed_indexes", keyed_indexes)
        reindexing.begin()
        assert sum(reindexing.reindex()) == 1
        return made

    monkeypatch.setattr(people, "keyed_indexes", overtaken)
    assert found(SUN) == sun.pk
