"""What the house says when it refuses: one family of exceptions, each a sentence that a person understands."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A lawful act was asked for that cannot be done now; nothing was changed.

    Subclasses set `code` (stable, for machines), `status` (HTTP) and `template` (the sentence, with named
    places filled from the keyword arguments). `str()` is the sentence in the reader's language.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    template: ClassVar[str | Promise] = _("这一步现在不能办。")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(facts)

    @property
    def sentence(self) -> str:
        """The refusal in words, translated when it is shown."""
        return str(self.template).format(**self.facts)

    def __str__(self) -> str:
        return self.sentence


class NotFound(Refusal):
    """Absent or not the asker's to see: both look the same from outside."""

    code = "not_found"
    status = 404
    template = _("没有找到，请核对号码。")
