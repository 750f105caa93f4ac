"""Who must have a second factor and has none is led to register one, and reaches nothing else."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.accounts.models import User
from kernel.doors.errors import problem_page
from kernel.doors.language import API_PATH
from kernel.doors.locked import OPEN as OPEN_WHILE_LOCKED
from kernel.ledger.locking import database_now
from kernel.organizations.queries import owes_second_factor

CODE: Final = "second_factor_missing"
ENROLMENT: Final = "mfa_"
OPEN: Final = OPEN_WHILE_LOCKED | {"account_login", "account_reauthenticate"}
View = Callable[..., HttpResponse]


class SecondFactorMiddleware:
    """Stands after the lock. Whoever has one was asked for it when he signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """403 for programs, the page on which one registers for everybody else."""
        name = request.resolver_match.view_name if request.resolver_match is not None else ""
        # where no post asks for one, no page pays a question for it
        if not settings.SECOND_FACTOR_ROLES or name in OPEN or name.startswith(ENROLMENT):
            return None
        if not isinstance(request.user, User):
            return None
        if not owes_second_factor(request.user, at=database_now()):
            return None
        if request.path.startswith(API_PATH):
            title, way_on = _("您的岗位要先登记第二因素，没有办理。"), _("请在网页上登录，登记钥匙或令牌。")
            return problem_page(403, title, way_on, type=f"urn:county-portal:problem:{CODE}", code=CODE)
        to = reverse("mfa_index")
        if "HX-Request" in request.headers:
            return HttpResponse(status=403, headers={"HX-Redirect": to})
        return HttpResponseRedirect(to, status=303)
