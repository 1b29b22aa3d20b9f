"""What was revised: figures restated since the last report, and what a correction changes in the one before it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from indicators.judging.loading import SEALED, WRITTEN, SealedEntry
from indicators.judging.standing import Entry, Standing
from indicators.models import Indicator, Seal
from reports.models import IssuedReport
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import Status
from strategy_portal.records.history import end_of

from .report_entries import FigureCell
from .report_keys import ReportKey


@dataclass(frozen=True)
class Revision:
    """A sealed figure that was restated: as the last report had it, and as it is now (rules 3.4)."""

    indicator: Indicator
    period: Period
    was: FigureCell
    now: FigureCell
    reason: str
    restated_at: datetime

    def figures(self) -> dict[str, str | None]:
        return {
            "reference": self.indicator.reference,
            "period": self.period.slug,
            **_before_and_now(self.was, self.now),
            "reason": self.reason,
            "restated_at": self.restated_at.isoformat(),
        }


@dataclass(frozen=True)
class Revisions:
    """`since` is the last report of the kind that was issued before; without one there is nothing to compare with."""

    since: IssuedReport | None
    lines: tuple[Revision, ...] = ()

    @property
    def since_text(self) -> str:
        if self.since is None:
            return ""
        return f"{self.since}, issued on {date_format(timezone.localtime(self.since.issued_at), 'j F Y')}"


def revisions(key: ReportKey, indicators: Iterable[Indicator], span: Period, as_of: date | None = None) -> Revisions:
    """What was restated since the last report of that kind of the strategy was issued: two queries.

    With `as_of` what was restated, and which report had been issued, by the end of that day.
    """
    before = IssuedReport.objects.filter(strategy=key.strategy, kind=key.kind).defer("html", "figures")
    if as_of is not None:
        before = before.filter(issued_at__lt=end_of(as_of))
    since = before.order_by("issued_at").last()
    if since is None:
        return Revisions(None)
    by_id = {indicator.pk: indicator for indicator in indicators}
    same = Seal.objects.filter(indicator=OuterRef("indicator"), period=OuterRef("period"))
    seals = Seal.objects.filter(
        Exists(same.filter(is_restated=True, sealed_at__gt=since.issued_at)),
        indicator__in=by_id, period__starts_on__lt=span.end,
    )  # fmt: skip
    if as_of is not None:
        seals = seals.filter(sealed_at__lt=end_of(as_of))
    by_period = seals.order_by("indicator_id", "period__starts_on", "version").annotate(**WRITTEN)
    rows = by_period.values_list(*SEALED, "sealed_at", named=True)
    order = {pk: place for place, pk in enumerate(by_id)}
    found = [
        _revision(by_id[pk], list(versions), since.issued_at)
        for (pk, _), versions in groupby(rows, key=lambda row: (row.indicator_id, row.period__starts_on))
    ]
    kept = [line for line in found if line is not None]
    return Revisions(since, tuple(sorted(kept, key=lambda line: (order[line.indicator.pk], line.period))))


def _revision(indicator: Indicator, versions: list[Any], issued_at: datetime) -> Revision | None:
    """None where the last report had no figure yet, nothing was revised since, or it is what it was, status and all."""
    reported = [row for row in versions if row.sealed_at <= issued_at]
    if not reported:
        return None
    latest = versions[-1]
    since = [SealedEntry(row) for row in versions if row.sealed_at > issued_at]
    reasons = dict.fromkeys(reason for entry in since for reason in entry.revised)
    year_start = indicator.outcome.strategy.year_start
    period = Period(latest.period__starts_on, Frequency(latest.period__frequency), year_start)
    was, now = (_cell(indicator, period, SealedEntry(row)) for row in (reported[-1], latest))
    if was == now or not reasons:
        return None
    return Revision(indicator, period, was, now, "; ".join(reasons), latest.sealed_at)


def _cell(indicator: Indicator, period: Period, entry: Entry) -> FigureCell:
    standing = Standing.sealed(period, entry)
    return FigureCell(standing.shown_text, standing.status, standing.basis.value if standing.basis != "period" else "")


@dataclass(frozen=True)
class CorrectedFigure:
    """A figure that differs between two versions of one report. A cell is None where the version had none."""

    indicator: str
    span: str
    was: FigureCell | None
    now: FigureCell | None

    @property
    def cells(self) -> tuple[FigureCell | None, FigureCell | None]:
        return self.was, self.now

    def figures(self) -> dict[str, Any]:
        return {"indicator": self.indicator, "span": self.span, **_before_and_now(self.was, self.now)}


def _before_and_now(was: FigureCell | None, now: FigureCell | None) -> dict[str, str | None]:
    cells = {"before": was, "now": now}
    values = {f"value_{when}": cell.text if cell else None for when, cell in cells.items()}
    return values | {f"status_{when}": str(cell.status) if cell else None for when, cell in cells.items()}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[CorrectedFigure, ...]:
    """What differs in the figures kept of two versions of a report, in the order of the later one."""
    was, now = _flat(before), _flat(after)
    spans = [*now, *(span for span in was if span not in now)]
    return tuple(
        CorrectedFigure(indicator, span, was.get((indicator, span)), now.get((indicator, span)))
        for indicator, span in spans
        if was.get((indicator, span)) != now.get((indicator, span))
    )


def _flat(figures: Mapping[str, Any]) -> dict[tuple[str, str], FigureCell]:
    """Indicator and span, `Q2 2025-26`, to what was printed there."""
    return {
        (f"{row['reference']} {row['title']}", span): FigureCell(
            kept.get("shown", kept["value"]), Status(kept["status"])
        )
        for row in figures.get("indicators", ())
        for spans in (row["periods"], row["years"])
        for span, kept in spans.items()
    }


@dataclass(frozen=True)
class CorrectedText:
    """A place at which two versions of one report say different words: the sentences that only one of them has."""

    place: str
    was: str
    now: str


def texts_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[CorrectedText, ...]:
    """What differs in the words kept of two versions, in what page one tells of an indicator, in their targets and in
    their actions: contents are compared, not times.
    """
    found = []
    for read in (_texts, _attention, _targets, _actions):
        was, now = read(before), read(after)
        for place in [*now, *(each for each in was if each not in now)]:
            one, other = was.get(place, ()), now.get(place, ())
            if one != other:
                gone, come = [each for each in one if each not in other], [each for each in other if each not in one]
                found.append(CorrectedText(place, " ".join(gone), " ".join(come)))
    return tuple(found)


_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")


def _texts(figures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The sentences of each place; how they are broken into lines makes no difference."""
    return {
        place: tuple(" ".join(each.split()) for each in _SENTENCE_ENDS.split(text) if each.strip())
        for place, text in figures.get("texts", {}).items()
    }


def _attention(figures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What needs attention, why, and what is being done."""
    return {
        f"{each['reference']} {each['name']}, page one": (
            each["said"],
            each["reason"] or "No reason was recorded.",
            each["remedy"] or "Nothing is on record of what is being done.",
        )
        for each in figures.get("attention", ())
    }


def _targets(figures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        f"{each['reference']} {each['name']}, target": (f"{each['target']}.",)
        for each in figures.get("indicators", ())
        if each.get("target")
    }


def _actions(figures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        f"Action {each['number']}": (
            _action_text(str(each["state"]), str(each["due"]), is_overdue=bool(each["overdue"])),
        )
        for each in figures.get("actions", ())
    }


def _action_text(state: str, due: str, *, is_overdue: bool) -> str:
    parts = [state.replace("-", " ").capitalize(), f"due {due}" if due else "", "overdue" if is_overdue else ""]
    return f"{', '.join(filter(None, parts))}."
