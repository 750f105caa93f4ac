"""What the API says of errands and bags. Names are masked; no personal number ever leaves."""

from typing import Any

from rest_framework import serializers

from civic_service.models import Bag, BagLine, Errand


class ErrandRow(serializers.ModelSerializer[Errand]):
    """A line of a list of errands; `place` is the unit that has its papers."""

    number = serializers.CharField(source="case.number", read_only=True)
    item = serializers.CharField(source="case.item_version.name", read_only=True)
    villager = serializers.CharField(source="case.applicant.name_masked", read_only=True)
    state = serializers.CharField(source="case.state", read_only=True)
    mandate = serializers.CharField(source="mandate.number", read_only=True)
    room = serializers.CharField(source="room.code", read_only=True)
    town = serializers.CharField(source="town.code", read_only=True)
    place = serializers.CharField(source="place.code", read_only=True)

    class Meta:
        model = Errand
        fields = (
            "number",
            "item",
            "villager",
            "state",
            "mandate",
            "room",
            "town",
            "place",
            "filed_at",
            "arrived_at",
            "returned_at",
            "called_at",
            "reached",
        )


class FiledErrand(ErrandRow):
    """An errand just filed, with the code that the villager follows it by."""

    query_code = serializers.CharField(source="case.query_code", read_only=True)

    class Meta(ErrandRow.Meta):
        fields = (*ErrandRow.Meta.fields, "query_code")  # type: ignore[assignment]


class VillagerNumber(serializers.Serializer[Any]):
    """The number in full, who answers there, and what he is to the villager."""

    phone = serializers.CharField()
    whom = serializers.CharField()
    as_what = serializers.CharField()


class PhotoRow(serializers.Serializer[Any]):
    """A photograph of a packet: `offset` is how many of its `size` bytes are here, `kept` whether it is a document."""

    position = serializers.IntegerField()
    code = serializers.CharField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField()
    offset = serializers.IntegerField()
    kept = serializers.BooleanField()


class BroughtErrand(ErrandRow):
    """An errand that a packet was brought for; `missing` photographs are still on the telephone."""

    missing = serializers.IntegerField(read_only=True)

    class Meta(ErrandRow.Meta):
        fields = (*ErrandRow.Meta.fields, "missing")  # type: ignore[assignment]


class LineRow(serializers.ModelSerializer[BagLine]):
    case = serializers.CharField(source="errand.case.number", read_only=True)

    class Meta:
        model = BagLine
        fields = ("case", "originals_out", "originals_in", "arrived", "aside", "given_at")


class BagRow(serializers.ModelSerializer[Bag]):
    """A bag with its lines; `found_with`: the end where it turned up and was signed for after it was lost."""

    sender = serializers.CharField(source="sender.code", read_only=True)
    receiver = serializers.CharField(source="receiver.code", read_only=True)
    window = serializers.CharField(source="window.code", read_only=True, allow_null=True, default=None)
    found_with = serializers.CharField(source="found_with.code", read_only=True, allow_null=True, default=None)
    lines = LineRow(many=True, read_only=True)

    class Meta:
        model = Bag
        fields = (
            "number",
            "leg",
            "sender",
            "receiver",
            "window",
            "sent_at",
            "received_at",
            "lost_at",
            "found_with",
            "lines",
        )
