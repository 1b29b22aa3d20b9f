"""The cast: the four strategies with the demonstration data, loaded once, and a signed-in client for each role."""

from datetime import date
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client

from outcomes.models import Strategy
from strategy_portal.council.in_force import KEY
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.fulltext.engines import engine
from strategy_portal.models import Council, Role, User

ON = date(2026, 11, 21)
QUARTER = Period(date(2026, 7, 1), Frequency.QUARTERLY)


SPREAD = "tests/journeys/test_accessibility.py"
"""The longest file of all: its tests are given to whichever process is free."""
MADE = tuple(f"tests/reports/test_{name}.py" for name in ("documents", "lengths", "report_appendix", "report_detail"))
"""The files that read the reports of tests/reports/conftest.py, each of which is made once in a process."""
LONGEST = ("accessibility", "first_quarter", "entering", "charts", "stored_scripts", "printing")
"""The files of browser tests that take longest, in this order."""


def _turn(item) -> int:
    """Of a browser test where its file stands among the longest; 0 of all others."""
    name = item.path.stem.removeprefix("test_")
    return [*LONGEST, name].index(name) + 1 if "browser" in item.keywords else 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Browser tests last, of them the longest first, so that two processes end at the same time."""
    items.sort(key=_turn)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A process is given whole files, in that order: what a file shares, a portal with its server say, is made once.

    Files that share what is made are given together. Files that are named one by one are shared out test by test.
    """
    if all(Path(arg.partition("::")[0]).is_file() for arg in config.args):
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return nodeid if file == SPREAD else MADE[0] if file in MADE else file

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Facts and demonstration data stand in the test database; what a test changes is rolled back."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            engine().create(cursor)  # a migration makes these tables, and the tests are made without migrations
        call_command("load_facts", verbosity=0)
        call_command("demo_data", verbosity=0, on=ON)
        _ = connection.features.supports_json_field  # asked once in a process; no page's number of queries has it


@pytest.fixture(autouse=True)
def council_as_the_environment_says():
    """As in a process that has served a page: what the portal keeps of the council is asked for once a minute."""
    caches["process"].set(KEY, Council(version=0), timeout=None)
    yield
    caches["process"].clear()


@pytest.fixture
def on() -> date:
    """The day of the demonstration."""
    return ON


@pytest.fixture
def quarter() -> Period:
    """Q2 2026/27, the last quarter that has ended on that day."""
    return QUARTER


@pytest.fixture
def wlc(db) -> Strategy:
    """West Lothian 2023-28: 18 indicators, 7 actions without owner or date."""
    return Strategy.objects.get(slug="wlc-customer-2023-28")


@pytest.fixture
def elc(db) -> Strategy:
    """East Lothian 2023-28: 24 actions with phrases for dates, one consultation."""
    return Strategy.objects.get(slug="elc-customer-2023-28")


@pytest.fixture
def predecessor(db) -> Strategy:
    """West Lothian 2011-14: no indicator, no action, focus groups and engagement standards."""
    return Strategy.objects.get(slug="wlc-customer-services-2011-14")


@pytest.fixture
def borough(db) -> Strategy:
    """The London borough's: one indicator without a target."""
    return Strategy.objects.get(slug="borough-customer-service-2024-27")


@pytest.fixture
def people(db) -> dict[str, User]:
    """The demonstration users by user name."""
    return {user.username: user for user in User.objects.filter(is_demonstration=True)}


@pytest.fixture
def signed_in(people):
    """`signed_in("officer")` is a client in which that user is signed in; `signed_in("public")` is nobody."""

    def sign_in(username: str) -> Client:
        client = Client()
        if username != "public":
            client.force_login(people[username])
        return client

    return sign_in


@pytest.fixture(params=[*Role.values, "public"])
def role(request) -> str:
    """Each role in turn, whose demonstration user has the same name, and the public."""
    return request.param
