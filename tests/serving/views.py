"""Pages of the serving tests, on Django's real WSGI handler."""

import time
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def slow(request: HttpRequest) -> HttpResponse:
    time.sleep(0.2)
    return HttpResponse("slow")


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    body = request.body
    answer = HttpResponse(f"{len(body)} {body[:4].decode()}{body[-4:].decode()}")
    answer["X-Forwarded-Seen"] = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return answer


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.FILES['paper'].size} {request.POST['name']}")


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(Path(request.GET["path"]).open("rb"), as_attachment=True, filename="a.bin")


def named(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="video/mp4")
    answer["X-Portal-Send"] = str(Path(settings.MEDIA_ROOT) / request.GET["path"])
    answer["ETag"] = '"abc"'
    return answer


urlpatterns = [
    path("page", page),
    path("slow", slow),
    path("echo", echo),
    path("upload", upload),
    path("file", file),
    path("named", named),
]
