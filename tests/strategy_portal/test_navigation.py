"""The main navigation: five groups in the order of the apps, and in them what a person may open."""

import re

import pytest

from strategy_portal.access import RIGHTS
from strategy_portal.models import User
from strategy_portal.navigation import GROUPS
from strategy_portal.records.history import known_as

from .test_access import address


def groups(page: str) -> list[str]:
    row = page.split('aria-label="Main"')[1].split("</nav>")[0]
    return [name.strip() for name in re.findall(r'class="ds_site-navigation__link[^"]*"[^>]*>([^<]+)<', row)]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("performance", ["My work", "Strategies", "People say", "Reports", "Manage"]),
        ("board", ["My work", "Strategies", "People say", "Reports", "Radar"]),
        ("officer", ["My work", "Strategies", "People say", "Reports"]),
        ("public", ["Home", "People say", "All reports"]),
    ],
)
def test_each_role_has_its_groups_and_a_group_of_one_page_is_that_page(signed_in, db, role, shown):
    assert groups(signed_in(role).get("/").content.decode()) == shown


def test_the_page_that_is_open_is_marked_with_its_group(signed_in):
    page = signed_in("performance").get("/periods/").content.decode()
    assert re.search(r'<summary class="ds_site-navigation__link ds_current">Manage', page)
    assert 'aria-current="page">Periods' in page


def test_the_way_to_each_page_begins_at_home(signed_in, wlc):
    """So does that to a page below, which has the same component."""
    routes = [route for _, entries in GROUPS for _, route in entries if route != "home"]
    below = ["outcomes:strategy-detail", "actions:plan", "indicators:indicator-detail", "reports:meeting-create"]
    for route in [*routes, *below]:
        client = signed_in(next(role for role in ("performance", "administrator") if role in RIGHTS[route]["GET"]))
        assert ways(client.get(address(route)).content.decode()) == [["Home"]], route


def ways(page: str) -> list[list[str]]:
    """The first step of each."""
    return [re.findall(r'breadcrumbs__link" href="/">([^<]+)<', way)[:1] for way in page.split('"Breadcrumb"')[1:]]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Ada", "L", "a@example.org", "ada"), "Ada L"),
        (("", "", "a@example.org", "ada"), "a@example.org"),
        (("", "", "", "ada"), "ada"),
    ],
)
def test_a_person_without_a_name_is_known_by_e_mail(names, shown):
    first, last, email, username = names
    assert known_as(*names) == str(User(first_name=first, last_name=last, email=email, username=username)) == shown
