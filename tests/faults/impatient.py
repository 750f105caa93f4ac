"""The portal's Celery application, but a message whose worker died comes again after seconds instead of an hour."""

from county_portal.celery import app

__all__ = ["app"]

app.conf.broker_transport_options = {"visibility_timeout": 2}
