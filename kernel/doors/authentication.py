"""How the API knows who asks: by the session of the pages, and by the token that a foreign page cannot have."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class ForgedOrStale(PermissionDenied):
    """The token is missing, of another session or too old."""

    default_code = "csrf_failed"
    default_detail = _("提交的防冒用令牌不对或已过期，没有办理；请刷新后再提交。")


class PortalSession(SessionAuthentication):
    """DRF's, which tells nobody how to be known (so that 401 became 403) and a missing token in English only."""

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401; browsers open no password box for a scheme they do not know."""
        return 'Session realm="portal"'

    def enforce_csrf(self, request: Request) -> None:
        """Errors: ForgedOrStale."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise ForgedOrStale from error


class PortalSessionScheme(SessionScheme):
    """The same in the schema."""

    target_class = "kernel.doors.authentication.PortalSession"
