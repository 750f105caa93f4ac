"""Verbs that answer with the whole of what they keep, as it then is."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework.request import Request

from kernel.accounts.models import User
from kernel.doors.verbs import StaffOnly, VerbView, user_of


class KeptView(VerbView):
    """`verb` changes it by whoever asks, `told` is all of it in his eyes."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    verb: ClassVar[Callable[..., None]]
    told: ClassVar[Callable[[User], Mapping[str, Any]]]

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        type(self).verb(user, **data)
        return 200, type(self).told(user)
