"""事项库维护 for machines: the same list, the same two editions, the same verbs as the pages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.typed import line
from county_portal.workshop import acting, reading
from county_portal.workshop.inputs import (
    PARTS,
    ChangeInput,
    NewItemInput,
    RevisionInput,
    SeveralInput,
    WhyInput,
)
from county_portal.workshop.parts import values_of
from kernel.accounts.models import User
from kernel.catalogue.drafts import draft_of
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries.workshop import Edition, workshop_items
from kernel.doors.paging import OldestFirst
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now

STAFF: list[Any] = [StaffOnly]


class WorkshopRow(serializers.ModelSerializer[ItemVersion]):
    """A line of the workshop: an item's draft where it has one, else what is in force."""

    code = serializers.CharField(source="item.code", read_only=True)
    department = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)

    class Meta:
        model = ItemVersion
        fields = ("code", "name", "department", "number", "state", "revision", "drafted_at", "submitted_at")


class SeveralRows(serializers.Serializer[Any]):
    """The lines of several items."""

    items = WorkshopRow(many=True)


class VersionDetail(serializers.Serializer[Any]):
    """One edition, its parts as `ChangeInput` takes them."""

    number = serializers.IntegerField()
    state = serializers.CharField()
    revision = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    facts = serializers.DictField()
    terms = serializers.DictField()
    organs = serializers.DictField()
    materials = serializers.ListField(child=serializers.DictField())
    steps = serializers.ListField(child=serializers.DictField())
    fees = serializers.ListField(child=serializers.DictField())
    form = serializers.ListField(child=serializers.DictField())
    overrides = serializers.DictField(child=serializers.CharField())


class HindranceRow(serializers.Serializer[Any]):
    """Why the draft cannot be published yet, and the part and field where that is put right."""

    sentence = serializers.CharField()
    part = serializers.CharField()
    field = serializers.CharField()


class OpenRow(serializers.Serializer[Any]):
    """How many cases of one version are still open; each keeps it."""

    number = serializers.IntegerField()
    cases = serializers.IntegerField()


class ItemDetail(serializers.Serializer[Any]):
    """An item with the draft being worked at and the version in force, or the last that was."""

    code = serializers.CharField()
    from_list = serializers.CharField(allow_blank=True)
    draft = VersionDetail(allow_null=True)
    in_force = VersionDetail(allow_null=True)
    hindrances = HindranceRow(many=True)
    open_cases = OpenRow(many=True)


