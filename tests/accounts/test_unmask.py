"""Personal data in full: only with a reason, and never without a line in the access log."""

from collections.abc import Callable

import pytest

from kernel.accounts.actions import unmask, unmask_fields
from kernel.accounts.models import Applicant, User
from kernel.accounts.refusals import FieldNotMasked
from kernel.ledger.access import ReasonMissing
from kernel.ledger.models import AccessEntry
from tests.accounts.conftest import LI


def test_who_reads_a_number_says_why_and_is_written_down(register: Callable[..., Applicant], han: User) -> None:
    li = register("李桂兰", LI)
    assert unmask(li, "id_number", by=han, why="核对身份证原件") == LI
    entry = AccessEntry.objects.get()
    assert (entry.reader_number, entry.person, entry.whom_id) == ("hanx", "韩*", li.pk)
    assert (entry.fields, entry.why) == (["id_number"], "核对身份证原件")
    assert LI not in str(entry.__dict__)


@pytest.mark.parametrize(
    ("field", "why", "refusal"),
    [("id_number", "  ", ReasonMissing), ("user", "好奇", FieldNotMasked), ("id_index", "好奇", FieldNotMasked)],
)
def test_without_a_reason_or_of_no_such_field_nothing_is_told(
    register: Callable[..., Applicant], han: User, field: str, why: str, refusal: type[Exception]
) -> None:
    li = register("李桂兰", LI)
    with pytest.raises(refusal):
        unmask(li, field, by=han, why=why)
    assert not AccessEntry.objects.exists()


def test_what_is_not_there_reads_empty(register: Callable[..., Applicant], han: User) -> None:
    assert unmask(register("李桂兰", LI), "address", by=han, why="寄送证件") == ""


def test_several_fields_are_one_look_and_one_line(register: Callable[..., Applicant], han: User) -> None:
    li = register("李桂兰", LI)
    told = unmask_fields(li, ["name", "id_number", "phone", "address"], by=han, why="核对申请人")
    assert told == {"name": "李桂兰", "id_number": LI, "phone": "16100000001", "address": ""}
    assert AccessEntry.objects.get().fields == ["name", "id_number", "phone", "address"]
    for fields in ([], ["name", "user"]):
        with pytest.raises(FieldNotMasked):
            unmask_fields(li, fields, by=han, why="核对申请人")
    assert AccessEntry.objects.count() == 1
