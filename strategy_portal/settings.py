"""Settings of the portal, all from the environment (docs/how-to/configure.md lists each variable).

A missing or malformed variable stops the start: better no portal than a wrong one.
"""

import hashlib
import sys
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .configuration import HOW_TO_MAKE_A_KEY, Variables

BASE_DIR = Path(__file__).resolve().parent.parent

VARIABLES = env = Variables()
env_file = env.str("ENV_FILE", default=str(BASE_DIR / ".env"))
if env_file and Path(env_file).is_file():
    env.read_file(Path(env_file))
elif env_file and "ENV_FILE" in env.ENVIRON:
    raise ImproperlyConfigured(f"ENV_FILE names {env_file}, which is not there.")

# --- What kind of installation this is -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)  # allows demonstration data and its sign-ins
ADMIN_SITE = env.bool("ADMIN_SITE", default=False)  # Django's own, to look at; docs/adr/0025
HTTPS = env.bool("HTTPS", default=True)  # off only for a portal on the loopback address
SECRET_KEY = env.key("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to a random text of at least 40 characters, by environment or in the file .env. "
        + HOW_TO_MAKE_A_KEY
    )
DERIVED_AUDIT_KEY = hashlib.sha256(f"audit {SECRET_KEY}".encode()).hexdigest()  # enough for a demonstration
AUDIT_KEY = env.key("AUDIT_KEY")
if not (AUDIT_KEY or DEMONSTRATION):
    raise ImproperlyConfigured(
        "AUDIT_KEY must be set where DEMONSTRATION is off, so that the history is signed by a key of its own. "
        + HOW_TO_MAKE_A_KEY
    )
AUDIT_KEY = AUDIT_KEY or DERIVED_AUDIT_KEY
AUDIT_MAIL = env.list("AUDIT_MAIL", default=[])  # who gets the fingerprint of each checkpoint of the history
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HOST = (ALLOWED_HOSTS or ["localhost"])[0].strip(".*") or "localhost"
PORTAL_URL = env.web_address("PORTAL_URL", f"https://{HOST}" if HTTPS else f"http://{HOST}:8000")  # in mails
TODAY = env.day("TODAY")  # an ISO date to show the portal as on that day; empty: the real day

# --- The council: the first values, until somebody saves others on the page “Council” --------------------------------
COUNCIL = {
    "name": env.str("COUNCIL_NAME", default="Strategy Portal"),
    "logo": env.logo("COUNCIL_LOGO", BASE_DIR),  # the path of its file, None: no logo
    "colour": env.colour("COUNCIL_COLOUR", "#0b4f6c"),
    "year_start_month": env.whole("COUNCIL_YEAR_STARTS_IN", 4, least=1, most=12),  # of new strategies
}

BANK_HOLIDAYS = env.one_of("BANK_HOLIDAYS", "SCT", ("SCT", "ENG", "WLS", "NIR"))  # whose are no working days

# --- Rules of figures that a council may choose (docs/figures.md explains them) --------------------------------------
FIGURES = {
    "GRACE_DAYS": env.whole("GRACE_DAYS", 28, least=0, most=366),
    "LONG_TREND_VALUES": env.whole("LONG_TREND_VALUES", 4, least=1, most=100),
}

TOLERANCES = ("TOLERANCE_POINTS", "TOLERANCE_PERCENT", "TOLERANCE_LEVELS")
NOT_READ = (*TOLERANCES, "SLIP_LIMIT_MONTHS", "CACHE_URL", "EMAIL_BACKEND")
NO_LONGER_READ = [name for name in NOT_READ if name in env.ENVIRON]
"""Variables that are set and change nothing any more; `check --deploy` says what to do instead."""

APPROVE_OWN_VALUES = env.bool("APPROVE_OWN_VALUES", default=False)  # whether a person may sign off what they entered
CLEAR_OWN_REPORTS = env.bool("CLEAR_OWN_REPORTS", default=False)  # whether who wrote a report may clear it alone

INSTALLED_APPS = [
    "strategy_portal.apps.StrategyPortalConfig",
    "outcomes",
    "indicators",
    "actions",
    "consultations",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "strategy_portal.staticfiles.PortalStaticFilesConfig",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "strategy_portal.requests.RequestIdMiddleware",
    "strategy_portal.requests.Limits",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "strategy_portal.requests.Health",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "strategy_portal.access.Rights",
]

UPLOADS = {
    "values": "indicators.entering.workbooks.checker.ValuesChecker",
    "setup": "indicators.setup.workbooks.checker.SetupChecker",
    "past": "indicators.approving.past.checker.PastChecker",
    "plan": "actions.workbooks.checker.PlanChecker",
    "survey": "consultations.answering.surveys.SurveyChecker",
}
"""The checker of each kind of file that comes in."""

ROOT_URLCONF = "strategy_portal.urls"
WSGI_APPLICATION = "strategy_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "strategy_portal.templatetags.design_system",
                "strategy_portal.templatetags.figures",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "strategy_portal.navigation.frame",
            ],
        },
    },
]

# --- Database: SQLite as measured (docs/adr/0003-sqlite-settings.md), PostgreSQL by DATABASE_URL alone ---------------
(BASE_DIR / "var").mkdir(exist_ok=True)
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    sys.modules["psycopg"] = None  # type: ignore[assignment] # libraries load it where they find it: 9 MB a process
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))()
CACHES = {
    "default": {  # how often somebody tried something lately: one count for all processes and machines
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "strategy_portal_limit_count",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # Django's 300 would forget a count when others come in
    },
    "process": {  # what each process keeps of the council (strategy_portal/council/in_force.py)
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 60,
    },
}
EVIDENCE = {  # files that prove a value
    "MEGABYTES": env.whole("EVIDENCE_MEGABYTES", 10, least=1, most=1000),
    "TYPES": env.some_of("EVIDENCE_TYPES", ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "csv", "txt")),
}