def _version(version: ItemVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    draft = draft_of(version)
    facts = {name: getattr(version, name) for name in ("number", "state", "revision", "submitted_at")}
    return facts | {part: values_of(draft, part) for part in PARTS} | {"overrides": dict(draft.overrides)}


def _detail(edition: Edition) -> dict[str, Any]:
    told = {
        "code": edition.item.code, "from_list": edition.item.from_list, "draft": _version(edition.draft),
        "in_force": _version(edition.in_force),
        "hindrances": reading.hindrances(edition.draft) if edition.draft is not None else [],
        "open_cases": reading.open_cases(edition),
    }  # fmt: skip
    return dict(ItemDetail(told).data)


@extend_schema_view(get=extend_schema(operation_id="workshop_items"))
class Items(ListAPIView[ItemVersion]):
    """The items in the asker's hands."""

    serializer_class = WorkshopRow
    pagination_class = OldestFirst
    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return ItemVersion.objects.none()
        return workshop_items(reading.bench_of(user_of(self.request), at=database_now()))


class Read(APIView):
    """One item with its two editions."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="workshop_item", responses=ItemDetail)
    def get(self, request: Request, code: str) -> Response:
        _bench, edition = reading.edition_for(user_of(request), line(code))
        return Response(_detail(edition))


class _OfItem(VerbView):
    """A verb of one item that answers with the item as it then is."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    # called with user, item code and what the input says
    verb: ClassVar[Callable[..., object]]

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user, code = user_of(request), line(path["code"])
        self.verb(user, code, **data)
        _bench, edition = reading.edition_for(user, code)
        return 200, _detail(edition)


@extend_schema_view(
    post=extend_schema(operation_id="workshop_begin", request=NewItemInput, responses={201: ItemDetail})
)
class Begin(VerbView):
    """The first draft of an item that no list has brought."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "workshop.new"
    input = NewItemInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        acting.begin(user, **data)
        _bench, edition = reading.edition_for(user, data["code"])
        return 201, _detail(edition)


@extend_schema_view(post=extend_schema(operation_id="workshop_open", request=None, responses=ItemDetail))
class Open(_OfItem):
    """起新版: the next draft, as what is in force stands."""

    route = "workshop.open"
    verb = staticmethod(acting.open_next)


def _change(user: User, code: str, *, revision: int, reasons: Mapping[str, str] | None = None, **parts: Any) -> None:
    given = {part: parts[part] for part in PARTS if part in parts}
    acting.change(user, code, revision=revision, reasons=reasons or {}, parts=given)


@extend_schema_view(post=extend_schema(operation_id="workshop_change", request=ChangeInput, responses=ItemDetail))
class Change(_OfItem):
    """Put other words into the draft, for the parts that are given."""

    route = "workshop.change"
    input = ChangeInput
    verb = staticmethod(_change)


@extend_schema_view(post=extend_schema(operation_id="workshop_submit", request=RevisionInput, responses=ItemDetail))
class Submit(_OfItem):
    """送审."""

    route = "workshop.submit"
    input = RevisionInput
    verb = staticmethod(acting.submit)


@extend_schema_view(post=extend_schema(operation_id="workshop_publish", request=RevisionInput, responses=ItemDetail))
class Publish(_OfItem):
    """发布, by another person than the drafter."""

    route = "workshop.publish"
    input = RevisionInput
    verb = staticmethod(acting.put_in_force)


class _OfSeveral(VerbView):
    """A verb of several drafts, all of them or none; it answers with each as it then is."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    input = SeveralInput
    # called with user and the revision that was read, by code
    verb: ClassVar[Callable[..., Sequence[ItemVersion]]]

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        read = {line(each["code"]): each["revision"] for each in data["drafts"]}
        versions = self.verb(user_of(request), read)
        return 200, dict(SeveralRows({"items": versions}).data)


@extend_schema_view(
    post=extend_schema(operation_id="workshop_submit_several", request=SeveralInput, responses=SeveralRows)
)
class SubmitSeveral(_OfSeveral):
    """送审 of several drafts."""

    route = "workshop.submit_several"
    verb = staticmethod(acting.submit_several)


@extend_schema_view(
    post=extend_schema(operation_id="workshop_publish_several", request=SeveralInput, responses=SeveralRows)
)
class PublishSeveral(_OfSeveral):
    """发布 of several drafts, by another person than any of their drafters."""

    route = "workshop.publish_several"
    verb = staticmethod(acting.put_several_in_force)


@extend_schema_view(post=extend_schema(operation_id="workshop_send_back", request=WhyInput, responses=ItemDetail))
class SendBack(_OfItem):
    """退回."""

    route = "workshop.send_back"
    input = WhyInput
    verb = staticmethod(acting.give_back)


@extend_schema_view(post=extend_schema(operation_id="workshop_retire", request=WhyInput, responses=ItemDetail))
class Retire(_OfItem):
    """停用."""

    route = "workshop.retire"
    input = WhyInput
    verb = staticmethod(acting.take_out)


@extend_schema_view(post=extend_schema(operation_id="workshop_withdraw", request=WhyInput, responses=WorkshopRow))
class Withdraw(VerbView):
    """撤回草稿: the version as it then is; the item may have no other."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "workshop.withdraw"
    input = WhyInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(WorkshopRow(acting.withdraw(user_of(request), line(path["code"]), **data)).data)
