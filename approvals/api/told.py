"""What a citizen is told of his case by API: the story of his page, field by field, and nothing beside it."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.api.serializers import ClockRow, QuestionRow, ShareRow
from approvals.joint.board import Stage
from approvals.models import Delay
from kernel.organizations.queries.places import Remedies
from kernel.organizations.remedies import Remedy

Story = Mapping[str, Any]


class FollowedDay(serializers.Serializer[Any]):
    """A day of the strip: start, counted, makeup, rest or paused; `ordinal` is the running total."""

    date = serializers.DateField()
    kind = serializers.CharField()
    ordinal = serializers.IntegerField(allow_null=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    provisional = serializers.BooleanField()


class FollowedLetter(serializers.Serializer[Any]):
    """A letter that can be fetched at `url`."""

    name = serializers.CharField()
    size = serializers.CharField()
    url = serializers.CharField()


class FollowedStep(serializers.Serializer[Any]):
    """A line of 走到哪一步: done (with `at`), now, or todo (with `until` where a day binds)."""

    title = serializers.CharField()
    state = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True, default=None)
    until = serializers.DateField(allow_null=True, default=None)
    note = serializers.CharField(allow_blank=True, default="")
    letters = FollowedLetter(many=True, default=list)


class LackingRow(serializers.Serializer[Any]):
    """A paper that the supplement notice asks for."""

    code = serializers.CharField(source="material.code")
    name = serializers.CharField(source="material.name")
    what = serializers.CharField(allow_blank=True)


class RemediesRow(serializers.Serializer[Remedies]):
    """How and where a refusal can be taken, and within what time; terms are null where that way is not open.

    `review_first`: the court's days begin with the answer to the review.
    """

    remedy = serializers.ChoiceField(choices=Remedy.choices)
    review_organ = serializers.CharField()
    review_days = serializers.IntegerField()
    court = serializers.CharField()
    court_months = serializers.IntegerField(allow_null=True)
    court_days = serializers.IntegerField(allow_null=True)


class DelayRow(serializers.ModelSerializer[Delay]):
    """Why the promised day was missed, as the unit has said publicly, and by which day it will be done instead."""

    words = serializers.CharField(source="get_cause_display", read_only=True)

    class Meta:
        model = Delay
        fields = ("cause", "words", "ready_by", "told_at")


class RenewalRow(serializers.Serializer[Any]):
    """延续: after which day silence renews the licence (null where it means nothing), whether it did, and whether it
    waits for the applicant's papers first."""

    last_day = serializers.DateField(source="last", allow_null=True)
    deemed = serializers.BooleanField(source="renewed")
    waits_for_papers = serializers.BooleanField(source="waits")


class FollowedPart(serializers.Serializer[Any]):
    """One part of a joint matter: whose, and how it stands. `day` is its last day while it is open, then its result's;
    `after` the item whose grant opens it."""

    item = serializers.CharField()
    department = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    words = serializers.CharField()
    light = serializers.CharField(source="light_by_dates")
    day = serializers.DateField(allow_null=True)
    after = serializers.CharField(allow_blank=True)


class FollowedCase(serializers.Serializer[Any]):
    """What whoever has number and code is told: whose turn, by when and why that day, steps, letters."""

    number = serializers.CharField(source="case.number")
    item = serializers.CharField(source="case.item_version.name")
    applicant = serializers.CharField(source="case.applicant.name_masked")
    state = serializers.CharField(source="case.state")
    words = serializers.CharField(source="case.state_row.label")
    plain = serializers.CharField(source="case.state_row.plain")
    light = serializers.CharField()
    light_words = serializers.CharField()
    whose_turn = serializers.CharField(source="answer.who")
    by_when_label = serializers.CharField(source="answer.label")
    by_when = serializers.DateField(source="answer.day", allow_null=True)
    hint = serializers.CharField(source="answer.hint", allow_blank=True)
    late = serializers.BooleanField(source="answer.late")
    delay = DelayRow(allow_null=True)
    renewal = RenewalRow(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    days = serializers.SerializerMethodField()
    clocks = ClockRow(many=True)
    lacking = LackingRow(many=True)
    parts = serializers.SerializerMethodField()
    steps = FollowedStep(many=True)
    letters = FollowedLetter(many=True)
    reason = serializers.CharField(allow_blank=True)
    remedies = RemediesRow(allow_null=True)
    ask_whom = serializers.CharField(source="contact.name", allow_blank=True)
    ask_unit = serializers.CharField(source="contact.unit")
    phone = serializers.CharField(allow_blank=True)
    questions = QuestionRow(many=True, source="messages_told")

    @extend_schema_field(FollowedPart(many=True))
    def get_parts(self, story: Story) -> list[Mapping[str, Any]]:
        return [dict(FollowedPart(line).data) for line in story["parts"].lines] if story["parts"] is not None else []

    @extend_schema_field(FollowedDay(many=True))
    def get_days(self, story: Story) -> list[Mapping[str, Any]]:
        return [dict(FollowedDay(day).data) for day in story["strip"].days] if story["strip"] is not None else []


class OwnCase(FollowedCase):
    """A case of the asker, or shared with him, with the moves that are his to make now; its code and with whom it is
    shared are told to the applicant himself, to no agent and no helper; `questions` to no helper."""

    query_code = serializers.CharField(allow_blank=True)
    lawful = serializers.ListField(child=serializers.CharField())
    shares = ShareRow(many=True)
