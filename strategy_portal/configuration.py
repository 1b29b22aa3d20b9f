"""How the environment is read, and what stops the start: each mistake in one line that begins with the variable's name.

Knows no setting itself; `settings.py` says which variables there are. docs/how-to/configure.md lists them.
"""

import importlib.util
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")
OURS = re.compile("(?:STRATEGY_)?PORTAL_([A-Z_]+)")
"""Nobody else's variables begin like this."""

ALIKE = 0.9
"""From which likeness on, of 1, a name that is not known counts as one of ours, misspelt."""

LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
MAIL_SERVICES = {
    "brevo": "BREVO_API_KEY",
    "mailersend": "MAILERSEND_API_TOKEN",
    "mailgun": "MAILGUN_API_KEY",
    "mandrill": "MANDRILL_API_KEY",
    "postmark": "POSTMARK_SERVER_TOKEN",
    "resend": "RESEND_API_KEY",
    "sendgrid": "SENDGRID_API_KEY",
    "sparkpost": "SPARKPOST_API_KEY",
}
"""Providers of which one key is enough, and what django-anymail calls it."""
HOW_TO_GET_ANYMAIL = (
    "`.venv/bin/python -m pip install django-anymail` installs it; without it leave MAIL_SERVICE empty."
)
CONTRAST = 4.5
"""Of text on white, by WCAG 2.2, 1.4.3: the council's colour is printed as headings."""


@dataclass(frozen=True)
class Setting:
    """One variable as it is in force: its text, and where that comes from. A secret is never in the text."""

    name: str
    text: str
    source: str


