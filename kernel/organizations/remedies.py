"""How a refusal can be taken further; which of the three ways is a matter of the regime."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Remedy(models.TextChoices):
    """The way on from a refusal.

    `EITHER`: 行政复议 within sixty days (行政复议法 20) or 行政诉讼 within six months (行政诉讼法 46), as one chooses.
    `REVIEW_FIRST`: 复议前置. Since 2024 行政复议法 23 ¶1(4) has it for information that an organ does not disclose, and
    ¶2 that the organ says so; the court is open fifteen days after the review (行政诉讼法 45, 行政复议法 34).
    `PETITION_REVIEW`: neither; the answer to a petition goes to 复查 and then 复核 by the organ above, thirty days each
    (信访工作条例 35, 36), and no organ or court of the unit's master data is named.
    """

    EITHER = "either", _("复议或者诉讼")
    REVIEW_FIRST = "review_first", _("先复议，再诉讼")
    PETITION_REVIEW = "petition_review", _("复查、复核")
