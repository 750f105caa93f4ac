"""What the doors of proxy service take, page and API alike. Persons are found by document, things by code."""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from civic_service.actions import Filing, Paper, Shot, Signed
from civic_service.models import Errand, Mandate
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.documents.limits import MAX_FILE_BYTES
from kernel.doors.references import ItemField, WindowField

REASON_MAX: Final = 200
MOST_SHEETS: Final = 99
MOST_MATTERS: Final = 100
MOST_PHOTOS: Final = 40
LONGEST_SIGNATURE: Final = 6_000


class Reachable(serializers.Serializer[Any]):
    """A natural person by the document that was shown; a person without a phone through a contact who has one."""

    name = serializers.CharField(max_length=100)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices, default=Applicant.IdKind.RESIDENT_ID)
    id_number = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class Villager(Reachable):
    """Who gives the mandate; a child with its guardian."""

    born = serializers.DateField(required=False, allow_null=True, default=None)
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    guardian = Reachable(required=False, allow_null=True, default=None)


class PaperInput(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=24)
    originals = serializers.IntegerField(min_value=0, max_value=MOST_SHEETS, default=0)
    copies = serializers.IntegerField(min_value=0, max_value=MOST_SHEETS, default=0)


class ShotInput(serializers.Serializer[Any]):
    """A photograph that follows: of which paper (or `mandate`), SHA-256 in hex, bytes."""

    code = serializers.CharField(max_length=24)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    size = serializers.IntegerField(min_value=1, max_value=MAX_FILE_BYTES)


class FileInput(serializers.Serializer[Any]):
    """A packet: `packet` names it, so that it may be sent again; `when` is the telephone's time of signing."""

    packet = serializers.UUIDField()
    item = ItemField()
    person = Villager()
    values = serializers.DictField(child=serializers.CharField(max_length=4_000, allow_blank=True), default=dict)
    papers = serializers.ListField(child=PaperInput(), max_length=50, default=list)
    mode = serializers.ChoiceField(choices=Mandate.Mode.choices, default=Mandate.Mode.WHOLE)
    scope = serializers.ListField(
        child=serializers.ChoiceField(choices=Mandate.Scope.choices), allow_empty=False, max_length=4
    )
    sign = serializers.ChoiceField(choices=Mandate.Sign.choices)
    first_witness = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    second_witness = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    signature = serializers.RegexField(
        r"^[0-9]{1,3},[0-9]{1,3}([ ;][0-9]{1,3},[0-9]{1,3})*$",
        max_length=LONGEST_SIGNATURE, required=False, allow_blank=True, default="",
    )  # fmt: skip
    photos = serializers.ListField(child=ShotInput(), max_length=MOST_PHOTOS, default=list)
    until = serializers.DateField()
    when = serializers.DateTimeField(required=False, allow_null=True, default=None)


class PieceInput(serializers.Serializer[Any]):
    """Some bytes of a photograph, from `offset` on; none at the end asks whether all have come."""

    offset = serializers.IntegerField(min_value=0, max_value=MAX_FILE_BYTES)
    piece = serializers.FileField(allow_empty_file=True)


class SendInput(serializers.Serializer[Any]):
    """Which matters go into one bag; `window` where it goes to, or comes from, a counter of the county."""

    cases = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST_MATTERS, default=list)
    window = WindowField(required=False, allow_null=True, default=None)


class Counted(serializers.Serializer[Any]):
    case = serializers.CharField(max_length=40)
    originals = serializers.IntegerField(min_value=0, max_value=MOST_SHEETS, default=0)


class BagContents(serializers.Serializer[Any]):
    """What was found in the bag; a matter that is not named was not in it."""

    counted = serializers.ListField(child=Counted(), max_length=MOST_MATTERS, default=list)


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True)


class GiveBackInput(serializers.Serializer[Any]):
    receiver = serializers.CharField(max_length=60, allow_blank=True)


class CallBackInput(serializers.Serializer[Any]):
    reached = serializers.ChoiceField(choices=Errand.Reached.choices)
    note = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")


class HandInInput(serializers.Serializer[Any]):
    window = WindowField()


def villager(data: Mapping[str, Any]) -> Applicant:
    """The person of a packet, found by document or registered. Errors: those of `register_applicant`."""
    guardian = register_applicant(kind="natural", **data["guardian"]) if data.get("guardian") else None
    facts = {name: value for name, value in data.items() if name != "guardian" and value}
    return register_applicant(kind="natural", guardian=guardian, **facts)


def filing(data: Mapping[str, Any]) -> Filing:
    """A packet as `FileInput` reads it. Errors: those of registering a person."""
    return Filing(
        packet=data["packet"],
        version=data["item"],
        applicant=villager(data["person"]),
        values=data["values"],
        papers=papers(data),
        signed=signed(data),
        photos=[Shot(**shot) for shot in data["photos"]],
    )


def papers(data: Mapping[str, Any]) -> list[Paper]:
    return [Paper(each["code"], each["originals"], each["copies"]) for each in data["papers"]]


def signed(data: Mapping[str, Any]) -> Signed:
    return Signed(
        sign=data["sign"],
        until=data["until"],
        scope=data["scope"],
        mode=data["mode"],
        witnesses=(data["first_witness"], data["second_witness"]),
        signature=data["signature"],
        when=data["when"],
    )
