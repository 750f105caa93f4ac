"""Number and code: the one way to a case without signing in, for page and API alike."""

import hmac

from django.http import HttpRequest

from approvals.limits import limit_tracking, note_right, note_wrong
from kernel.cases.models import Case

NO_CODE = "000000"


def try_code(request: HttpRequest, number: str, code_typed: str) -> Case | None:
    """One counted try: the case, if the code belongs to its number. Every door asks here, so that all share one count.

    Errors: TooManyTries, before anything is looked up.
    """
    limit_tracking(request, number)
    case = opened_by(number, code_typed)
    note = note_wrong if case is None else note_right
    note(request, number)
    return case


def opened_by(number: str, code_typed: str) -> Case | None:
    """The case, if the code belongs to its number; None for a wrong code and for an absent number alike.

    One query by number and one comparison in constant time, also when there is no such case; nothing is made of the
    row before its code fits, since that alone could be measured.
    """
    # a part of a joint matter follows its lead, whose number and code the applicant has
    open_to_look_up = Case.objects.filter(kind="licence", simulated=False, joint_part=None).exclude(state="draft")
    row = open_to_look_up.filter(number=number).values_list("pk", "query_code").first()
    key, code = row or (None, NO_CODE)
    fits = hmac.compare_digest(digits_of(code_typed).encode(), code.encode())
    return Case.objects.only("query_code", "number").get(pk=key) if fits and key is not None else None


def digits_of(code_typed: str) -> str:
    """The digits of what was typed; full-width ones count, blanks and dashes do not."""
    return "".join(str(int(sign)) for sign in code_typed[:20] if sign.isdecimal())
