"""What a password must be, where the framework's own sentence is not in Chinese."""

from typing import Final

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

LEAST: Final = 10


class LongEnough(MinimumLengthValidator):
    """Django's, whose refusal has another wording than its Chinese catalogue knows."""

    def __init__(self, min_length: int = LEAST) -> None:
        super().__init__(min_length)

    def get_error_message(self) -> str:
        """The sentence, in the reader's language."""
        return _("密码太短，至少 {least} 位。").format(least=self.min_length)
