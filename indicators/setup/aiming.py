"""Targets that are set together: those of all years of one indicator, or of many indicators by a file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from strategy_portal.children import children_of
from strategy_portal.models import User
from strategy_portal.records.history import create_with_history, put_rows, record_changes
from strategy_portal.records.holdings import check_said
from strategy_portal.records.versions import Refused, claim_owners

from ..models import Indicator, Seal, Target
from ..models.seal import last_sealed, refuse_sealed

SAYS = ("value", "low", "high", "basis", "shares", "reason", "agreed_by", "made_by")
"""What a target says; the rest is whose it is, and from when."""


class TargetRefused(Refused):
    """What can't be aimed at, and which target says it."""

    def __init__(self, refused: Refused, target: Target):
        super().__init__(str(refused), refused.field)
        self.target = target


def all_years(said: Sequence[Target], indicator: Indicator, *, by: User, sealed: bool = False) -> list[Target]:
    """What is said of an indicator's targets, year by year, not stored: a year's own goes before what is stated for
    every year.

    What is stated once leaves out a year that has a target of its own already, and one in which a value is sealed.
    """
    targets = children_of(indicator, "targets")
    own = {row.year_starts_on for row in targets if row.is_first and row.basis != Target.HowSet.STRATEGY}
    found: dict[date, Target] = {}
    for row in said:
        row.indicator, row.made_by = indicator, by
        if row.basis != Target.HowSet.STRATEGY:
            found[row.year_starts_on] = row
            continue
        for year in indicator.outcome.strategy.years:
            if year.start not in {*found, *own} and not (sealed and last_sealed([indicator], within=year)):
                found[year.start] = of_year(row, year.start)
    return [found[start] for start in sorted(found)]


def of_year(row: Target, start: date) -> Target:
    """The same target for another year."""
    said = {name: getattr(row, name) for name in SAYS}
    return Target(indicator=row.indicator, year_starts_on=start, holds_from=start, **said)


def check_target(row: Target, *, before: Target | None, sealed: bool) -> None:
    """Raises TargetRefused where `agree` would refuse. `before` is the target that holds in its year from the same day,
    `sealed` whether any value of the indicator is.
    """
    try:
        _check(row, before, sealed)
    except Refused as refused:
        raise TargetRefused(refused, row) from refused


def _check(row: Target, before: Target | None, sealed: bool) -> None:
    check_said(row, needs_reason=True, needs_who_agreed=before is not None)
    if sealed:
        refuse_sealed(row.holds_from, [row.indicator], within=row.year)
    row.check_fits()


def checked(indicator: Indicator, said: Sequence[Target], *, sealed: bool, by: User) -> list[Target]:
    """The targets that what is said comes to, to be stored by `store_targets`; the indicator is as it stands.

    Raises Refused. No query, unless something is sealed.
    """
    there = {(row.year_starts_on, row.holds_from): row for row in children_of(indicator, "targets")}
    rows = all_years(said, indicator, by=by, sealed=sealed)
    for row in rows:
        before = there.get((row.year_starts_on, row.holds_from))
        check_target(row, before=before, sealed=sealed)
        if before is not None:
            row.pk, row.made_at = before.pk, before.made_at
    return rows


def sealed_of(indicators: Iterable[Indicator]) -> set[int]:
    """The keys of those of which a value is sealed. One query."""
    return set(Seal.objects.filter(indicator__in=list(indicators)).values_list("indicator", flat=True))


@transaction.atomic
def store_targets(rows: Mapping[Indicator, Sequence[Target]], *, by: User) -> None:
    """Store what was checked, of many indicators at once: eight statements. Raises ChangedMeanwhile.

    The caller holds their strategy, so that nothing is sealed meanwhile.
    """
    if not rows:
        return
    claim_owners(Indicator, {indicator.pk: indicator.version for indicator in rows}, by=by)
    targets = [row for each in rows.values() for row in each]
    create_with_history([row for row in targets if row.pk is None], by=by)
    replaced = [row for row in targets if row.pk is not None]
    put_rows(Target, replaced, over=True)
    record_changes(replaced, by=by)