# --- Work longer than a second: by a worker (`manage.py run_worker`), or at once where none runs ---------------------
WORKER = env.bool("WORKER", default=False)
DIGESTS_AT = env.time_of_day("DIGESTS_AT", "07:00")  # when a worker sends each working day's reminders
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend" if WORKER else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

# --- Sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "strategy_portal.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "strategy_portal.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "strategy_portal.people.forms.SignInForm",
    "change_password": "strategy_portal.people.forms.NewPasswordForm",
    "reset_password": "strategy_portal.people.forms.ForgottenPasswordForm",
    "reset_password_from_key": "strategy_portal.people.forms.FirstPasswordForm",
    "reauthenticate": "strategy_portal.people.forms.PasswordAgainForm",
}
MFA_ADAPTER = "strategy_portal.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "strategy_portal.people.forms.CodeForm",
    "reauthenticate": "strategy_portal.people.forms.CodeOnceMoreForm",
    "activate_totp": "strategy_portal.people.forms.FirstCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "strategy_portal.people.links.LinkTokens"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # besides the library's own; `key` is said in strategy_portal/people/adapter.py
    "login_failed": "5/5m/key",  # an account with a network address
    "login_from_anywhere": "20/h/key",  # an account alone; past it ...
    "login_slowed": "1/m/key",  # ... one try a minute
    "consultation_form": f"{env.whole('FORMS_PER_HOUR', 60, least=1, most=1_000_000)}/h/ip",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators register addresses, and a link proves them
SESSION_MINUTES = env.whole("SESSION_MINUTES", 30, least=5, most=24 * 60)  # unused
SESSION_HOURS = env.whole("SESSION_HOURS", 12, least=1, most=24)  # at most
SESSION_COOKIE_AGE = SESSION_MINUTES * 60
ROLES = ("officer", "approver", "performance", "board", "clerk", "administrator")
SECOND_FACTOR_ROLES = env.some_of("SECOND_FACTOR_ROLES", ROLES, () if DEMONSTRATION else ROLES)
SIGN_IN_HELP = env.str("SIGN_IN_HELP", default="Ask an administrator of the portal in your council.")

# --- Mail: by SMTP or a provider, else into files; a link to set a password goes by mail or not at all ----------------
mail_server, mail_service = env.mail_server("EMAIL_URL"), env.mail_service("MAIL_SERVICE")
if mail_server and mail_service:
    raise ImproperlyConfigured("EMAIL_URL and MAIL_SERVICE are both set: mail goes one way. Set one of them.")
MAIL = bool(mail_server or mail_service)
INTO_FILES = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = (mail_service or mail_server).get("EMAIL_BACKEND", INTO_FILES)
ANYMAIL = mail_service.get("ANYMAIL", {})
EMAIL_FILE_PATH = env.path("MAIL_FOLDER", default=str(BASE_DIR / "var" / "mail"))()
EMAIL_HOST, EMAIL_PORT = mail_server.get("EMAIL_HOST", ""), mail_server.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = mail_server.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = mail_server.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = mail_server.get("EMAIL_USE_TLS", False), mail_server.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = ANYMAIL["REQUESTS_TIMEOUT"] = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_SENDER", default="" if MAIL else "portal@localhost")
if MAIL and "@" not in DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured(
        "EMAIL_SENDER must be the address that mail comes from, because EMAIL_URL or MAIL_SERVICE is set."
    )

# --- Security headers ------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
PROXIES = env.whole("PROXIES", 1, least=1, most=10)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES if BEHIND_PROXY else 0  # whose X-Forwarded-For is believed
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],  # plotly.js writes style rules of its own
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "fullscreen")
}

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"

# --- Static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("design-system", NODE_MODULES / "@scottish-government" / "design-system" / "dist"),
    ("roboto", NODE_MODULES / "@fontsource" / "roboto"),
    ("htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("plotly", NODE_MODULES / "plotly.js-basic-dist-min"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "strategy_portal.staticfiles.HashedFiles"},
}

# --- Tables, API, history --------------------------------------------------------------------------------------------
DJANGO_TABLES2_TEMPLATE = "components/table.html"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "strategy_portal.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["strategy_portal.access.HasRight"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Strategy Portal API",
    "DESCRIPTION": "Strategies, outcomes, indicators with their status and its reason, values, actions, consultations "
    "and reports. Decimal figures are text, so that no figure loses a digit on the way.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "strategy_portal.api.describing.describe",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ValueStateEnum": "indicators.models.Value.State",
        "ActionStateEnum": "actions.models.Action.State",
        "ReportedStateEnum": "actions.reporting.api.STATES",
        "DirectionEnum": "indicators.judging.api_standing.DIRECTIONS",
        "StatusEnum": "indicators.judging.api_standing.STATUSES",
    },
}

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "strategy_portal.requests.RequestIdFilter"},
        "one_line": {"()": "strategy_portal.requests.OneLineFilter"},
        "without_links": {"()": "strategy_portal.people.log.WithoutLinks"},
    },
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s request=%(request_id)s %(message)s"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "one_line", "without_links"],
        },
    },
    "root": {"handlers": ["console"], "level": env.one_of("LOG_LEVEL", "INFO", LEVELS)},
}

env.refuse_unknown("AUDIT_KEY_WAS", "SECRET_KEY_WAS", "DATABASE_URL_TEST", *NOT_READ)