class Variables(environ.Env):
    """The environment. Knows each name that it was asked for, so that a misspelt one is found."""

    def __init__(self) -> None:
        super().__init__()
        self.defaults: dict[str, Any] = {}
        self.in_file: set[str] = set()
        self.overridden: set[str] = set()
        self.file: Path | None = None

    def read_file(self, path: Path) -> None:
        """What the environment names already stays. Raises ImproperlyConfigured for a line that is no `NAME=value`."""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if not (found := LINE.match(line.strip())):
                raise ImproperlyConfigured(f"{path.name}: line {number} must be written as NAME=value.")
            self.in_file.add(found[1])
        self.file, self.overridden = path, self.in_file & set(self.ENVIRON)
        self.read_env(path)

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):  # type: ignore[no-untyped-def]
        self.defaults.setdefault(var, default)
        text = self.ENVIRON.get(var)
        if cast is bool and text is not None:
            return self._yes_or_no(var, text)
        try:
            return super().get_value(var, cast, default, parse_default)
        except ValueError as error:
            wanted = "a whole number" if cast is int else "written otherwise"
            raise malformed(var, f"must be {wanted}", text) from error

    def _yes_or_no(self, name: str, text: str) -> bool:
        if text.strip().lower() not in YES + NO:
            raise malformed(name, "must be on or off", text)
        return text.strip().lower() in YES

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        number: int = self.int(name, default=default)
        if not least <= number <= most:
            raise malformed(name, f"must be a whole number from {least} to {most:,}", str(number))
        return number

    def one_of(self, name: str, default: str, allowed: Collection[str]) -> str:
        text: str = self.str(name, default=default)
        if text not in allowed:
            raise malformed(name, f"must be one of {', '.join(filter(None, allowed))}", text)
        return text

    def some_of(self, name: str, allowed: Collection[str], default: Collection[str] | None = None) -> list[str]:
        """All of them by default; none where it is set and empty, or `none` is written."""
        chosen: list[str] = [
            text.strip() for text in self.list(name, default=list(allowed if default is None else default))
        ]
        if chosen == ["none"]:
            return []
        if other := [text for text in chosen if text not in allowed]:
            raise malformed(name, f"must be some of {', '.join(allowed)}", ",".join(other))
        return chosen

    def day(self, name: str) -> str:
        """An ISO date as text; empty where none is named."""
        text: str = self.str(name, default="")
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise malformed(name, "must be a date such as 2027-04-30", text) from error

    def time_of_day(self, name: str, default: str) -> str:
        """`07:00`, in the council’s time zone."""
        text: str = self.str(name, default=default)
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise malformed(name, "must be a time of day such as 07:00", text)
        return text

    def key(self, name: str) -> str:
        """A random text of at least 40 characters; empty where none is named."""
        text: str = self.str(name, default="")
        if text and len(text) < 40:
            raise ImproperlyConfigured(f"{name} must be a random text of at least 40 characters. {HOW_TO_MAKE_A_KEY}")
        return text

    def colour(self, name: str, default: str) -> str:
        """`#0b4f6c`, dark enough to be read on white paper."""
        text: str = self.str(name, default=default)
        if mistake := mistake_in_colour(text):
            raise ImproperlyConfigured(f"{name} {mistake}.")
        return text

    def logo(self, name: str, base: Path) -> Path | None:
        """A picture anywhere on this machine; a path that is not absolute begins at `base`."""
        text: str = self.str(name, default="")
        if not text:
            return None
        path = base / text
        if path.suffix.lower() not in LOGO_TYPES:
            raise malformed(name, f"must be a file whose name ends in {', '.join(LOGO_TYPES)}", text)
        try:
            with path.open("rb"):
                return path
        except OSError as error:
            raise ImproperlyConfigured(f"{name} names {path}, which can’t be read: {error.strerror}.") from error

    def web_address(self, name: str, default: str) -> str:
        """`https://portal.example.gov.uk`, without a slash at its end."""
        text: str = self.str(name, default=default).rstrip("/")
        parts = urlsplit(text)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.query
            or parts.fragment
            or parts.username
        ):
            raise malformed(name, "must be an address such as https://portal.example.gov.uk", text)
        return text

    def db_url(self, var="DATABASE_URL", default=environ.Env.NOTSET, engine=None):  # type: ignore[no-untyped-def]
        shape = "must be written as postgres://user:password@host:5432/name or sqlite:////folder/file"
        try:
            found = super().db_url(var, default, engine)
        except (KeyError, ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{var} {shape}.") from error
        if not str(found.get("ENGINE")).endswith((".sqlite3", ".postgresql")) or not found.get("NAME"):
            raise ImproperlyConfigured(f"{var} {shape}.")
        return found

    db = db_url

    def mail_server(self, name: str) -> dict[str, Any]:
        """Django's settings of a server that takes mail by SMTP; empty where none is named."""
        text: str = self.str(name, default="")
        if not text:
            return {}
        shape = f"{name} must name a mail server, such as smtp+tls://user:password@mail.example.gov.uk:587."
        try:
            found: dict[str, Any] = self.email_url_config(text)
        except (KeyError, ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(shape) from error
        if not found["EMAIL_BACKEND"].endswith(".smtp.EmailBackend") or not found["EMAIL_HOST"]:
            raise ImproperlyConfigured(shape)
        return found

    def mail_service(self, name: str) -> dict[str, Any]:
        """Django's settings of a provider that takes mail over its web interface, by django-anymail, which is installed
        only where one is named; empty where none is.
        """
        service = self.one_of(name, "", ("", *MAIL_SERVICES))
        key, address = self.str(f"{name}_KEY", default=""), self.str(f"{name}_URL", default="")
        if not service:
            return {}
        if importlib.util.find_spec("anymail") is None:
            raise ImproperlyConfigured(f"{name} needs django-anymail, which is not installed. {HOW_TO_GET_ANYMAIL}")
        if not key:
            raise ImproperlyConfigured(f"{name}_KEY must be the key that {service} gave you, because {name} is set.")
        own = {f"{service.upper()}_API_URL": self.web_address(f"{name}_URL", "") + "/"} if address else {}
        anymail = {MAIL_SERVICES[service]: key, **own}
        return {"EMAIL_BACKEND": f"anymail.backends.{service}.EmailBackend", "ANYMAIL": anymail}

    def refuse_unknown(self, *elsewhere: str) -> None:
        """Stop at a name that is in the file, or looks like one of ours, and that nobody reads.

        `elsewhere` are names that are read, but not in the settings.
        """
        known = {*self.defaults, *elsewhere}
        for name in sorted(set(self.ENVIRON) - known):
            meant = meant_by(name, known)
            if meant or name in self.in_file or OURS.fullmatch(name):
                where = f" in {self.file.name}" if self.file and name in self.in_file else ""
                instead = f" Write {meant}." if meant else " docs/how-to/configure.md lists those that there are."
                raise ImproperlyConfigured(f"{name}{where} is not a variable of the portal.{instead}")

    def in_force(self) -> Iterator[Setting]:
        """Each variable that was asked for, in that order, without secrets."""
        for name, default in self.defaults.items():
            text = self.ENVIRON.get(name)
            from_file = name in self.in_file - self.overridden
            source = "default" if text is None else str(self.file) if from_file else "environment"
            said = text if text is not None else "" if default in (None, self.NOTSET) else _as_text(default)
            yield Setting(name, without_secret(name, said), source)


HOW_TO_MAKE_A_KEY = "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one."


def malformed(name: str, rule: str, text: str | None) -> ImproperlyConfigured:
    """The text of a secret is never said."""
    is_secret = re.search(SECRET, name) or "://" in str(text)
    return ImproperlyConfigured(f"{name} {rule}." if is_secret else f"{name} {rule}, not “{text}”.")


def meant_by(name: str, known: Collection[str]) -> str:
    """Which of the known names somebody misspelt; empty where it looks like none of them."""
    if (ours := OURS.fullmatch(name)) and ours[1] in known:
        return ours[1]
    if name != name.upper() or len(name) < 6:
        return ""
    plain = {each.replace("_", ""): each for each in known}
    return next((plain[each] for each in get_close_matches(name.replace("_", ""), plain, n=1, cutoff=ALIKE)), "")


SECRET = "KEY|PASSWORD|SECRET|TOKEN"


def without_secret(name: str, text: str) -> str:
    if re.search(SECRET, name):
        return f"set, {len(text)} characters" if text else "not set"
    return re.sub(r"(://[^:/@]*):[^/]*@", r"\1:(hidden)@", re.sub(r"(?i)(password=)[^&]*", r"\1(hidden)", text))


def mistake_in_colour(text: str) -> str:
    """What is wrong with a colour that headings are printed in, to stand after its name; empty if nothing is."""
    if not re.fullmatch("#[0-9a-fA-F]{6}", text):
        return f"must be a colour such as #0b4f6c, not “{text}”"
    if (contrast := contrast_on_white(text)) < CONTRAST:
        return (
            f"is {text}, whose contrast on white paper is {math.floor(contrast * 100) / 100:.2f} to 1. Choose a darker "
            f"colour, of at least {CONTRAST} to 1: headings are printed in it. {darker(text)} is the same one, darker"
        )
    return ""


def whole_colour(text: str) -> str:
    """`#rrggbb` of what people type for it: without the mark, or with one digit in place of two."""
    typed = text.strip().lower().removeprefix("#")
    if re.fullmatch("[0-9a-f]{3}", typed):
        return "#" + "".join(digit * 2 for digit in typed)
    return f"#{typed}" if re.fullmatch("[0-9a-f]{6}", typed) else text.strip()


def darker(colour: str) -> str:
    """The lightest of the same hue that has enough contrast on white."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    shades = ("#" + "".join(f"{part * share // 100:02x}" for part in parts) for share in range(100, -1, -1))
    return next(shade for shade in shades if contrast_on_white(shade) >= CONTRAST)


def contrast_on_white(colour: str) -> float:
    """The contrast ratio by WCAG 2.2 of `#rrggbb` with white: 1 to 21."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return ",".join(value) if isinstance(value, list) else str(value)
