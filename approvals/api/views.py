"""The API's doors to licence cases."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from drf_spectacular.utils import (
    OpenApiParameter,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import actions
from approvals.actions.papers import sent_online
from approvals.api.inputs import DraftInput, Person, ReceiveInput, SpotInput, SubmitInput
from approvals.api.serializers import CaseFile, CaseRow, NumberedCase, SignedRow
from approvals.api.told import OwnCase
from approvals.joint.board import board
from approvals.joint.queries import lead_of
from approvals.messages import messages_of
from approvals.pages.person import Parties
from approvals.permissions import at_window, is_principal, may, may_as_applicant, may_as_helper
from approvals.public.story import story
from approvals.pushed import pushed_of
from approvals.queries import (
    case_facts,
    case_for,
    cases_of,
    draft_to_submit,
    is_own,
    search_cases,
    ticks_of,
    waiting_for,
)
from approvals.typed import line
from approvals.verbs import VERBS, Verb, perform
from approvals.workflow import LICENCE
from kernel.accounts.models import User
from kernel.cases.models import Case, CaseQuerySet
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import CitizensOnly, VerbView, user_of
from kernel.ledger.locking import database_now

EITHER = PolymorphicProxySerializer("CaseAsSeen", serializers=[CaseFile, OwnCase], resource_type_field_name=None)
SPOT_NOTICE = inline_serializer("SpotNoticeNumber", {"number": serializers.CharField()})


def registered(data: Mapping[str, Any], by: User) -> Parties:
    """The person at the window, found by document or registered, and who comes for him.

    Who has no post there is refused first: the answer to a document says whether and as whom it is known.
    Errors: NotYourPost; ValidationError; those of `register_applicant`.
    """
    at_window(by, data["window"], at=database_now())
    return Person().create(dict(data["person"]))


ASKED = [
    OpenApiParameter("q", str, description="受理号开头、事项名称或单位名称中的字"),
    OpenApiParameter("state", str, enum=[*LICENCE.states], description="状态"),
    OpenApiParameter("mine", bool, description="true：只列轮到自己办的"),
]


@extend_schema_view(get=extend_schema(parameters=ASKED))
class CaseList(ListAPIView[Case]):
    """Cases that the asker may see, newest first: all, those in one state, or those that wait for him."""

    serializer_class = CaseRow
    pagination_class = NewestFirst
    permission_classes = [IsAuthenticated]
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> CaseQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Case.objects.none()
        user, asked, now = user_of(self.request), self.request.query_params, database_now()
        waiting = asked.get("mine") == "true" and not user.is_citizen
        found = waiting_for(user, at=now) if waiting else cases_of(user, at=now).with_row()
        if asked.get("state"):
            found = found.filter(state=line(asked["state"]))
        return search_cases(found, line(asked.get("q", "")))


class CaseDetail(APIView):
    """One case: to the applicant and his helper what the page tells them, to the staff the whole file."""

    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=EITHER)
    def get(self, request: Request, number: str) -> Response:
        user, now = user_of(request), database_now()
        case = case_for(user, number, at=now)
        if user.is_citizen:
            himself = is_principal(user, case)
            mine = is_own(user, case, at=now)
            told = story(case, now=now, with_pass=False, receipt=himself, talk=mine)
            own = {"query_code": case.query_code, "shares": case.shares.open()} if himself else {}
            lawful = may_as_applicant(case) if mine else may_as_helper(user, case, at=now)
            nothing = {"query_code": "", "shares": [], "lawful": sorted(lawful)}
            return Response(OwnCase(nothing | told | own).data)
        facts = case_facts(case, now=now)
        lead = lead_of(case)
        together = board(lead or case, now=now)
        parts: dict[str, Any] = {"clocks": facts.clocks, "materials": ticks_of(lead or case), "history": facts.history}
        parts |= {"parts": together.lines if together is not None else []}
        parts |= {"questions": messages_of(case, clocks=facts.clocks, now=now)}
        pushed = pushed_of(case, now=now)
        shapes = CaseFile(case).fields
        whole = {name: shapes[name].to_representation(part) for name, part in parts.items()}
        whole["pushed"] = SignedRow(pushed).data if pushed is not None else None
        whole["lead"] = lead.number if lead is not None else None
        return Response({**CaseRow(case).data, **whole, "lawful": sorted(may(user, case, facts.turn))})


class CaseVerb(VerbView):
    """One verb of one case; subclasses are made from the table of verbs."""

    verb: Verb

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        perform(self.verb, number=path["number"], by=user_of(request), data=data)
        return 200, dict(CaseRow(Case.objects.with_row().get(number=path["number"])).data)


def verb_view(verb: Verb) -> type[CaseVerb]:
    """The view of one verb, with its own input and its own name in the schema."""
    name = "".join(word.capitalize() for word in verb.code.split("-"))
    described = extend_schema(operation_id=f"case_{verb.code.replace('-', '_')}", request=verb.input, responses=CaseRow)
    facts = {"verb": verb, "input": verb.input, "route": f"approvals.{verb.code}", "__doc__": str(verb.label)}
    # a description of the inherited method belongs to this view alone
    return extend_schema_view(post=described)(cast(type[CaseVerb], type(f"Case{name}", (CaseVerb,), facts)))


VERB_VIEWS = {code: verb_view(verb) for code, verb in VERBS.items()}


@extend_schema_view(post=extend_schema(operation_id="application_draft", request=DraftInput, responses=CaseRow))
class Draft(VerbView):
    """Begin or go on with an online application."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.draft"
    input = DraftInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        case = actions.save_draft(
            by=user_of(request),
            version=data["item"],
            applicant=data["applicant"],
            values=data["values"],
            number=data["number"] or None,
        )
        return 200, dict(CaseRow(case).data)


@extend_schema_view(
    post=extend_schema(operation_id="application_submit", request=SubmitInput, responses={201: NumberedCase})
)
class Submit(VerbView):
    """Submit a draft; it is received at this instant. Of `materials` those count of which a file was sent."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.submit"
    input = SubmitInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        sent = sent_online(draft_to_submit(user, path["number"], at=database_now()), data["materials"])
        how = {"delivery": data["delivery"], "post_to": data["post_to"]}
        case = actions.submit(number=path["number"], by=user, materials=sent, **how)
        told = dict(NumberedCase(case).data)
        return 201, told if is_principal(user, case) else told | {"query_code": ""}


@extend_schema_view(
    post=extend_schema(operation_id="application_receive", request=ReceiveInput, responses={201: NumberedCase})
)
class Receive(VerbView):
    """Receive an application at a window, and accept or refuse it on the same visit."""

    route = "approvals.receive"
    input = ReceiveInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        who = registered(data, user_of(request))
        same = ("values", "materials", "delivery", "post_to", "outcome", "reason", "ground", "other_organ")
        case = actions.visit(
            by=user_of(request),
            window=data["window"],
            version=data["item"],
            applicant=who.applicant,
            agent=who.agent,
            **{name: data[name] for name in same},
        )
        return 201, dict(NumberedCase(case).data)


@extend_schema_view(post=extend_schema(operation_id="spot_notice", request=SpotInput, responses={201: SPOT_NOTICE}))
class TellOnTheSpot(VerbView):
    """当场一次告知."""

    route = "approvals.tell"
    input = SpotInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        notice = actions.tell_on_the_spot(
            by=user_of(request),
            window=data["window"],
            version=data["item"],
            applicant=registered(data, user_of(request)).applicant,
            missing=data["missing"],
            notes=data["notes"],
            knowing_new=data["knowing_new"],
        )
        return 201, {"number": notice.ledger_subject.number}
