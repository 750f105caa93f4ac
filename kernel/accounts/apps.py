from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kernel.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare this package's event types."""
        import_module("kernel.accounts.events")
