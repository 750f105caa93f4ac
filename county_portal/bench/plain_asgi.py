"""The same pages under Django's own ASGI handler: what the portal's serving is compared with."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "county_portal.settings")
application = get_asgi_application()
