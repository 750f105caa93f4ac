"""我的信息: what is kept of me, and how I am reached, which I change myself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from approvals.public.answers import citizen
from approvals.queries import mandates_given, mandates_held
from county_portal.own_contact_form import OwnContactForm
from county_portal.own_info import email_of, kept_of
from kernel.accounts.actions import change_own_contact
from kernel.accounts.models import User
from kernel.doors.entering import signed_in_first
from kernel.ledger.refusals import NotFound, Refusal


@never_cache
@require_safe
@signed_in_first
def my_info(request: HttpRequest) -> HttpResponse:
    """Himself, his wards and his firms, each with its own form."""
    return _page(request, citizen(request))


@sensitive_post_parameters("password")
@require_POST
@signed_in_first
def change(request: HttpRequest) -> HttpResponse:
    """Change what was filled in; typed again it is nothing to change, so that no key is asked."""
    user = citizen(request)
    form = OwnContactForm(request.POST, user=user)
    if not form.is_valid():
        if "applicant" in form.errors:
            raise NotFound
        return _page(request, user, form, status=422)
    try:
        change_own_contact(
            applicant=form.cleaned_data["applicant"],
            new=form.new(),
            password=form.cleaned_data["password"],
            by=user,
        )
    except Refusal as refusal:
        form.say(refusal)
        return _page(request, user, form, status=refusal.status)
    messages.success(request, _("改好了。以后的通知发到新的联系方式。"))
    return HttpResponseRedirect(reverse("my_info"))


def _page(request: HttpRequest, user: User, form: OwnContactForm | None = None, *, status: int = 200) -> HttpResponse:
    whose = form["applicant"].value() if form is not None else ""
    people = [
        {
            "kept": kept,
            "form": form
            if form is not None and str(kept.applicant.pk) == str(whose)
            else OwnContactForm(
                user=user, initial={"applicant": kept.applicant.pk}, auto_id=f"of{kept.applicant.pk}-%s"
            ),
            "refused": form is not None and str(kept.applicant.pk) == str(whose),
        }
        for kept in kept_of(user)
    ]
    facts = {
        "people": people,
        "refused": form,
        "email": email_of(user),
        "given": len(mandates_given(user)),
        "held": len(mandates_held(user)),
    }
    return render(request, "public/my_info.html", facts, status=status)
