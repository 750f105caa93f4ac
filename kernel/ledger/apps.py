from django.apps import AppConfig
from django.core.checks import register

from kernel.ledger.checks import sentences_can_be_filled


class LedgerConfig(AppConfig):
    name = "kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(sentences_can_be_filled)
