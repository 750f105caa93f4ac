"""The frame alone: its own routes, the error handlers, and views that fail on purpose."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from kernel.doors.frame_urls import urlpatterns as frame

REFUSALS = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 413: RequestDataTooBig, 500: RuntimeError}


def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise REFUSALS[status]("330102199001011234")


urlpatterns = [*frame, path("fail/<int:status>/", fail)]
handler400 = "kernel.doors.errors.bad_request"
handler403 = "kernel.doors.errors.forbidden"
handler404 = "kernel.doors.errors.not_found"
handler500 = "kernel.doors.errors.server_error"
