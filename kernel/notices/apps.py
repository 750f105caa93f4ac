from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kernel.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let event types and the observer of notices register themselves."""
        from kernel.notices import events, observers  # noqa: F401
