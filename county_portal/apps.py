from django.apps import AppConfig


class CountyPortalConfig(AppConfig):
    name = "county_portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the roof's doors and audiences, what a replayed log brings, and the marks of the demo county."""
        from county_portal import audiences, doors, told_of_accounts, told_of_parts  # noqa: F401
        from county_portal.demo import events as demo_events  # noqa: F401
        from county_portal.replay import events, kinds  # noqa: F401
