"""Entry for the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_portal.settings")
application = get_wsgi_application()

from strategy_portal import serving  # noqa: E402 - reads the settings

serving.hold()
gc.collect()
gc.freeze()  # what is loaded now stays until the process ends: no search for garbage needs to go through it again
gc.collect()  # and none is put off because there is so much of it
