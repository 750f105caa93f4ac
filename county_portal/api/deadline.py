"""The deadline calculator: a start, a length and its unit; when it is due, and why day by day."""

from typing import Any, ClassVar, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.pages.deadline import UNITS, USUAL, TermForm
from kernel.clocks.arithmetic import Terms, Unit
from kernel.clocks.explanation import Explanation, explain
from kernel.ledger.locking import database_now
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.working_calendar import OutsideCalendar
from kernel.workdays.zone import day_start, local_date

ASKED = [
    OpenApiParameter("start", str, description="从哪天起算，当天不计入，如 2026-09-07；不写就是今天"),
    OpenApiParameter("length", int, description="多长，最长一年；不写就是 20"),
    OpenApiParameter("unit", str, enum=[code for code, _label in UNITS], description="单位；不写就是工作日"),
]


class DayRow(serializers.Serializer[Any]):
    """A day of the strip: start, counted, makeup, rest or paused; `ordinal` is the running total."""

    date = serializers.DateField()
    kind = serializers.CharField()
    ordinal = serializers.IntegerField(allow_null=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    basis = serializers.CharField(allow_blank=True)
    provisional = serializers.BooleanField()


class DeadlineAnswer(serializers.Serializer[Any]):
    """`due_date` is the last lawful day; `provisional`: it waits for a year's notice."""

    start = serializers.DateField()
    length = serializers.IntegerField()
    unit = serializers.CharField()
    due_date = serializers.DateField()
    provisional = serializers.BooleanField()
    days = DayRow(many=True)


class Deadline(APIView):
    """Compute a due date on the national calendar. Nothing is stored."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="deadline", parameters=ASKED, responses=DeadlineAnswer)
    def get(self, request: Request) -> Response:
        usual = {**USUAL, "start": local_date(database_now()).isoformat()}
        form = TermForm({name: request.query_params.get(name, value) for name, value in usual.items()})
        if not form.is_valid():
            raise serializers.ValidationError({name: list(map(str, words)) for name, words in form.errors.items()})
        facts = form.cleaned_data
        found = _explained(facts)
        days = DayRow([day for day in found.days if found.first_due and day.date <= found.first_due], many=True).data
        return Response({**facts, "due_date": found.first_due, "provisional": found.provisional, "days": days})


def _explained(facts: dict[str, Any]) -> Explanation:
    """Errors: ValidationError when the term ends after the last day of the calendar."""
    start = day_start(facts["start"])
    terms = Terms(unit=cast(Unit, facts["unit"]), length=facts["length"], started_at=start)
    try:
        # seen from the day of start, so that the strip ends with the due date
        return explain(calendar=load(NATIONAL), now=start, statutory=terms)
    except OutsideCalendar as error:
        raise serializers.ValidationError({"start": [_("这个期限超出了日历范围。")]}) from error
