"""The verbs of a licence case at its doors: what each needs, and the one action it calls.

Page and API are made from this table, so a verb cannot exist at one door with other rights than at the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from approvals import actions, permissions
from approvals.models import Application, Delay, DeliveryRecord, Ending
from approvals.queries import case_for
from kernel.accounts.models import User
from kernel.cases.questions import LONGEST
from kernel.doors.verbs import Empty
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role

REASON_MAX = 2_000

CLERKS = (Role.WINDOW_CLERK, Role.WINDOW_HEAD)
DECIDERS = tuple(sorted(permissions.DECIDERS))


class Reason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True, trim_whitespace=True)


class RefusalToAccept(Reason):
    """`other_organ`: where to apply instead, needed where it is not this organ's power."""

    ground = serializers.ChoiceField(choices=Ending.Ground.choices, required=False, default=Ending.Ground.OTHER)
    other_organ = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


class Denial(Reason):
    """`basis`: the provision that the reasons rest on; empty for what the item rests on."""

    basis = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")


class PerhapsReason(serializers.Serializer[Any]):
    """The applicant need not say why; a clerk who enters it for him says what he said."""

    reason = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")


class Opinion(serializers.Serializer[Any]):
    opinion = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")


class Grant(Opinion):
    """What is granted and how far, empty for the item by its name; `valid_until` its last day, null for no end."""

    content = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")
    conditions = serializers.CharField(max_length=REASON_MAX, allow_blank=True, required=False, default="")
    valid_until = serializers.DateField(allow_null=True, required=False, default=None)


class StepOpinion(Opinion):
    """`oppose` goes on to the next step as 建议不予许可, with its reason."""

    stance = serializers.ChoiceField(
        choices=[("agree", _("同意")), ("oppose", _("建议不予许可"))], required=False, default="agree"
    )


class Explanation(serializers.Serializer[Any]):
    """Why it is late, of the public list, and by which day it will be done."""

    cause = serializers.ChoiceField(choices=Delay.Cause.choices)
    ready_by = serializers.DateField()


class LastDay(serializers.Serializer[Any]):
    """The last day of the licence to be renewed, and what it was read from."""

    last = serializers.DateField()
    checked = serializers.CharField(max_length=200, trim_whitespace=True, allow_blank=True)


class Text(serializers.Serializer[Any]):
    """A message: running text, no markup."""

    text = serializers.CharField(max_length=LONGEST, trim_whitespace=True)


class Answer(Text):
    """`question`: the number of the question within its case."""

    question = serializers.IntegerField(min_value=1, max_value=10_000)


class Tick(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=24)
    received = serializers.BooleanField()


class Line(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=24)
    what = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")


class Lines(serializers.Serializer[Any]):
    lines = serializers.ListField(child=Line(), max_length=50)


class Papers(serializers.Serializer[Any]):
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)


class Delivery(serializers.Serializer[Any]):
    """At the window who signs and as whom; by post the number it can be followed by."""

    method = serializers.ChoiceField(choices=Application.Delivery.choices)
    receiver = serializers.CharField(max_length=60, allow_blank=True, required=False, default="")
    receiver_is = serializers.ChoiceField(
        choices=DeliveryRecord.Receiver.choices, allow_blank=True, required=False, default=""
    )
    tracking_number = serializers.CharField(max_length=40, allow_blank=True, required=False, default="")


@dataclass(frozen=True)
class Verb:
    """One verb: its code in paths, its word, what it needs, the action, and the posts that may ever do it."""

    code: str
    label: str | Promise
    input: type[serializers.Serializer[Any]]
    act: Callable[..., Any]
    roles: tuple[str, ...]
    by_citizen: bool = False


def _tick(*, number: str, by: User, code: str, received: bool) -> None:
    actions.tick_material(number=number, by=by, code=code, received=received)


def _notify(*, number: str, by: User, lines: list[Mapping[str, str]]) -> None:
    actions.notify_supplement(number=number, by=by, lines={line["code"]: line["what"] for line in lines})


VERBS: Mapping[str, Verb] = {
    verb.code: verb
    for verb in (
        Verb("tick", _("勾收材料"), Tick, _tick, CLERKS),
        Verb("accept", _("受理"), Empty, actions.accept, CLERKS),
        Verb("refuse", _("不予受理"), RefusalToAccept, actions.refuse, CLERKS),
        Verb("notify-supplement", _("一次告知补正"), Lines, _notify, CLERKS),
        Verb("make-good", _("补齐容缺材料"), Papers, actions.make_good, CLERKS),
        Verb("supplement", _("登记补正"), Papers, actions.supplement, CLERKS, by_citizen=True),
        Verb("correct-expiry", _("更正到期日"), LastDay, actions.correct_expiry, CLERKS),
        Verb("complete-step", _("同意，转下一环节"), StepOpinion, actions.complete_step, DECIDERS),
        Verb("return-step", _("退回上一环节"), Reason, actions.return_step, DECIDERS),
        Verb("explain-delay", _("公开说明超期原因"), Explanation, actions.explain_delay, DECIDERS),
        Verb("grant", _("准予许可"), Grant, actions.grant, DECIDERS),
        Verb("deny", _("不予许可"), Denial, actions.deny, DECIDERS),
        Verb("enquire", _("书面询问申请人"), Text, actions.enquire, DECIDERS),
        Verb("answer", _("答复提问"), Answer, actions.answer, (*CLERKS, *DECIDERS)),
        Verb("deliver", _("送达"), Delivery, actions.deliver, CLERKS),
        Verb("close", _("办结"), Empty, actions.close, CLERKS),
        Verb("withdraw", _("撤回申请"), PerhapsReason, actions.withdraw, CLERKS, by_citizen=True),
        Verb("terminate", _("终止办理"), Reason, actions.terminate, (*CLERKS, *DECIDERS)),
    )
}


def perform(verb: Verb, *, number: str, by: User, data: Mapping[str, Any]) -> None:
    """Call the verb's one action on a case that the asker may see.

    Errors: NotFound, the same for an absent case and for another's; whatever the action refuses.
    """
    case_for(by, number, at=database_now())
    verb.act(number=number, by=by, **data)
