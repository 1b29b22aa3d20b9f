"""Plans made at random say of each action what the rules say of its dates, its state and its reports."""

from collections import defaultdict
from random import Random

import pytest
from django.conf import settings

from actions.models import Action
from outcomes.models import Outcome, Strategy
from strategy_portal.models import Team
from tests.conftest import ON

from .acting import make_plan
from .oracle_actions import Course, Due

SEEDS = range(901, 911) if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else (901,)
COLOURS = ("red", "amber", "green")


@pytest.fixture
def plan(people):
    """`plan(seed)`: actions of every state, with dates of every kind, in a strategy whose years begin somewhere."""

    def make(seed: int) -> Strategy:
        month, day = Random(seed).choice(((4, 1), (1, 1), (4, 6), (7, 1)))
        strategy = Strategy.objects.create(
            slug=f"plan-{seed}", title="A plan", organisation="A council", starts_on="2024-04-01", ends_on="2028-03-31",
            year_start_month=month, year_start_day=day,
        )  # fmt: skip
        outcomes = [Outcome.objects.create(strategy=strategy, number=number, title="An aim") for number in (1, 2)]
        team = Team.objects.create(organisation="A council", name="A team")
        make_plan(seed, strategy, outcomes, [], team, people["performance"], ON)
        return strategy

    return make


def course_of(action: Action, dates: list, year_start: tuple[int, int]) -> Course:
    latest = action.updates.order_by("-written_on", "-pk").first()
    at_risk = bool(latest and latest.at_risk)
    return Course(action.state, [Due(text, year_start) for text in dates], at_risk, bool(latest), ON)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_made_at_random_stands_as_the_rules_say(seed, plan, signed_in):
    """Rules 9.1 to 9.4: the window, whether it is late, and its colour."""
    strategy = plan(seed)
    year_start = strategy.year_start_month, strategy.year_start_day
    written = defaultdict(list)
    for action in strategy.actions.all():
        written[action.number] = [row.as_written for row in action.due_dates.order_by("holds_from", "pk")] or [""]
    found = signed_in("board").get(f"/api/v1/actions/?strategy={strategy.slug}&page_size=100").json()["results"]
    differences = []
    for row in found:
        action = strategy.actions.get(number=row["number"])
        course = course_of(action, written[row["number"]], year_start)
        window = course.dates[-1].window or (None, None)
        expected = (*(day and day.isoformat() for day in window), course.is_late, course.colour)
        code = row["status"]["code"] if row["status"] else ""
        said = (row["due"]["first_day"], row["due"]["last_day"], row["overdue"], code if code in COLOURS else "")
        if said != expected:
            dates = [each.text for each in course.dates]
            differences.append(f"{row['number']} {course.state} {dates}: {said}, by the rules {expected} {course.slip}")
    assert differences == [], "\n".join(differences)
    assert len(found) == 10
