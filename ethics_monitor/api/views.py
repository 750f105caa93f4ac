"""The API's doors to cards."""

from collections.abc import Mapping
from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ethics_monitor.api.serializers import CardFile, CardRow, EntryRow, TermRow
from ethics_monitor.models import Card, Colour
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.queries import card_detail
from ethics_monitor.queries.pages import AGES, KINDS_OF_STATE, PERIODS, Wanted, found, visible_card
from ethics_monitor.verbs import VERBS, Verb, perform
from ethics_monitor.workflow import WORKFLOW
from kernel.accounts.models import User
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import VerbView, signed_in
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import scope_of

FILTERS = [
    OpenApiParameter("colour", str, enum=list(Colour.values), description="牌色"),
    OpenApiParameter("state", str, enum=list(KINDS_OF_STATE), description="状态；不写为未销，all 为未撤销的全部"),
    OpenApiParameter("organization", str, description="责任单位编号"),
    OpenApiParameter("rule", str, description="规则编号"),
    OpenApiParameter("days", int, enum=list(PERIODS), description="近几日成立"),
    OpenApiParameter("age", str, enum=list(AGES), description="发出多久：今日、三日内、更久"),
    OpenApiParameter("q", str, description="牌号或受理号的开头"),
]


def user_of(request: Request) -> User:
    """The signed-in user. Errors: NotFound for nobody; the permission class answers 401/403 before."""
    user = signed_in(request)
    if user is None:
        raise NotFound
    return user


class CardList(ListAPIView[Card]):
    """Cards that the asker may see, newest first."""

    serializer_class = CardRow
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticated]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="card_list", parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> CardQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Card.objects.none()
        at = database_now()
        wanted = Wanted.of(self.request.query_params.dict())
        return found(scope_of(user_of(self.request), at), wanted, at=at).with_row()


class CardDetail(APIView):
    """One card with its evidence, its history and its terms."""

    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="card_detail", responses=CardFile)
    def get(self, request: Request, number: str) -> Response:
        at = database_now()
        detail = card_detail(number, scope_of(user_of(request), at), at=at)
        card = detail.card
        body = {
            **CardRow(card).data,
            "inputs": card.inputs,
            "rectification": card.rectification,
            "taken_over_reason": card.taken_over_reason,
            "end_reason": card.end_reason,
            "revocation_ground": card.revocation_ground,
            "evidence": EntryRow(detail.evidence, many=True).data,
            "history": EntryRow(detail.timeline, many=True).data,
            "terms": TermRow(detail.terms, many=True).data,
            "lawful": [move.code for move in WORKFLOW.lawful(card.state)],
        }
        return Response(body)


class CardVerb(VerbView):
    """One verb of one card; subclasses are made from the table of verbs."""

    verb: Verb

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        perform(self.verb, number=path["number"], by=user, data=data)
        return 200, dict(CardRow(visible_card(user, path["number"], at=database_now())).data)


def verb_view(verb: Verb) -> type[CardVerb]:
    """The view of one verb, with its own input and its own name in the schema."""
    name = "".join(word.capitalize() for word in verb.code.split("-"))
    described = extend_schema(
        operation_id=f"card_{verb.code.replace('-', '_')}",
        request=verb.input,
        responses=CardRow,
        summary=str(verb.label),
        description=str(verb.does),
    )
    facts = {
        "verb": verb,
        "input": verb.input,
        "route": f"ethics_monitor.{verb.code}",
        "__doc__": str(verb.does),
    }
    # a description of the inherited method belongs to this view alone
    return extend_schema_view(post=described)(cast(type[CardVerb], type(f"Card{name}", (CardVerb,), facts)))


VERB_VIEWS = {code: verb_view(verb) for code, verb in VERBS.items()}
