"""Every form of the portal, filled in by somebody who means harm: a message each time, never an error page (trust S11).

Each POST route of the table of rights is sent what its page offers, with hostile texts in all fields at once, in one
field after another, and with fields missing, by a person who may. A new route whose page is not found here fails.
"""

from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.urls import reverse

from strategy_portal.access import PUBLIC, RIGHTS
from tests.consultations.conftest import Person, opened  # noqa: F401 - a fixture
from tests.strategy_portal.places import PLACES, query
from tests.strategy_portal.test_access import address

FORMS = [route for route, row in RIGHTS.items() if "POST" in row and not route.startswith(("api:", "admin:"))]
URLENCODED = "application/x-www-form-urlencoded"
ROLES = ("performance", "officer", "clerk", "administrator")
TURNS = 4
"""So many fields of a form are tried one by one, the others as the page offers them."""

TEXTS = (
    b"9" * 20, b"-" + b"9" * 20, b"9" * 5000, b"1e999999", b"-1", b"9999999999", b"NaN", b"\0", b"5\x00",
    b"\xed\xa0\x80", b"\xff\xfe", b"x" * 20_000, b"99999-12-31", b"0001-01-01", b"[]", b"{}", b"\r\n", b"1.5",
    b"\xf3\xa0\x80\x81", b"\xd9\xa3",
)  # fmt: skip
NEARLY = ("seen", "version", "periods", "values")


class Fields(HTMLParser):
    """What the page's forms would send, as they stand."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, str] = {}
        self.files: set[str] = set()
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        name, value = of.get("name"), of.get("value") or ""
        if tag == "option":
            name, value = self.select, value if "selected" in of else self.found.get(self.select, value)
        elif tag == "select":
            self.select = name or ""
        if tag not in ("input", "select", "textarea", "button", "option") or not name:
            return
        if of.get("type") == "file":
            self.files.add(name)
        elif of.get("type") not in ("radio", "checkbox") or name not in self.found or "checked" in of:
            self.found[name] = value


def body(fields: dict[str, str | bytes]) -> str:
    pairs = ((name, text if isinstance(text, bytes) else text.encode()) for name, text in fields.items())
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(text)}" for name, text in pairs)


def hostile(fields: dict[str, str], turn: int):
    """What is sent: everything hostile, one field after another, nothing."""
    names = [name for name in fields if name != "csrfmiddlewaretoken"]
    texts = TEXTS[turn:] + TEXTS[:turn]
    for text in texts[:2]:
        yield dict.fromkeys(names, text)
    first = [name for name in names if name.rpartition("-")[2] in NEARLY]
    for name, text in zip([*first, *(n for n in names if n not in first)][:TURNS], cycle(texts)):
        yield fields | {name: text}
    yield {name: text for name, text in fields.items() if name not in names[:2]}
    yield {}


SENT_FROM = {
    "indicators:value-save": "indicators:value-edit",
    "indicators:period-make": "indicators:period-list",
    "people:password-link-create": "people:person-detail",
    "reports:indicator-watch": "indicators:indicator-detail",
    "reports:action-watch": "actions:action-detail",
}
"""Routes without a page of their own, and the pages whose forms lead there."""

CARRIED: dict[str, list[str]] = {"people:kept-form": ["sealed"], "reports:making-take-back": []}
"""Routes whose form stands on a page without an address of its own; and its fields."""

NEVER_THERE = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}
"""Without a second factor there is nothing to see."""


@pytest.mark.parametrize("route", FORMS)
def test_a_form_answers_whatever_is_sent(route, people, opened):  # noqa: F811
    client = Client(raise_request_exception=False)
    if route in ("consultations:form-page", "consultations:form-check"):
        person = Person(opened)
        person.begin()
        client.cookies = person.client.cookies
    elif PUBLIC not in RIGHTS[route]["POST"]:
        client.force_login(people[next(role for role in ROLES if role in RIGHTS[route]["POST"])])
    url = reverse(route, args=PLACES[route]()) if route in PLACES else address(route)
    url += query(route)
    if route in CARRIED:
        fields = dict.fromkeys(CARRIED[route], "")
    else:
        page = client.get(address(SENT_FROM[route]) if route in SENT_FROM else url, follow=True)
        assert page.status_code == (404 if route in NEVER_THERE else 200)
        fields = Fields(page.content.decode()).found
    for sent in hostile(fields, FORMS.index(route) % len(TEXTS)):
        assert client.post(url, body(sent), content_type=URLENCODED).status_code < 500, sent


LISTS = (
    "indicators:indicator-list", "actions:action-list", "consultations:consultation-list", "outcomes:strategy-list",
    "reports:report-list", "indicators:unit-list", "indicators:period-list", "indicators:setup-list", "reports:board",
    "indicators:key-output-list",
    "actions:plan", "home", "reports:meeting-list", "reports:decision-list", "reports:owes",
)  # fmt: skip
ASKED = ("page", "per_page", "sort", "strategy", "outcome", "period", "as_of", "status", "team", "due", "kind")


@pytest.mark.parametrize("route", LISTS)
def test_a_list_answers_whatever_is_asked(route, signed_in):
    client = signed_in("performance")
    client.raise_request_exception = False
    turn = LISTS.index(route)
    for place, name in enumerate(ASKED):
        for text in (TEXTS[(turn + place) % len(TEXTS)], b"-1", b"9" * 20):
            assert client.get(f"{address(route)}?{name}={quote_from_bytes(text)}").status_code < 500, (name, text)
