from django.apps import AppConfig


class CivicServiceConfig(AppConfig):
    name = "civic_service"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the audiences, doors, events, observers and papers known; each registers itself."""
        from civic_service import audiences, doors, events, observers, papers  # noqa: F401
