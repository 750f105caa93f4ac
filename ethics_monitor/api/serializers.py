"""What the API says of a card. Persons are named by post and masked, as the card kept them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ethics_monitor.models import Card
from kernel.clocks.models import Clock


class CardRow(serializers.ModelSerializer[Card]):
    """A line of a list of cards. `true_at` is when the rule became true, `found_at` when the sweep saw it."""

    rule = serializers.CharField(source="rule_code", read_only=True)
    rule_name = serializers.CharField(source="rule.name", read_only=True)
    about = serializers.CharField(source="about_number", read_only=True, help_text="所涉受理号")
    superseded = serializers.SerializerMethodField(help_text="已由更高一级的牌取代")

    class Meta:
        model = Card
        fields = (
            "number",
            "colour",
            "state",
            "rule",
            "rule_version",
            "rule_name",
            "about",
            "organization_code",
            "organization_name",
            "step_name",
            "post_title",
            "points",
            "provisional",
            "true_at",
            "found_at",
            "counts_at",
            "superseded",
            "acknowledged_at",
            "reported_at",
            "taken_over_at",
            "revocation_proposed_at",
            "ended_at",
        )

    @extend_schema_field(bool)
    def get_superseded(self, card: Card) -> bool:
        return card.superseded_by_id is not None


class TermRow(serializers.ModelSerializer[Clock]):
    """A term in which the unit must answer."""

    class Meta:
        model = Clock
        fields = ("unit", "length", "started_at", "due_at", "ended_at", "outcome")


class EntryRow(serializers.Serializer[Any]):
    """A ledger entry with the hash that covers it."""

    type = serializers.CharField()
    at = serializers.DateTimeField()
    sentence = serializers.SerializerMethodField()
    post = serializers.CharField()
    person = serializers.CharField()
    hash = serializers.SerializerMethodField()

    @extend_schema_field(str)
    def get_sentence(self, entry: Any) -> str:
        return str(entry.sentence())

    @extend_schema_field(str)
    def get_hash(self, entry: Any) -> str:
        return bytes(entry.hash).hex()


class CardFile(CardRow):
    """A whole card: the facts it froze, the matter's entries up to then, its own entries, its terms, lawful moves."""

    inputs = serializers.JSONField(read_only=True, help_text="发牌时冻结的事实")
    rectification = serializers.CharField(read_only=True)
    taken_over_reason = serializers.CharField(read_only=True)
    end_reason = serializers.CharField(read_only=True)
    revocation_ground = serializers.CharField(read_only=True)
    evidence = EntryRow(many=True, read_only=True)
    history = EntryRow(many=True, read_only=True)
    terms = TermRow(many=True, read_only=True)
    lawful = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(CardRow.Meta):
        fields = (  # type: ignore[assignment]
            *CardRow.Meta.fields,
            "inputs",
            "rectification",
            "taken_over_reason",
            "end_reason",
            "revocation_ground",
            "evidence",
            "history",
            "terms",
            "lawful",
        )
