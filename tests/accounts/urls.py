"""The account's doors, a desk behind sign-in and a page that takes text, as the roof would hang them up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"desk {request.POST.get('opinion', '')}")


def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [
    path("account/", include("kernel.accounts.urls")),
    path("api/v1/act/", public),
    path("desk/", desk, name="desk"),
    path("", public, name="home"),
]
