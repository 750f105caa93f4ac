from django.apps import AppConfig


class EthicsMonitorConfig(AppConfig):
    name = "ethics_monitor"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare what is written, who is told, who reads the stream, which doors there are, what lights a list."""
        from ethics_monitor import audiences, doors, events, observers, papers  # noqa: F401
        from ethics_monitor.pages import lights, live  # noqa: F401
