"""Pages and API as WSGI; long-lived threads keep their database connections."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")

application = get_wsgi_application()
