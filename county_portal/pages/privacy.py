"""个人信息处理规则: what is kept of a person, why, how long and whom to ask (个人信息保护法 17, 35)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from county_portal.context import hall_duty_now


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice, the same for everybody; the phone to ask is the hall's."""
    return render(request, "privacy.html", {"asked": hall_duty_now()})
