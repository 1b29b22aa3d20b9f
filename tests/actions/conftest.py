"""What the tests of actions share: the moment of the demonstration, and moves as they are usually agreed."""

from datetime import UTC, date, datetime

import pytest

from actions.planning.services import Agreement, revise_due

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
BOARD = "the corporate board"


@pytest.fixture
def at() -> datetime:
    """Noon on the day of the demonstration."""
    return AT


@pytest.fixture
def move(people, on):
    """`move(action, "End 2027")` moves a date as the board agreed it on 4 November 2026."""

    def moved(dated, due: str, *, reason: str = "The supplier withdrew.", agreed_by: str = BOARD, by=None):
        dated.refresh_from_db()
        agreement = Agreement(reason, agreed_by, date(2026, 11, 4))
        return revise_due(
            dated=dated,
            due=due,
            agreement=agreement,
            version=dated.version,
            by=by or people["performance"],
            on=on,
            at=AT,
        )

    return moved
