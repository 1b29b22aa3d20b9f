"""Other bodies' figures for the same thing: add, correct, withdraw."""

from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, save_with_history
from strategy_portal.records.versions import Refused, claim_owner

from ..models import Benchmark, Indicator


@transaction.atomic
def save_benchmark(*, indicator: Indicator, benchmark: Benchmark, seen: int, by: User, reason: str = "") -> Benchmark:
    """Add or correct another body's figure for a year. Raises ChangedMeanwhile, Refused for one given twice."""
    indicator = claim_owner(indicator, seen, by=by)
    same = indicator.benchmarks.filter(name=benchmark.name, year_starts_on=benchmark.year_starts_on)
    if same.exclude(pk=benchmark.pk).exists():
        raise Refused(f"{benchmark.name} has a figure for that year already: change that one", "name")
    if not reason.strip() and benchmark.pk:
        raise Refused("Say why the figure changes", "reason")
    benchmark.indicator, benchmark.is_demonstration = indicator, by.is_demonstration
    save_with_history(benchmark, by=by, reason=reason)
    return benchmark


@transaction.atomic
def withdraw_benchmark(*, benchmark: Benchmark, reason: str, seen: int, by: User) -> None:
    """Take a benchmark away; the history keeps it. Raises ChangedMeanwhile, Refused."""
    claim_owner(benchmark.indicator, seen, by=by)
    if not reason.strip():
        raise Refused("Say why it is withdrawn", "reason")
    delete_with_history(benchmark, by=by, event=Event.WITHDRAWN, reason=reason)
