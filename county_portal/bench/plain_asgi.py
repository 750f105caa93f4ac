"""The same pages under Django's own ASGI handler: what the portal's serving is compared with."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
# as Django asks for under ASGI: each request comes on a thread of its own, and a connection kept for the next request
# of that thread would never be used again, until the server has none left
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
application = get_asgi_application()
