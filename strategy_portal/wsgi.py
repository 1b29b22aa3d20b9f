"""Entry for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_portal.settings")
application = get_wsgi_application()

from strategy_portal import serving  # noqa: E402 - reads the settings

serving.hold()
