"""What was approved, once and for all (rules 6.7), and how its figures are written and read."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_portal.domain.aggregation import Reading
from strategy_portal.domain.numbers import Format, Measure, Missing, Number
from strategy_portal.domain.periods import Period
from strategy_portal.domain.status import Judged, Polarity, Rule, Status, TargetValue, Tolerance, ToleranceKind
from strategy_portal.records.history import end_of
from strategy_portal.records.signing import Signed, SignedQuerySet
from strategy_portal.records.versions import Refused

from .indicator import Indicator, choices
from .reporting_period import ReportingPeriod


class SealQuerySet(SignedQuerySet):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def inputs_of(self, sealed: Iterable[tuple[int, Period, int]]) -> dict[int, list]:
        """By indicator, what went into this version of this period's seal: one query."""
        wanted = {(pk, period.start, period.frequency, version) for pk, period, version in sealed}
        found = self.filter(
            indicator__in={each[0] for each in wanted}, period__starts_on__in={each[1] for each in wanted}
        )
        rows = found.values_list("indicator_id", "period__starts_on", "period__frequency", "version", "inputs")
        return {place[0]: inputs for *place, inputs in rows if tuple(place) in wanted}

    def sealed_by_end_of(self, day: date) -> Self:
        """What was approved up to and including a day, oldest version first: the last one of each period counts."""
        return self.filter(sealed_at__lt=end_of(day)).order_by("version")


class Seal(Signed):
    """The organisation's figure of one indicator in one period as it stood after an approval, with all that proves it.

    Each approval adds a row; a row never changes, but for `is_current`, which only the latest has. So every page as of
    any date is a matter of choosing rows, and a later target or tolerance recolours nothing.

    Figures in the JSON fields are text in decimal notation, so that none loses a digit (rules 1.1). `reading` is the
    period's own figure; `proof` holds what is judged (for a sum the year to date), what it was judged by, what was said
    and why values were revised in that approval (`reasons` has those of the approvals before as well); `inputs` has one
    entry for each value, or for a formula each indicator, that went into the figure.
    """

    MAY_CHANGE = frozenset(["is_current"])
    VERSIONED_BY = ("indicator_id", "period_id")
    LATEST = "is_current"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="seals")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="seals")
    version = models.PositiveIntegerField(help_text="1 for the first approval in the period")
    is_current = models.BooleanField(default=True)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_restated = models.BooleanField("restated", default=False, help_text="An approved value was revised (rules 3.4)")
    reasons = models.JSONField("why it was restated", default=list, blank=True)

    reading = models.JSONField(help_text="The period’s own figure, in full, with its sums and coverage")
    status = models.CharField(max_length=20, choices=choices(Status))
    proof = models.JSONField()
    is_demonstration = models.BooleanField(default=False)
    inputs = models.JSONField(default=list)  # by far the longest, and rarely read: SQLite reads a row from its front

    objects: ClassVar = SealQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "period", "version"]
        constraints = [
            models.UniqueConstraint("indicator", "period", "version", name="seal_once_per_version"),
            models.UniqueConstraint("indicator", "period", condition=Q(is_current=True), name="seal_one_is_current"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.reference}, {self.period}, version {self.version}"

    @property
    def reason(self) -> str:
        """Why it was restated, in one line; empty where it was not."""
        return "; ".join(self.reasons)


def last_sealed(indicators: Collection[Indicator], *, within: Period | None = None) -> ReportingPeriod | None:
    """The latest period, of those that end in one financial year or of all, in which one of them is sealed."""
    sealed = Seal.objects.current().filter(indicator__in=indicators)
    if within is not None:
        sealed = sealed.filter(period__ends_on__gt=within.start, period__ends_on__lte=within.end)
    last = sealed.select_related("period__strategy").order_by("period__ends_on").last()
    return last.period if last else None


def refuse_sealed(
    holds_from: date, indicators: Collection[Indicator], *, within: Period | None = None, field: str = "holds_from"
) -> None:
    """What holds begins after the last sealed period, so that sealed figures need no second reading (rules 6.7).

    `within` limits the question to the periods that end in one financial year. Raises Refused, which names the period
    and the first day that can be had.
    """
    last = last_sealed(indicators, within=within)
    if last is None or last.ends_on <= holds_from:
        return
    text = f"{last} is sealed: its values were approved and judged by what held then."
    if within is not None and last.ends_on >= within.end:
        raise Refused(f"{text} Nothing of {within.label} can change any more; change the years after it", field)
    raise Refused(f"{text} Choose {last.ends_on:%-d %B %Y} or a later day", field)


# How figures are written in the JSON of a seal, as text so that none loses a digit, and read back (rules 1.1, 6.7).

MISSING = {reason.value: reason for reason in Missing}


def written_number(number: Number) -> str:
    """`84.5`, or the reason why there is no number."""
    return number.value if isinstance(number, Missing) else str(number)


def read_number(text: str) -> Number:
    return MISSING[text] if text in MISSING else Decimal(text)


def written_reading(reading: Reading) -> dict[str, Any]:
    return {
        "number": written_number(reading.number),
        "numerator": _written(reading.numerator),
        "denominator": _written(reading.denominator),
        "respondents": reading.respondents,
        "settled": reading.settled,
        "reported": reading.reported,
        "expected": reading.expected,
        "made_of": reading.made_of,
        "so_far": written_number(reading.so_far),
        "units": reading.units,
    }


def read_reading(kept: dict[str, Any]) -> Reading:
    return Reading(
        number=read_number(kept["number"]),
        numerator=_read(kept["numerator"]),
        denominator=_read(kept["denominator"]),
        respondents=kept["respondents"],
        settled=kept["settled"],
        reported=kept["reported"],
        expected=kept["expected"],
        made_of=kept.get("made_of"),
        so_far=read_number(kept["so_far"]) if "so_far" in kept else Missing.NOT_ENTERED,
        units=tuple(kept["units"]) if kept.get("units") else None,
    )


def written_judged(judged: Judged) -> dict[str, Any]:
    """Status, value as printed, and what it was judged by."""
    target, rule = judged.target, judged.rule
    return {
        "status": judged.status.value,
        "value": written_number(judged.value),
        "polarity": rule.polarity.value,
        "tolerance": [rule.tolerance.kind.value, str(rule.tolerance.size)],
        "format": [rule.format.measure.value, rule.format.places],
        "target": None if target is None else [_written(target.value), _written(target.low), _written(target.high)],
        "amber": [_written(judged.amber_low), _written(judged.amber_high)],
        "rule_version": judged.rule_version,
    }


def read_judged(kept: dict[str, Any]) -> Judged:
    low, high = kept["amber"]
    kind, size = kept["tolerance"]
    measure, places = kept["format"]
    tolerance = Tolerance(ToleranceKind(kind), Decimal(size))
    return Judged(
        status=Status(kept["status"]),
        value=read_number(kept["value"]),
        rule=Rule(Polarity(kept["polarity"]), tolerance, Format(Measure(measure), places)),
        target=None if kept["target"] is None else TargetValue(*map(_read, kept["target"])),
        amber_low=_read(low),
        amber_high=_read(high),
        rule_version=kept["rule_version"],
    )


def _written(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _read(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
