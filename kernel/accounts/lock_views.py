"""锁屏和换人: the page of a locked session, its ways out, and where a tab brings what stood typed in it."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account.forms import LoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kernel.accounts.forms import UnlockForm
from kernel.accounts.idle import is_locked, own_path
from kernel.accounts.idle import lock as lock_session
from kernel.accounts.idle import unlock as unlock_session
from kernel.accounts.kept import keep_text, sign_out
from kernel.accounts.models import User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """POST locks; GET shows the lock, and leads back where nothing is locked."""
    back = _back(request)
    if request.method == "POST":
        lock_session(request.session)
        return HttpResponseRedirect(_lock_at(back), status=303)
    return _page(request) if _locked(request) else HttpResponseRedirect(back)


@login_required
@never_cache
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """What a tab remembered of its person's text is kept for him here, so that the tab can forget it."""
    try:
        entries = json.loads(request.POST.get("entries", ""))
    except ValueError:
        entries = None
    said = isinstance(entries, dict) and all(isinstance(words, str) for words in entries.values())
    kept = said and keep_text(request, entries, back=_back(request))
    return JsonResponse({"kept": kept}, status=200 if kept else 422)


@login_required
@sensitive_post_parameters()
@never_cache
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """With his password (or his key) the person is back where he was, with his text."""
    if not _locked(request):
        return HttpResponseRedirect(_back(request))
    by_key = "credential" in request.POST
    form: Form = (
        ReauthenticateWebAuthnForm(request.POST, user=request.user, auto_id="key_%s")
        if by_key
        else UnlockForm(request.POST, request=request, auto_id="unlock_%s")
    )
    if not form.is_valid():
        return _page(request, **{"touching" if by_key else "unlocking": form})
    unlock_session(request.session)
    return HttpResponseRedirect(_resume_at(_back(request)))


@login_required
@sensitive_post_parameters()
@never_cache
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """快速换人: a colleague signs in as himself, in one step; the other is signed out, his text stays for him alone.

    A wrong password changes nothing: the screen stays locked by whoever locked it.
    """
    if not _locked(request):
        return HttpResponseRedirect(_back(request))
    form = LoginForm(request.POST, request=request, auto_id="switch_%s")
    if not form.is_valid():
        return _page(request, switching=form)
    window = parse_qs(urlsplit(_back(request)).query).get("window", [""])[0]
    desk = reverse("desk") + (f"?{urlencode({'window': window})}" if window else "")
    sign_out(request, own=True)
    answer: HttpResponse = form.login(request, redirect_url=_resume_at(desk))
    return answer


def _page(
    request: HttpRequest,
    *,
    unlocking: Form | None = None,
    switching: Form | None = None,
    touching: Form | None = None,
) -> HttpResponse:
    has_key = bool(settings.MFA_SUPPORTED_TYPES) and is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN])
    facts: dict[str, Any] = {
        "unlocking": unlocking or UnlockForm(request=request, auto_id="unlock_%s"),
        "switching": switching or LoginForm(request=request, auto_id="switch_%s"),
        "changing": switching is not None,
        "touching": touching or (ReauthenticateWebAuthnForm(user=request.user, auto_id="key_%s") if has_key else None),
        "options": {"request_options": begin_authentication(request.user)} if has_key else None,
        "back": _back(request),
    }
    return render(request, "account/lock.html", facts, status=422 if unlocking or switching or touching else 200)


def _locked(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and is_locked(request.session, request.user, time.time())


def _back(request: HttpRequest) -> str:
    """The page that was locked: as it said itself, or from where it was asked."""
    return own_path(request, request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", ""))


def _lock_at(back: str) -> str:
    return f"{reverse('account_lock')}?{urlencode({'next': back})}"


def _resume_at(back: str) -> str:
    return f"{reverse('account_resume')}?{urlencode({'next': back})}"
