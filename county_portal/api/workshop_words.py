"""俗称、读音和情形 for machines."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.api.kept import KeptView
from county_portal.workshop import finding
from kernel.accounts.models import User
from kernel.catalogue.models import Situation
from kernel.doors.verbs import StaffOnly, user_of


class WordRow(serializers.Serializer[Any]):
    """What people say, and the words of an item's name that they mean."""

    word = serializers.CharField()
    means = serializers.CharField()


class ReadingRow(serializers.Serializer[Any]):
    """A word and its initials here."""

    word = serializers.CharField()
    initials = serializers.CharField()


class SituationRow(serializers.Serializer[Any]):
    """A situation and the words of an item's name that it finds; one without words is given up."""

    code = serializers.CharField()
    name = serializers.CharField()
    audience = serializers.ChoiceField(choices=Situation.Audience.choices)
    words = serializers.ListField(child=serializers.CharField())
    position = serializers.IntegerField()


class Words(serializers.Serializer[Any]):
    """Everything by which items are found beside their names."""

    words = WordRow(many=True)
    readings = ReadingRow(many=True)
    situations = SituationRow(many=True)


def _told(user: User) -> dict[str, Any]:
    kept = {"words": finding.words(user), "readings": finding.readings(user), "situations": finding.situations(user)}
    return dict(Words(kept).data)


class Read(APIView):
    """All lists."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="workshop_words", responses=Words)
    def get(self, request: Request) -> Response:
        return Response(_told(user_of(request)))


class _Kept(KeptView):
    """A verb that answers with all lists as they then are."""

    told = _told


@extend_schema_view(post=extend_schema(operation_id="workshop_teach", request=finding.WordInput, responses=Words))
class Teach(_Kept):
    """A new word for something."""

    route = "workshop.teach"
    input = finding.WordInput
    verb = finding.teach


@extend_schema_view(post=extend_schema(operation_id="workshop_give_up", request=finding.WordInput, responses=Words))
class GiveUp(_Kept):
    """A word that finds nothing any more."""

    route = "workshop.give_up"
    input = finding.WordInput
    verb = finding.give_up


@extend_schema_view(post=extend_schema(operation_id="workshop_read", request=finding.ReadingInput, responses=Words))
class SetReading(_Kept):
    """How a word is read here; without initials, as the dictionary says again."""

    route = "workshop.read"
    input = finding.ReadingInput
    verb = finding.read


@extend_schema_view(
    post=extend_schema(operation_id="workshop_situation", request=finding.SituationInput, responses=Words)
)
class SetSituation(_Kept):
    """What a situation is called and which items it finds."""

    route = "workshop.situation"
    input = finding.SituationInput
    verb = finding.keep_situation
