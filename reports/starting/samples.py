"""The four sample strategies: load them into a portal, and put them away once they have done their service."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db import transaction

from outcomes.editing.services import archive_strategy
from outcomes.models import Strategy
from strategy_portal.facts import files
from strategy_portal.models import User
from strategy_portal.records.history import recorded
from strategy_portal.records.versions import Refused

WHY = "A sample, not a strategy of this council"


def sample_names() -> list[str]:
    return [path.stem for path in files("facts")]


@transaction.atomic
def load_samples(*, by: User) -> int:
    """Load those that are not there, and take up those that were put away; how many. Raises Refused: all are there."""
    there = Strategy.objects.filter(slug__in=sample_names())
    away = [strategy for strategy in there if strategy.archived_on]
    missing = len(sample_names()) - len(there)
    if not away and not missing:
        raise Refused("The samples are there already")
    for strategy in away:
        archive_strategy(strategy=strategy, reason=WHY, seen=strategy.version, by=by, on=None)
    if missing:
        with recorded(by=by):
            call_command("load_facts", stdout=StringIO())
    return missing + len(away)


@transaction.atomic
def put_samples_away(*, by: User, on: date) -> int:
    """They are not among the running strategies any more; how many. Raises Refused: none is in use.

    None is deleted: dates and values that were agreed once are signed records, and a gap among them would be found as
    tampering (trust S6).
    """
    found = Strategy.objects.filter(slug__in=sample_names(), archived_on=None)
    for strategy in found:
        archive_strategy(strategy=strategy, reason=WHY, seen=strategy.version, by=by, on=on)
    if not found:
        raise Refused("No sample is in use")
    return len(found)
