"""Service items, versioned, published by a second person."""

from importlib import import_module

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Items, their versions and regimes."""

    name = "kernel.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare this package's event types."""
        import_module("kernel.catalogue.events")
