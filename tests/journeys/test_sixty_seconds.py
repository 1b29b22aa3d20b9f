"""What a board asks of each red indicator is answered in the top two screens of its page, as they are drawn."""

from collections.abc import Iterator

import pytest

from .conftest import Database, _database, _server, environment, manage

pytestmark = pytest.mark.browser

WLC, RANDOM = "wlc-customer-2023-28", "random-1"
TWO_SCREENS = 1800
MAKE = """
from django.db import transaction
from tests.conftest import ON
from tests.portals.making import Maker, People
from strategy_portal.models import User
cast = (User.objects.get(username=name) for name in ("performance", "officer", "approver"))
with transaction.atomic():
    Maker(1, People(*cast), ON).make()
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
    """The demonstration, and beside it a strategy that is made at random."""
    folder = tmp_path_factory.mktemp("sixty")
    with _database(folder, f"sixty_{worker_id}", copy_of=filled) as database:
        manage(database, "shell", "-c", MAKE)
        with _server(environment(database)) as url:
            yield url


@pytest.mark.parametrize("strategy", [WLC, RANDOM])
def test_the_top_two_screens_answer_the_eight_questions_of_each_red_indicator(visit, strategy):
    board = visit("board")
    found = board.page.request.get(f"{board.portal}/api/v1/indicators/?strategy={strategy}&include=commentaries").json()
    red = [row for row in found["results"] if row["status"]["slug"] == "red"]
    assert len(red) == 2
    board.open(f"/strategies/{strategy}/board/")
    top, rows = board.page.evaluate(DRAWN, TWO_SCREENS), board.page.evaluate(ROWS, TWO_SCREENS)
    assert f"2 of {_judged(found)} judged indicators are red" in top
    assert ("no colour changed" in top) or (" went from " in top), "What changed is not said"
    assert ("late" in top) or not _has_actions(board, strategy), "What is late is not said"
    for indicator in red:
        (row,) = (each for each in rows if f"{indicator['reference']} " in each["text"].split("\n\n")[0])
        said = " ".join(row["text"].split())
        assert row["picture"]
        assert "Red" in said
        assert all(since in said for since in indicator["since"]), "Since when is not said"
        assert _explained(indicator, said), "Neither why, nor that nobody explained"
        assert f"Owner {indicator['owner'] or 'not stated'}" in said
        assert ("No action is linked" in said) or any(state in said for state in STATES), "What is done is not said"
        assert "For the board" in said, "What is to be decided is not said"


STATES = ("In progress", "Not started", "Completed", "Suspended", "No state reported")
COLOURS = ("red", "amber", "green")


def _judged(found: dict) -> int:
    return sum(row["status"]["slug"] in COLOURS for row in found["results"])


def _has_actions(board, strategy: str) -> bool:
    return board.page.request.get(f"{board.portal}/api/v1/actions/?strategy={strategy}").json()["count"] > 0


def _explained(indicator: dict, said: str) -> bool:
    whys = [each["why"] for each in indicator["status"]["commentaries"] if each["why"]]
    return any(why in said for why in whys) if whys else "No explanation given" in said
