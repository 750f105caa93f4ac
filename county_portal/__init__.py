"""The roof: settings, urls, asgi, celery, launcher, home page. Imports everyone, nobody imports it."""

from county_portal.celery import app as celery_app

__all__ = ["celery_app"]
