"""The account's own pages that allauth does not bring."""

from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
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
from kernel.accounts.idle import own_path
from kernel.accounts.kept import FORM, TEXT, forget, kept_form, kept_text
from kernel.ledger.refusals import Refusal

ASKED = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@login_required
@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """What a person may change about his own account."""
    return render(request, "account/my_account.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Back again: the text that was about to be sent, to be sent now, or dropped (POST); what stood typed in the tab's
    pages goes back into the tab; then on to where he was (`?next=`)."""
    form, text = kept_form(request), kept_text(request)
    asked = request.GET.get("next", "")
    if request.method == "POST":
        forget(request, FORM)
        return HttpResponseRedirect(form["back"] if form else "/")
    if text is not None and request.method == "GET":
        # the tab has it from here on
        forget(request, TEXT)
    if form is not None:
        return render(request, "account/resume.html", {"kept": form, "text": text})
    if text is not None:
        back = own_path(request, asked) if asked else text["back"]
        return render(request, "account/put_back.html", {"text": text, "back": back})
    return HttpResponseRedirect(own_path(request, asked) if asked else "/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Between the password and the sign-in, as allauth's; who had his factor reset meanwhile goes on without it.

    allauth's own sends him to the sign-in, which sends him back here.
    """
    stage = get_pending_stage(request)
    if stage is not None and stage.key == AuthenticateStage.key and not is_mfa_enabled(stage.login.user, ASKED):
        answer: HttpResponse = stage.exit()
        return answer
    return authenticate(request)


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
