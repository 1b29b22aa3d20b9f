"""The portal's own settings, with two pages to compare with and a count of queries on each answer."""

import sys

from strategy_portal.settings import *  # noqa: F403
from strategy_portal.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.urls.CountQueries", *MIDDLEWARE]
ALLOWED_HOSTS = ["127.0.0.1"]
ACCOUNT_RATE_LIMITS = False

for name in ("requests", "pygments"):
    sys.modules[name] = None  # type: ignore[assignment] # for tests alone; Django REST framework loads what is there
