"""From a form to what an action takes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from civic_service.inputs import sentences
from kernel.ledger.refusals import Refusal


class Incomplete(Refusal):
    """A form that leaves out what its verb needs, or says what it cannot be."""

    code = "incomplete"
    status = 422
    template = _("{what}")


def read(given: serializers.Serializer[Any]) -> Mapping[str, Any]:
    """What a form says. Errors: Incomplete."""
    if not given.is_valid():
        raise Incomplete(what="；".join(sentences(given.errors)))
    found: Mapping[str, Any] = given.validated_data
    return found
