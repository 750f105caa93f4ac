from django.apps import AppConfig

from kernel.doors.logs import join_structlog


class DoorsConfig(AppConfig):
    name = "kernel.doors"
    label = "doors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lead structlog's lines where all others go."""
        join_structlog()
