"""Settings of the tests: the portal's own, fed by a fixed environment instead of the file .env."""

import os

os.environ.update(
    ENV_FILE="",
    SECRET_KEY="for-tests-only-" + "0123456789" * 4,
    DEMONSTRATION="on",
    ADMIN_SITE="on",
    HTTPS="off",
    TODAY="2026-11-21",
    LOG_LEVEL="ERROR",
    EMAIL_URL="smtp://mail.invalid",
    EMAIL_SENDER="portal@example.gov.uk",
)

from strategy_portal.settings import *  # noqa: F403

ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = False
PASSWORD_HASHERS = ["tests.hashing.CheapArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # no scan of all static files for each test client
