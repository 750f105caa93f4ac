"""The Celery application: effects after commit, and the beat that says "sweep now"."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")

app = Celery("county_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
