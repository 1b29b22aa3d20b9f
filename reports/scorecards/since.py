"""What happened to the strategies since a quarter ended: dated events, the latest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects
from django.utils.timezone import localtime

from consultations.models import Consultation
from indicators.judging.cards import IndicatorCard
from outcomes.models import Strategy
from reports.models import IssuedReport
from strategy_portal.domain.status import Status
from strategy_portal.records.history import end_of, start_of

from .board import BoardPage
from .changes import restated_since
from .unknown import due_on

FEW = 3
"""So many actions of one day are named; of more their number is said."""


@dataclass(frozen=True)
class Event:
    """One thing that happened on a day; `url` leads to it."""

    day: date
    strategy: Strategy
    text: str
    url: str = ""


def events(pages: Sequence[BoardPage], since: date, on: date) -> list[Event]:
    """From the day `since` to `on`, both included. One query, for reports: the rest is in the pages."""
    found = [event for page in pages for event in _of_page(page, since)]
    strategies = {page.strategy.pk: page.strategy for page in pages}
    found += _reports(strategies.values(), since, on)
    prefetch_related_objects(list(strategies.values()), "consultations")
    consultations = (each for strategy in strategies.values() for each in strategy.consultations.all())
    for consultation in (each for each in consultations if each.closed_on >= since):
        found += _of_consultation(consultation, on)
    inside = [event for event in found if since <= event.day <= on]
    return sorted(inside, key=lambda event: (-event.day.toordinal(), event.strategy.title, event.text))


def _of_page(page: BoardPage, since: date) -> Iterator[Event]:
    yield from _of_actions(page, since)
    for restated in restated_since(page.scores.indicators, since):
        day, indicator = localtime(restated.approved_at).date(), restated.card.indicator
        text = f"{indicator.short_name}, {restated.point.period.label} restated: {restated.reasons}"
        yield Event(day, page.strategy, text, indicator.get_absolute_url())
    by_day: dict[date, list[IndicatorCard]] = defaultdict(list)
    for card in page.scores.indicators:
        if card.status is Status.OVERDUE:
            by_day[due_on(card, page.quarter) + timedelta(days=1)].append(card)
    for day, cards in by_day.items():
        names = ", ".join(card.indicator.reference for card in cards)
        became = "1 figure became overdue" if len(cards) == 1 else f"{len(cards)} figures became overdue"
        yield Event(day, page.strategy, f"{became}: {names}", page.board_url)


def _of_actions(page: BoardPage, since: date) -> Iterator[Event]:
    """Completed, accepted, moved; those that passed their date and have not ended."""
    late = defaultdict(list)
    for line in page.lines:
        action, name = line.action, f"Action {line.number} {line.title}"
        url = action.get_absolute_url()
        if action.completed_on and not action.accepted_on:
            after = f", {line.completed_late_text}" if line.completed_late_text else ""
            yield Event(action.completed_on, page.strategy, f"{name} completed{after}", url)
        if action.accepted_on:
            yield Event(action.accepted_on, page.strategy, f"{name} accepted by the board", url)
        for move in action.moves:
            if move.after.holds_from >= since:
                yield Event(move.after.holds_from, page.strategy, f"{name} moved to {move.after}", url)
        if line.is_overdue and line.held_to_on:
            late[line.held_to_on + timedelta(days=1)].append(line)
    for day, lines in late.items():
        if len(lines) > FEW:
            yield Event(day, page.strategy, f"{len(lines)} actions passed their date", page.board_url)
            continue
        for line in lines:
            moved = f", moved {line.moves} time{'' if line.moves == 1 else 's'} before" if line.moves else ""
            text = f"Action {line.number} {line.title} passed its date{moved}"
            yield Event(day, page.strategy, text, line.action.get_absolute_url())


def _reports(strategies: Iterable[Strategy], since: date, on: date) -> Iterator[Event]:
    by_id = {strategy.pk: strategy for strategy in strategies}
    chosen = IssuedReport.objects.with_standing().filter(strategy__in=by_id)
    shown = chosen.only("strategy_id", "title", "version", "issued_at", "withdrawal__report_id")
    for report in shown.filter(issued_at__gte=start_of(since), issued_at__lt=end_of(on)):
        standing = f" ({report.standing.lower()})" if report.standing else ""
        day = localtime(report.issued_at).date()
        yield Event(day, by_id[report.strategy_id], f"{report} issued{standing}", report.get_absolute_url())


def _of_consultation(consultation: Consultation, on: date) -> Iterator[Event]:
    """`opened` with the day on which it closes, and `closed`."""
    url, strategy = consultation.get_absolute_url(), consultation.strategy
    closed = consultation.closed_on + timedelta(days=1)
    until = "" if closed <= on else f", closes {consultation.closed_on:%-d %B %Y}"
    yield Event(consultation.opened_on, strategy, f"Consultation “{consultation.title}” opened{until}", url)
    yield Event(closed, strategy, f"Consultation “{consultation.title}” closed", url)
