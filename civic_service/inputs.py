"""What the doors of proxy service take, page and API alike. Persons are found by document, things by code."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from civic_service.actions import Filing, Paper, Shot, Signed
from civic_service.models import Errand, Mandate
from civic_service.villagers import villager
from kernel.accounts.models import Applicant
from kernel.documents.letters.printing import require_printable
from kernel.documents.limits import MAX_FILE_BYTES
from kernel.doors.references import ItemField, WindowField
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Organization

REASON_MAX: Final = 200
MOST_SHEETS: Final = 99
MOST_MATTERS: Final = 100
MOST_PHOTOS: Final = 40
LONGEST_SIGNATURE: Final = 6_000


class Named(serializers.Serializer[Any]):
    """Each thing that is wrong is said with what it is called: on a telephone the words stand far from the field."""

    names: ClassVar[dict[str, str | Promise]] = {
        "name": _("姓名"),
        "id_kind": _("证件种类"),
        "id_number": _("证件号码"),
        "phone": _("手机"),
        "born": _("出生日期"),
        "contact_name": _("联系人"),
        "contact_phone": _("联系人手机"),
        "guardian": _("监护人"),
        "person": _("村民"),
        "item": _("事项"),
        "scope": _("委托做什么"),
        "sign": _("签字方式"),
        "signature": _("签字"),
        "first_witness": _("见证人一"),
        "second_witness": _("见证人二"),
        "until": _("委托到哪天"),
        "when": _("签字时间"),
        "mode": _("代办方式"),
        "code": _("材料"),
        "originals": _("原件"),
        "copies": _("复印件"),
        "papers": _("材料"),
        "photos": _("照片"),
        "packet": _("登记包编号"),
        "room": _("服务室"),
        "window": _("窗口"),
        "reason": _("理由"),
        "receiver": _("签收人"),
        "reached": _("联系上了吗"),
        "note": _("村民怎么说"),
    }

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as refused:
            assert isinstance(refused.detail, dict)
            raise serializers.ValidationError(
                {field: self._named(field, said) for field, said in refused.detail.items()}
            ) from refused

    def _named(self, field: str, said: Any) -> Any:
        name = self.names.get(field)
        if name is None or not isinstance(said, list):
            return said
        return [f"{name}{_('：')}{each}" if isinstance(each, str) else each for each in said]


def sentences(errors: Any) -> list[str]:
    """Everything that is wrong, each once, however deep it stands."""
    if isinstance(errors, Mapping):
        return list(dict.fromkeys(word for each in errors.values() for word in sentences(each)))
    if isinstance(errors, list | tuple):
        return list(dict.fromkeys(word for each in errors for word in sentences(each)))
    return [str(errors)]


def printable(text: str) -> None:
    """What goes on a mandate or a receipt; asked before it is signed. Errors: DRF's ValidationError."""
    try:
        require_printable(text)
    except Refusal as refusal:
        raise serializers.ValidationError(refusal.sentence) from refusal


class PrintedName(serializers.CharField):
    """A name that a letter will bear."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.validators.append(printable)


class Reachable(Named):
    """A natural person by the document that was shown; a person without a phone through a contact who has one."""

    name = PrintedName(max_length=100)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices, default=Applicant.IdKind.RESIDENT_ID)
    id_number = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class Guardian(Reachable):
    names = Named.names | {"name": _("监护人姓名"), "id_number": _("监护人证件号码"), "phone": _("监护人手机")}


class Villager(Reachable):
    """Who gives the mandate; a child with its guardian."""

    born = serializers.DateField(required=False, allow_null=True, default=None)
    contact_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    guardian = Guardian(required=False, allow_null=True, default=None)


class SheetsField(serializers.IntegerField):
    """How many sheets, in digits of any width; a blank is none."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=MOST_SHEETS,
            default=0,
            error_messages={"invalid": _("份数只写数字，没有就写 0。"), "max_value": _("最多写 {max_value}。")},
            **facts,
        )

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, str):
            data = normalize("NFKC", data).strip() or 0
        return super().to_internal_value(data)


