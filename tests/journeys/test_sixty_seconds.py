"""What a board asks of each red indicator is answered in the top two screens of its page, as they are drawn."""

import re
from collections.abc import Iterator

import pytest

from .conftest import Database, _database, _server, environment, manage

pytestmark = pytest.mark.browser

STRATEGIES = ("wlc-customer-2023-28", "random-1", "random-2")
QUARTER, BEFORE = "2026-27-Q2", "2026-27-Q1"
TWO_SCREENS = 1800
MAKE = """
from django.db import transaction
from tests.conftest import ON
from tests.portals.making import Maker, People
from strategy_portal.models import User
cast = (User.objects.get(username=name) for name in ("performance", "officer", "approver"))
with transaction.atomic():
    people = People(*cast)
    for seed in (1, 2):
        Maker(seed, people, ON).make()
"""

DRAWN = """(end) => [...document.querySelectorAll("main :is(h1, h2, h3, p, dt, dd, li, .dist__part, .answer)")]
    .filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((it) => it.getBoundingClientRect().bottom + scrollY <= end).map((it) => it.innerText).join("\\n")"""
"""What can be read without scrolling further, from the boxes that the browser has drawn."""

ROWS = """(end) => [...document.querySelectorAll(".need[aria-labelledby]")]
    .filter((row) => row.getBoundingClientRect().bottom + scrollY <= end)
    .map((row) => ({ text: row.innerText, picture: !!row.querySelector("svg")?.getBoundingClientRect().width }))"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory, worker_id, filled: Database) -> Iterator[str]:
    """The demonstration, and beside it strategies that are made at random."""
    folder = tmp_path_factory.mktemp("sixty")
    with _database(folder, f"sixty_{worker_id}", copy_of=filled) as database:
        manage(database, "shell", "-c", MAKE)
        with _server(environment(database)) as url:
            yield url


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_top_two_screens_answer_the_eight_questions_of_each_red_indicator(visit, strategy):
    """What is expected comes from the API, not from what the page is made of."""
    board = visit("board")
    now, before = (_indicators(board, strategy, period) for period in (QUARTER, BEFORE))
    actions = _results(board, f"actions/?strategy={strategy}")
    red = [row for row in now if row["status"]["slug"] == "red"]
    assert len(red) == 2
    board.open(f"/strategies/{strategy}/board/")
    top = " ".join(board.page.evaluate(DRAWN, TWO_SCREENS).split())
    rows = board.page.evaluate(ROWS, TWO_SCREENS)
    assert f"2 of {sum(row['status']['slug'] in COLOURS for row in now)} judged indicators are red" in top
    for changed in _changes(before, now):
        assert changed in top, "What changed is not said"
    assert _late(actions) in top, "What is late is not said"
    for indicator in red:
        (row,) = (each for each in rows if f"{indicator['reference']} " in each["text"].split("\n\n")[0])
        said = " ".join(row["text"].split())
        assert row["picture"]
        assert "Red" in said
        assert indicator["status"]["shown_text"] in said, "The figure is not said"
        assert all(since in said for since in indicator["since"]), "Since when is not said"
        assert _explained(indicator, said), "Neither why, nor that nobody explained"
        assert f"Owner {indicator['owner'] or 'not stated'}" in said
        assert [each for each in _done(indicator, actions) if each not in said] == [], "What is being done is not said"
        assert re.search(r"For the board \w.+[.]", said), "What is to be decided is not said"


COLOURS = ("red", "amber", "green")
UNREPORTED = {"unknown": "No state reported"}
"""The page says more than that no state is stated."""


def _results(board, address: str) -> list[dict]:
    found = board.page.request.get(f"{board.portal}/api/v1/{address}").json()
    assert found["next"] is None, "a second page is not read"
    return found["results"]


def _indicators(board, strategy: str, period: str) -> list[dict]:
    return _results(board, f"indicators/?strategy={strategy}&period={period}&include=commentaries")


def _changes(before: list[dict], now: list[dict]) -> list[str]:
    """`2.2 went from red to green`, of each that has another colour than it had."""
    were = {row["reference"]: row["status"]["slug"] for row in before}
    pairs = [(row["reference"], were[row["reference"]], row["status"]["slug"]) for row in now]
    moved = [pair for pair in pairs if pair[1] != pair[2] and {pair[1], pair[2]} <= set(COLOURS)]
    return [f"{name} went from {was} to {is_now}" for name, was, is_now in moved] or ["no colour changed"]


def _late(actions: list[dict]) -> str:
    if not any(action["due"]["stated"] for action in actions):
        return "No action has a date, so none can be late."
    late = sum(action["overdue"] for action in actions)
    return f"{late or 'None'} of {len(actions)} actions {'is' if late < 2 else 'are'} late"


def _done(indicator: dict, actions: list[dict]) -> list[str]:
    """Each action that is linked to it, and how it stands; else that none is."""
    linked = [action for action in actions if indicator["key"] in action["indicators"]]
    told = [f"{each['number']} {each['title']} {UNREPORTED.get(each['state'], each['state_word'])}" for each in linked]
    return told or ["No action is linked"]


def _explained(indicator: dict, said: str) -> bool:
    whys = [each["why"] for each in indicator["status"]["commentaries"] if each["why"]]
    return any(why in said for why in whys) if whys else "No explanation given" in said
