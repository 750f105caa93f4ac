"""The account's own pages that allauth does not bring."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kernel.accounts.activation import activate_limited
from kernel.accounts.addresses import address_of
from kernel.accounts.forms import ActivationForm
from kernel.accounts.idle import forget_kept_form, kept_form
from kernel.ledger.refusals import Refusal


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


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """With the slip from the counter a person sets his password, and signs in with it."""
    form = ActivationForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                activate_limited(**form.facts(), address=address_of(request))
            except Refusal as refusal:
                form.say(refusal)
                status = refusal.status
            else:
                messages.success(request, _("密码设好了，请用它登录。"))
                return HttpResponseRedirect(reverse("account_login"))
    return render(request, "account/activate.html", {"form": form}, status=status)
