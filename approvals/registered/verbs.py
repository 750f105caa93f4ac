"""The verbs of a registered matter at its doors: what each needs, and the one action it calls."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from approvals import actions
from approvals.models import Registration
from approvals.registered.queries import registered_for
from approvals.verbs import CLERKS, Verb
from kernel.accounts.models import User
from kernel.ledger.locking import database_now


class Result(serializers.Serializer[Any]):
    """What the department's system says came of it; `at` when that was, now if left out."""

    result = serializers.ChoiceField(choices=Registration.Result.choices)
    at = serializers.DateTimeField(required=False)


@extend_schema_serializer(component_name="CancellationReason")
class Why(serializers.Serializer[Any]):
    """Why it should not have been registered."""

    reason = serializers.CharField(max_length=200, allow_blank=True, trim_whitespace=True)


VERBS: Mapping[str, Verb] = {
    verb.code: verb
    for verb in (
        Verb("finish", _("登记办结"), Result, actions.finish_external, CLERKS),
        Verb("cancel", _("撤销登记"), Why, actions.cancel_registration, CLERKS),
    )
}


def perform(verb: Verb, *, number: str, by: User, data: Mapping[str, Any]) -> None:
    """Call the verb's one action on a matter that the asker may see. Errors: NotFound; whatever the action refuses."""
    registered_for(by, number, at=database_now())
    verb.act(number=number, by=by, **data)
