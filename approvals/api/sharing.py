"""The API's doors to sharing one case with a helper."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from approvals import actions
from approvals.api.serializers import ShareRow
from approvals.limits import limit_sharing
from approvals.queries import case_for
from kernel.cases.sharing import LONGEST_NAME
from kernel.doors.verbs import CitizensOnly, VerbView, user_of
from kernel.ledger.locking import database_now


class ShareInput(serializers.Serializer[Any]):
    """`helper`: user name or phone of the account; `until`: the last day, null for until it is taken back."""

    helper = serializers.CharField(max_length=LONGEST_NAME)
    until = serializers.DateField(allow_null=True, default=None)
    may_supplement = serializers.BooleanField(default=False)


class TakeBackInput(serializers.Serializer[Any]):
    share = serializers.IntegerField(min_value=1, max_value=10_000)


@extend_schema_view(post=extend_schema(operation_id="case_share", request=ShareInput, responses={201: ShareRow}))
class ShareCase(VerbView):
    """Let a helper follow the case. The answer does not tell whether there is such an account."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.share"
    input = ShareInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        case = case_for(user, path["number"], at=database_now())
        limit_sharing(user)
        return 201, dict(ShareRow(actions.share(number=case.number, by=user, **data)).data)


@extend_schema_view(post=extend_schema(operation_id="case_take_back", request=TakeBackInput, responses=ShareRow))
class TakeBack(VerbView):
    """End a share at once."""

    permission_classes: ClassVar[list[Any]] = [CitizensOnly]  # type: ignore[misc]
    route = "approvals.take_back"
    input = TakeBackInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        case = case_for(user, path["number"], at=database_now())
        return 200, dict(ShareRow(actions.take_back(number=case.number, by=user, share=data["share"])).data)
