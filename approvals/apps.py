from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind, its observers, its audiences and its documents known; each registers itself."""
        from approvals import audiences, doors, kinds, observers, papers, told_of_decisions  # noqa: F401
