"""The council's tolerances: what holds on a day for whom, and the deeds that change it (rules 6.2, 6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from outcomes.models import Strategy
from strategy_portal.domain import wording
from strategy_portal.domain.dated_rules import held_within, measures_of
from strategy_portal.domain.targets import DEFAULT_SIZE, Tolerance, ToleranceKind
from strategy_portal.models import User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import check_version

from ..models import CouncilTolerance, Indicator, Seal
from .guards import Agreed, SetupRefused, check_not_sealed, withdraw


@dataclass(frozen=True)
class DatedSize:
    """A size that the council set. Settled: something was judged by it, so it can't be withdrawn any more."""

    row: CouncilTolerance
    is_settled: bool

    @property
    def text(self) -> str:
        return wording.tolerance_text(self.row.as_domain())


@dataclass(frozen=True)
class CouncilLine:
    """The council's tolerance of one kind on a day. `held` is the row that holds; None: the rules' own default.

    `coming` is the next one, if it is set already. `followers` counts the indicators in use that are judged by it then.
    """

    kind: CouncilTolerance.Kind
    held: CouncilTolerance | None
    coming: CouncilTolerance | None
    sizes: tuple[DatedSize, ...]
    followers: int

    @property
    def text(self) -> str:
        kind = ToleranceKind(self.kind)
        return wording.tolerance_text(self.held.as_domain() if self.held else Tolerance(kind, DEFAULT_SIZE[kind]))


def council_lines(on: date) -> list[CouncilLine]:
    """One line for each kind, its sizes latest first. Four queries."""
    rows = list(CouncilTolerance.objects.select_related("made_by").order_by("-holds_from"))
    indicators = list(Indicator.objects.prefetch_related("rule_changes"))
    sealed = Seal.objects.current().order_by().values("indicator").annotate(until=Max("period__ends_on"))
    until = dict(sealed.values_list("indicator", "until"))
    return [
        _line(kind, [row for row in rows if row.kind == kind], _measured(kind, indicators), until, on)
        for kind in CouncilTolerance.Kind
    ]


def _measured(kind: str, indicators: Iterable[Indicator]) -> list[Indicator]:
    measures = measures_of(ToleranceKind(kind))
    return [each for each in indicators if each.measure in measures]


def _line(
    kind: CouncilTolerance.Kind,
    rows: list[CouncilTolerance],
    measured: list[Indicator],
    sealed_until: Mapping[int, date],
    on: date,
) -> CouncilLine:
    def is_settled(row: CouncilTolerance) -> bool:
        late = [each for each in measured if sealed_until.get(each.pk, date.min) > row.holds_from]
        return any(_follows_from(each, row.holds_from) for each in late)

    in_use = [each for each in measured if each.retired_on is None or each.retired_on >= on]
    return CouncilLine(
        kind=kind,
        held=next((row for row in rows if row.holds_from <= on), None),
        coming=next((row for row in reversed(rows) if row.holds_from > on), None),
        sizes=tuple(DatedSize(row, is_settled(row)) for row in rows),
        followers=sum(each.stated_on(on).tolerance is None for each in in_use),
    )


def followers(kind: ToleranceKind, first: date) -> list[Indicator]:
    """The indicators that the council's tolerance of a kind judges on `first` or at any time after it. Two queries."""
    measured = Indicator.objects.filter(measure__in=measures_of(kind)).prefetch_related("rule_changes")
    return [each for each in measured if _follows_from(each, first)]


def _follows_from(indicator: Indicator, first: date) -> bool:
    return any(stated.tolerance is None for stated in held_within(indicator.stated, first))


@transaction.atomic
def change_council_tolerance(
    *, kind: ToleranceKind, size: Decimal, agreed: Agreed, seen: int, by: User
) -> CouncilTolerance:
    """From a day on, another size of the council's tolerance of a kind. The same day again replaces what was set.

    `seen` is the version of that kind's rows. Raises ChangedMeanwhile, and SetupRefused: without a day, a reason or who
    agreed, for a size below zero, and where an indicator that states no tolerance is sealed (rules 6.7). Targets need
    no look: which of them a tolerance can judge is a matter of its kind, never of its size (rules 6.4).
    """
    _hold_council(kind, seen)
    if agreed.holds_from is None:
        raise SetupRefused("Enter the first day on which values are judged by the new size", "holds_from")
    agreed.check(is_change=True)
    if size < 0:
        raise SetupRefused("A tolerance can’t be negative", "size")
    check_not_sealed(agreed.holds_from, followers(kind, agreed.holds_from))
    row = CouncilTolerance.objects.filter(kind=kind, holds_from=agreed.holds_from).first()
    row = row or CouncilTolerance(kind=kind, holds_from=agreed.holds_from)
    row.size, row.reason, row.agreed_by, row.made_by = size, agreed.reason, agreed.agreed_by, by
    save_with_history(row, by=by, reason=agreed.reason)
    return row


@transaction.atomic
def withdraw_council_tolerance(*, row: CouncilTolerance, reason: str, seen: int, by: User) -> None:
    """Take a size away before anything was judged by it: the one before goes on. Raises as the change does."""
    kind = ToleranceKind(row.kind)
    _hold_council(kind, seen)
    check_not_sealed(row.holds_from, followers(kind, row.holds_from), field="")
    withdraw(row, reason, by)


def _hold_council(kind: ToleranceKind, seen: int) -> None:
    """Nothing of any strategy is approved, and nobody else changes the tolerance, before the change is stored."""
    Strategy.objects.hold()
    check_version(seen, CouncilTolerance, kind=kind)