class PaperInput(Named):
    code = serializers.CharField(max_length=24)
    originals = SheetsField()
    copies = SheetsField()


class ShotInput(Named):
    """A photograph that follows: of which paper (or `mandate`), SHA-256 in hex, bytes."""

    code = serializers.CharField(max_length=24)
    sha256 = serializers.RegexField(r"^[0-9a-f]{64}$")
    size = serializers.IntegerField(min_value=1, max_value=MAX_FILE_BYTES)


class RoomField(serializers.CharField):
    """A village room by its code."""

    def to_internal_value(self, data: Any) -> Organization:  # type: ignore[override]
        room = Organization.objects.filter(kind="village_room", code=str(data)).first()
        if room is None:
            raise serializers.ValidationError(_("没有这个服务室。"))
        return room


class FileInput(Named):
    """A packet: `packet` names it, so that it may be sent again; `when` is the telephone's time of signing. `room`: the
    one that took it, of an agent of several."""

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
    first_witness = PrintedName(max_length=60, required=False, allow_blank=True, default="")
    second_witness = PrintedName(max_length=60, required=False, allow_blank=True, default="")
    signature = serializers.RegexField(
        r"^[0-9]{1,3},[0-9]{1,3}([ ;][0-9]{1,3},[0-9]{1,3})*$",
        max_length=LONGEST_SIGNATURE, required=False, allow_blank=True, default="",
    )  # fmt: skip
    photos = serializers.ListField(child=ShotInput(), max_length=MOST_PHOTOS, default=list)
    room = RoomField(required=False, allow_blank=True, default=None)
    until = serializers.DateField()
    when = serializers.DateTimeField(required=False, allow_null=True, default=None)


class PieceInput(Named):
    """Some bytes of a photograph, from `offset` on; none at the end asks whether all have come."""

    offset = serializers.IntegerField(min_value=0, max_value=MAX_FILE_BYTES)
    piece = serializers.FileField(allow_empty_file=True)


class AskedPieceInput(ShotInput, PieceInput):
    """Some bytes of a photograph that the organ asked for, and what the whole of it will be."""


class Counted(Named):
    """How many originals were counted with a matter; a blank is not a count."""

    case = serializers.CharField(max_length=40)
    originals = serializers.IntegerField(
        min_value=0, max_value=MOST_SHEETS, error_messages={"invalid": _("原件份数没有填，请点清再写；没有原件写 0。")}
    )


class SendInput(Named):
    """Which matters go into one bag; `window` where it goes to, or comes from, a counter of the county. `counted`:
    originals put in with them, where it is not as many as were counted last.
    """

    cases = serializers.ListField(child=serializers.CharField(max_length=40), max_length=MOST_MATTERS, default=list)
    window = WindowField(required=False, allow_null=True, default=None)
    counted = serializers.ListField(child=Counted(), max_length=MOST_MATTERS, default=list)


class BagContents(Named):
    """What was found in the bag; a matter that is not named was not in it."""

    counted = serializers.ListField(child=Counted(), max_length=MOST_MATTERS, default=list)


class SupplementInput(Named):
    """What the villager gave out of his hand for what was asked; the photographs came before."""

    papers = serializers.ListField(child=PaperInput(), max_length=50, default=list)


class GiveFoundInput(Named):
    """Of which matter the papers were that a lost bag brought too late, and who signs for them."""

    case = serializers.CharField(max_length=40)
    receiver = serializers.CharField(max_length=60, allow_blank=True)


class ReasonInput(Named):
    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True)


class GiveBackInput(Named):
    """Who signs, and of which papers the originals were handed over; without `papers` of all."""

    receiver = PrintedName(max_length=60, allow_blank=True)
    papers = serializers.ListField(
        child=serializers.CharField(max_length=24), max_length=50, required=False, allow_null=True, default=None
    )


class CallBackInput(Named):
    reached = serializers.ChoiceField(choices=Errand.Reached.choices)
    note = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")


class HandInInput(Named):
    window = WindowField()


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
        room=data["room"] or None,
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
