from django.apps import AppConfig


class CivicServiceConfig(AppConfig):
    name = "civic_service"
    default_auto_field = "django.db.models.BigAutoField"
