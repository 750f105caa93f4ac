from importlib import import_module

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "kernel.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("kernel.clocks.events")
        import_module("kernel.clocks.observers")
