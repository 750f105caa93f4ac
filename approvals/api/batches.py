"""The API's doors to batches: twenty matters at most of one item, brought by one agency."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions
from approvals.actions.batch import MOST
from approvals.api.inputs import Values
from approvals.api.serializers import NumberedCase
from approvals.batches.queries import batch_for
from approvals.batches.rows import TypedRow, applicant_of, rows_of
from approvals.models import Batch
from approvals.permissions import at_window
from approvals.typed import line
from kernel.doors.references import ItemField, WindowField
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date


class Named(serializers.Serializer[Any]):
    """Somebody by his document's number alone if he is known, else with name and phone."""

    id_number = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=100, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")


class NamedRow(Named):
    values = Values()


class BatchInput(serializers.Serializer[Any]):
    """`materials`: papers that everyone has handed in; `mandate_seen`: the clerk has seen the mandate of each."""

    window = WindowField()
    item = ItemField()
    agency = Named()
    mandate_seen = serializers.BooleanField()
    rows = serializers.ListField(child=NamedRow(), max_length=MOST)
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)


class BatchSheet(serializers.ModelSerializer[Batch]):
    """A batch with the number and query code of each matter, in the order of its list."""

    number = serializers.CharField(read_only=True)
    item = serializers.CharField(source="item_version.item.code", read_only=True)
    agency = serializers.CharField(source="agent.name_masked", read_only=True)
    cases = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = ("number", "item", "agency", "received_at", "cases")

    def get_cases(self, batch: Batch) -> list[dict[str, Any]]:
        return [dict(NumberedCase(each.case).data) for each in batch.lines.all()]


@extend_schema_view(post=extend_schema(operation_id="batch_receive", request=BatchInput, responses={201: BatchSheet}))
class Receive(VerbView):
    """All of them or none; a refusal names every row that cannot be received."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "approvals.receive_batch"
    input = BatchInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user, now = user_of(request), database_now()
        # before any document is looked up: how it is refused says whether its holder is known
        at_window(user, data["window"], at=now)
        typed = [TypedRow(row["id_number"], row["name"], row["phone"], row["values"]) for row in data["rows"]]
        batch = actions.receive_batch(
            by=user,
            window=data["window"],
            version=data["item"],
            agent=applicant_of(TypedRow(**data["agency"])),
            mandate_seen=data["mandate_seen"],
            rows=rows_of(data["item"], typed, today=local_date(now)),
            materials=data["materials"],
        )
        return 201, dict(BatchSheet(batch).data)


class Detail(APIView):
    """One batch, for the clerks of its window."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="batch", responses=BatchSheet)
    def get(self, request: Request, number: str) -> Response:
        return Response(BatchSheet(batch_for(user_of(request), line(number), at=database_now())).data)
