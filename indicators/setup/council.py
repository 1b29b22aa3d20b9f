"""The council's tolerances: what holds on a day, for whom (rules 6.2, 6.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from strategy_portal.domain.targets import DEFAULT_SIZE, ToleranceKind, measures_of
from strategy_portal.domain.timeline import START, timeline

from ..models import CouncilTolerance, Indicator, Seal
from ..models.rule import follows_from


@dataclass(frozen=True)
class DatedSize:
    """A size that the council set. Settled: something was judged by it, so it can't be withdrawn any more."""

    row: CouncilTolerance
    is_settled: bool

    @property
    def text(self) -> str:
        return self.row.as_domain().text


@dataclass(frozen=True)
class CouncilLine:
    """The council's tolerance of one kind on a day. `held` is what holds: from the start the rules' own default.

    `coming` is the next one, if it is set already. `followers` counts the indicators in use that are judged by it then.
    """

    kind: CouncilTolerance.Kind
    held: CouncilTolerance
    coming: CouncilTolerance | None
    sizes: tuple[DatedSize, ...]
    followers: int

    @property
    def text(self) -> str:
        return self.held.as_domain().text


def council_lines(on: date) -> list[CouncilLine]:
    """One line for each kind, its sizes latest first. Four queries."""
    rows = list(CouncilTolerance.objects.select_related("made_by").order_by("-holds_from"))
    indicators = list(Indicator.objects.prefetch_related("rules"))
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
        return any(follows_from(each, row.holds_from) for each in late)

    default = CouncilTolerance(kind=kind, size=DEFAULT_SIZE[ToleranceKind(kind)], holds_from=START)
    dated = timeline(rows, start=default)
    in_use = [each for each in measured if each.retired_on is None or each.retired_on >= on]
    return CouncilLine(
        kind=kind,
        held=dated.on(on),
        coming=next((row for row in dated.later if row.holds_from > on), None),
        sizes=tuple(DatedSize(row, is_settled(row)) for row in rows),
        followers=sum(each.stated.on(on).tolerance is None for each in in_use),
    )
