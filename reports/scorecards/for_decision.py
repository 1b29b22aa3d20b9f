"""What the corporate board is asked to settle, of all running strategies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from actions.scorecards.action_line import ActionLine
from strategy_portal.domain.wording import names_text

from .alarm import Alarm, counted
from .board import BoardPage
from .needs import ActionNeed, IndicatorNeed, asked_of_missing
from .plan import late_first

LINKED = 12
"""So many actions are named where several are asked about at once."""


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class ForDecision:
    """One thing that the board is asked to settle; `mark` is the slug of its shape, `word` its state in words."""

    page: BoardPage
    mark: str
    word: str
    about: tuple[Link, ...]
    wrong: str
    asked: str
    owner: str
    more: int = 0
    number: int = 0


Asked = Callable[[], ForDecision]
"""One thing to settle, put together where it is shown."""


def asked_of(running: Sequence[BoardPage]) -> list[Asked]:
    """Of these strategies: red or heading for it; actions; not able to judge; not owned; overdue figures."""
    asked = [(page, need) for page in running for need in page.needs.exceptions if _is_for_decision(need)]
    asked.sort(key=lambda each: each[1].order)
    found: list[Asked] = [partial(_of_indicator, page, need) for page, need in asked]
    found += [partial(_of_actions, page, need) for page in running for need in page.needs.actions]
    found += [partial(_of_unjudged, page) for page in running if not page.scores.tally.assessable]
    found += [partial(_of_unowned, page) for page in running if _unowned(page)]
    found += [partial(_of_overdue, page) for page in running if page.unknown.overdue]
    return found


def numbered(asked: Sequence[Asked]) -> list[ForDecision]:
    return [replace(make(), number=number) for number, make in enumerate(asked, 1)]


def _is_for_decision(need: IndicatorNeed) -> bool:
    return (need.is_red or need.card.is_heading_for_worse) and bool(need.asked)


def _of_indicator(page: BoardPage, need: IndicatorNeed) -> ForDecision:
    card = need.card
    said = [card.heading_text, *card.since.texts[:1]] if card.is_off_target else [card.heading_text]
    forecast = card.standing.entry.forecast_text
    said += [f"owner’s forecast: {forecast.lower()}"] if forecast else []
    said += [] if need.actions else ["no action is linked"]
    return ForDecision(
        page=page,
        mark=card.status.value,
        word=card.status.word,
        about=(Link(card.indicator.short_name, card.indicator.get_absolute_url()),),
        wrong="; ".join(filter(None, said)),
        asked=need.asked,
        owner=str(card.indicator.owner or "No owner"),
    )


def _of_actions(page: BoardPage, need: ActionNeed) -> ForDecision:
    lines = late_first(need.lines)
    longest = f", the longest {lines[0].late_text}" if lines[0].late_text and len(lines) > 1 else ""
    return ForDecision(
        page=page,
        mark=lines[0].mark if lines[0].status.is_colour else "overdue",
        word=counted(len(lines), "action"),
        about=tuple(Link(str(line.number), line.action.get_absolute_url()) for line in lines[:LINKED]),
        wrong=f"{counted(len(lines), 'action')} {need.about}{longest}",
        asked=need.asked,
        owner=need.owners_text,
        more=max(0, len(lines) - LINKED),
    )


def _of_unjudged(page: BoardPage) -> ForDecision:
    cards, alarm = page.scores.indicators, Alarm(page)
    return ForDecision(
        page=page,
        mark="",
        word="Not able to judge",
        about=tuple(Link(card.indicator.short_name, card.indicator.get_absolute_url()) for card in cards[:1]),
        wrong=alarm.text,
        asked=alarm.asked,
        owner=names_text(sorted({str(card.indicator.owner) for card in cards if card.indicator.owner})) or "No owner",
    )


def _unowned(page: BoardPage) -> list[ActionLine]:
    return [line for line in page.lines if line in page.unknown.without_owner or line in page.unknown.without_date]


def _of_unowned(page: BoardPage) -> ForDecision:
    lines = _unowned(page)
    return ForDecision(
        page=page,
        mark="",
        word="Not owned" if page.unknown.without_owner else "No date",
        about=tuple(Link(str(line.number), line.action.get_absolute_url()) for line in lines[:LINKED]),
        wrong=f"{counted(len(lines), 'action')} without an owner or a date",
        asked="Name an owner and a date for each.",
        owner=names_text(sorted({name for line in lines for name in line.owner_names})) or "No owner",
        more=max(0, len(lines) - LINKED),
    )


def _of_overdue(page: BoardPage) -> ForDecision:
    unknown = page.unknown
    cards = [*(card for owed in unknown.owed for card in owed.cards), *unknown.with_approver]
    owners = [str(owed.owner or "No owner") for owed in unknown.owed]
    late = [f"by {unknown.owed[0].late}"] if unknown.owed else []
    waits = [f"{card.indicator.reference} {card.waiting_text}" for card in unknown.with_approver]
    return ForDecision(
        page=page,
        mark="overdue",
        word=f"{len(cards)} overdue",
        about=tuple(Link(card.indicator.short_name, card.indicator.get_absolute_url()) for card in cards[:LINKED]),
        wrong="; ".join([*late, *waits]),
        asked=asked_of_missing(cards),
        owner="; ".join(filter(None, [names_text(owners), "the approver" if waits else ""])),
        more=max(0, len(cards) - LINKED),
    )
