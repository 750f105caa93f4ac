"""The account's own pages that allauth does not bring."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kernel.accounts.idle import forget_kept_form, kept_form


@login_required
@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """What a person may change about his own account."""
    return render(request, "account/my_account.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """After a timeout: the text that was about to be sent, to be sent now, or dropped (POST) to go back."""
    kept = kept_form(request)
    if kept is None or request.method == "POST":
        forget_kept_form(request)
        return HttpResponseRedirect(kept["back"] if kept else "/")
    return render(request, "account/resume.html", {"kept": kept})
