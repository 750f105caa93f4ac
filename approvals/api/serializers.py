"""What the API says of a case. Names are masked; no personal number ever leaves through a list."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.joint.board import Stage
from kernel.cases.models import Case, Question, Share
from kernel.clocks.models import Clock


class CaseRow(serializers.ModelSerializer[Case]):
    """A line of a list of cases."""

    item = serializers.CharField(source="item_version.name", read_only=True)
    applicant = serializers.CharField(source="applicant.name_masked", read_only=True)
    organization = serializers.CharField(source="organization.code", read_only=True)
    region = serializers.CharField(source="region.code", read_only=True)
    window = serializers.CharField(source="window.code", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Case
        fields = (
            "number",
            "kind",
            "item",
            "applicant",
            "organization",
            "region",
            "window",
            "channel",
            "phase",
            "state",
            "received_at",
            "accepted_at",
            "decided_at",
            "ended_at",
        )


class NumberedCase(CaseRow):
    """A case that was just received, with the code that its applicant follows it by."""

    class Meta(CaseRow.Meta):
        fields = (*CaseRow.Meta.fields, "query_code")  # type: ignore[assignment]


class ClockRow(serializers.ModelSerializer[Clock]):
    """A running or ended term; `due_at` is the last lawful instant, null while a pause is open."""

    class Meta:
        model = Clock
        fields = (
            "kind",
            "name",
            "unit",
            "length",
            "start_event",
            "started_at",
            "due_at",
            "provisional",
            "ended_at",
            "outcome",
        )


class TickRow(serializers.Serializer[Any]):
    code = serializers.CharField(source="material.code")
    name = serializers.CharField(source="material.name")
    needed = serializers.BooleanField(source="material.required")
    tolerable = serializers.BooleanField(source="material.tolerable")
    received_at = serializers.DateTimeField(allow_null=True)


class HistoryRow(serializers.Serializer[Any]):
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


class QuestionRow(serializers.Serializer[Any]):
    """A question on a case and its answer; `answer_by` is null of a written enquiry, which has no term."""

    question = serializers.IntegerField(source="question.ordinal")
    side = serializers.ChoiceField(choices=Question.Side.choices, source="question.side")
    text = serializers.CharField(source="question.text")
    asked_at = serializers.DateTimeField(source="question.asked_at")
    asked_as = serializers.CharField(source="question.asked_as")
    answer_by = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    late = serializers.BooleanField()
    answer = serializers.CharField(source="question.answer", allow_null=True)
    answered_at = serializers.DateTimeField(source="question.answered_at", allow_null=True)
    answered_as = serializers.CharField(source="question.answered_as", allow_blank=True)


class WaitingQuestionRow(QuestionRow):
    """One that waits for an answer, with its case."""

    number = serializers.CharField(source="question.case.number")
    item = serializers.CharField(source="question.case.item_version.name")
    applicant = serializers.CharField(source="question.case.applicant.name_masked")


class ShareRow(serializers.Serializer[Share]):
    """With whom a case is shared, as the applicant named him."""

    share = serializers.IntegerField(source="ordinal")
    helper = serializers.CharField(source="typed")
    until = serializers.DateField(allow_null=True)
    may_supplement = serializers.BooleanField()
    shared_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class SignedRow(serializers.Serializer[Any]):
    """To which department a decision was pushed, and when it signed for it (null while it waits)."""

    supervisor = serializers.CharField(source="pushed.organization.code")
    pushed_at = serializers.DateTimeField(source="pushed.pushed_at")
    acknowledged_at = serializers.DateTimeField(source="pushed.acknowledged_at", allow_null=True)
    working_days = serializers.IntegerField(source="days")


class PartRow(serializers.Serializer[Any]):
    """One part of a joint matter, with the number of the case in which it is decided (null while it is not opened)."""

    position = serializers.IntegerField()
    number = serializers.CharField(source="case.number", allow_null=True, default=None)
    item = serializers.CharField()
    department = serializers.CharField()
    stage = serializers.ChoiceField(choices=Stage.choices)
    light = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    after = serializers.CharField(allow_blank=True)


class CaseFile(CaseRow):
    """A whole case for those who may see it: terms, papers, what happened, and the moves that are lawful now.

    Of a joint matter `parts` are all its parts, and `lead` the number of the one that leads this case (null otherwise);
    the papers are the lead's.
    """

    clocks = ClockRow(many=True, read_only=True)
    materials = TickRow(many=True, read_only=True)
    history = HistoryRow(many=True, read_only=True)
    questions = QuestionRow(many=True, read_only=True)
    pushed = SignedRow(read_only=True, allow_null=True)
    parts = PartRow(many=True, read_only=True)
    lead = serializers.CharField(read_only=True, allow_null=True)
    lawful = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(CaseRow.Meta):
        fields = (  # type: ignore[assignment]
            *CaseRow.Meta.fields,
            *("clocks", "materials", "history", "questions", "pushed", "parts", "lead", "lawful"),
        )
