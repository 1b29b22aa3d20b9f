"""Made-up links from outcomes to corporate priorities: the sources state none, so each is marked."""

from collections.abc import Mapping, Sequence

from .models import ServedPriorities, Statement, Strategy


def serve_priorities(strategy: Strategy, links: Mapping[int, Sequence[int]]) -> None:
    """For each number of an outcome the places of the priorities that it serves."""
    priorities = list(Statement.objects.priorities().filter(strategy=strategy))
    for outcome in strategy.outcomes.filter(number__in=links):
        served = ServedPriorities.objects.create(outcome=outcome, is_demonstration=True)
        served.priorities.set([priorities[place - 1] for place in links[outcome.number]])
