"""What each person is to be told of on a day: figures, approvals, actions, and remarks that name them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from actions.models import Action, ActionOwner
from indicators.expecting.expected import ExpectedEntry, due_on, expected_of_all, working_days_text
from indicators.expecting.returns import recent_quarters
from indicators.expecting.teams import team_of
from indicators.models import Value
from outcomes.models import Strategy
from reports.models import Remark, ReminderKind
from strategy_portal.access import DIRECTS
from strategy_portal.addresses import address
from strategy_portal.clock import is_bank_holiday, working_days_between
from strategy_portal.domain.lateness import late_text
from strategy_portal.domain.periods import Period, add_working_days, is_working_day
from strategy_portal.models import Role, User
from strategy_portal.records.history import start_of

from .digests import Item

NAMED = 5
"""Overdue actions of a strategy that are named one by one; more are counted."""

WEEK, FOUR_WEEKS = timedelta(days=7), timedelta(days=28)
Place = tuple[Strategy, Period]
Items = dict[int, list[Item]]


@dataclass(frozen=True)
class Cast:
    """Who may be told: the active people by their teams. What a team has nobody for goes to the performance team."""

    people: Mapping[int, User]
    teams: Mapping[int, Collection[int]]

    def who(self, team: int | None, roles: Collection[str]) -> list[User]:
        """Those of a team with one of the roles; where there are none, the performance team."""
        members = [self.people[key] for key in self.teams.get(team or 0, ()) if key in self.people]
        found = [person for person in members if person.role in roles]
        return found or self.with_roles({Role.PERFORMANCE})

    def with_roles(self, roles: Collection[str]) -> list[User]:
        return [person for person in self.people.values() if person.role in roles]


def cast_of(people: Iterable[User]) -> Cast:
    """One query."""
    found = {person.pk: person for person in people}
    teams: dict[int, list[int]] = defaultdict(list)
    for person, team in User.teams.through.objects.filter(user__in=found).values_list("user", "team"):
        teams[team].append(person)
    return Cast(found, teams)


def owed_items(people: Iterable[User], on: date) -> Items:
    """By person: eleven queries, whatever the number of people, figures and actions."""
    cast = cast_of(people)
    found: Items = defaultdict(list)
    for part in (_of_figures(cast, on), _of_actions(cast, on), _of_remarks(cast)):
        for person, item in part:
            found[person.pk].append(item)
    return found


# --- Figures ---------------------------------------------------------------------------------------------------------


def _of_figures(cast: Cast, on: date) -> Iterator[tuple[User, Item]]:
    """Of strategies that run or have just ended, in the current and the last four quarters."""
    wanted = {strategy: recent_quarters(strategy, on) for strategy in _strategies(on)}
    owed: dict[tuple[User, Place], list[ExpectedEntry]] = defaultdict(list)
    waiting: dict[tuple[User, Place], list[Value]] = defaultdict(list)
    for entry in expected_of_all(wanted, on):
        place, team = (entry.period.strategy, entry.quarter), team_of(entry)
        value = entry.value
        if entry.is_open:
            for person in cast.who(team, {Role.OFFICER}):
                owed[person, place].append(entry)
                if value is not None and value.state == Value.State.RETURNED:
                    yield person, _returned(entry, value)
        elif value is not None and value.state == Value.State.SUBMITTED:
            for person in cast.who(team, {Role.APPROVER}):
                if settings.APPROVE_OWN_VALUES or value.submitted_by_id != person.pk:
                    waiting[person, place].append(value)
    for (person, place), entries in owed.items():
        if item := owed_item(place, len(entries), on):
            yield person, item
    for (person, place), values in waiting.items():
        yield person, _to_approve(place, values)


def _strategies(on: date) -> list[Strategy]:
    """Those that have begun, and ended at most a year ago."""
    return list(Strategy.objects.filter(starts_on__lte=on, ends_on__gte=on - timedelta(days=366)))


def owed_item(place: Place, count: int, on: date) -> Item | None:
    """What is said of figures that are owed, by the stage in which their quarter is; None before its end."""
    strategy, quarter = place
    last, path = due_on(quarter), address("indicators:value-grid", strategy.slug, quarter.slug)
    figures = f"{count} figure{'' if count == 1 else 's'} of {quarter.label}, {strategy}"
    is_are = "is" if count == 1 else "are"
    by = f"{last:%-d %B %Y}"
    working = _working_day_before(last)
    if on > last:
        late = working_days_text(working_days_between(last, on))
        text = f"{figures}: {late} late. {'It was' if count == 1 else 'They were'} due by {by}."
        return Item(ReminderKind.OVERDUE, text, path, (start_of(last + timedelta(days=1)),), WEEK)
    if on >= working:
        when = "today" if on == last else f"by {by}"
        return Item(ReminderKind.DUE, f"{figures}, {is_are} due {when}.", path, (start_of(working),))
    if on >= last - WEEK and on >= quarter.end:
        first = max(last - WEEK, quarter.end)
        return Item(ReminderKind.SOON, f"{figures}, {is_are} due by {by}.", path, (start_of(first),))
    if on >= quarter.end:
        text = f"{figures}, can be entered now. {'It is' if count == 1 else 'They are'} due by {by}."
        return Item(ReminderKind.OPENED, text, path, (start_of(quarter.end),))
    return None


def _working_day_before(day: date) -> date:
    """The day itself, or the last working day before it."""
    return day if is_working_day(day, is_bank_holiday) else add_working_days(day, -1, is_bank_holiday)


def _returned(entry: ExpectedEntry, value: Value) -> Item:
    text = f"{figure_text(entry)}, came back to you: {one_line(value.return_reason)}"
    return Item(ReminderKind.RETURNED, text, entry.get_absolute_url(), (value.updated_at,))


def figure_text(entry: ExpectedEntry) -> str:
    """`1.4 Complaints closed, Q2 2026/27`."""
    where = f", {entry.unit}" if entry.unit else ""
    return f"{entry.indicator.short_name}{where}, {entry.period}"


def one_line(text: str) -> str:
    return " ".join(text.split())


def _to_approve(place: Place, values: Collection[Value]) -> Item:
    strategy, quarter = place
    count = len(values)
    text = f"{count} figure{' waits' if count == 1 else 's wait'} for your approval: {quarter.label}, {strategy}."
    moments = tuple(value.submitted_at or value.updated_at for value in values)
    return Item(
        ReminderKind.TO_APPROVE, text, address("indicators:approval-grid", strategy.slug, quarter.slug), moments, WEEK
    )


# --- Actions ---------------------------------------------------------------------------------------------------------


def _of_actions(cast: Cast, on: date) -> Iterator[tuple[User, Item]]:
    """What is due within a week or overdue, and what is completed. A suspended one waits for nobody."""
    owners = Prefetch("owners", ActionOwner.objects.all())
    near: Any = Action.objects.open().exclude(state=Action.State.SUSPENDED).with_held_to_on()
    near = near.filter(held_to_on__lte=on + WEEK).select_related("strategy").prefetch_related(owners)
    theirs: dict[tuple[User, Strategy], list[Any]] = defaultdict(list)
    for action in near.order_by("strategy", "number"):
        for person in _doers(cast, action):
            theirs[person, action.strategy].append(action)
    for (person, strategy), actions in theirs.items():
        late = [action for action in actions if action.held_to_on < on]
        if len(late) > NAMED:
            yield person, _many_late(strategy, late, on)
        for action in actions if len(late) <= NAMED else [each for each in actions if each not in late]:
            yield person, action_item(action, action.held_to_on, on)
    completed: Any = Action.objects.filter(state=Action.State.COMPLETED).order_by("strategy", "number")
    rows = list(completed)
    for person in cast.with_roles(DIRECTS) if rows else ():
        others = [row for row in rows if settings.APPROVE_OWN_VALUES or row.completed_by_id != person.pk]
        if others:
            yield person, _to_accept(others, on)


def _many_late(strategy: Strategy, actions: Collection[Any], on: date) -> Item:
    """One line for more than a mail can name."""
    first = min(action.held_to_on for action in actions)
    text = f"{len(actions)} actions of {strategy} are overdue, the longest {late_text(first, on)}."
    moments = tuple(start_of(action.held_to_on + timedelta(days=1)) for action in actions)
    path = f"{address('actions:plan', strategy.slug)}?show=late"
    return Item(ReminderKind.ACTION_OVERDUE, text, path, moments, FOUR_WEEKS)


def _doers(cast: Cast, action: Action) -> list[User]:
    """Who does it in person, else those of the teams that own it."""
    found: dict[int, User] = {}
    for owner in action.owners.all():
        named = cast.people.get(owner.person_id or 0)
        for person in [named] if named else cast.who(owner.team_id, {Role.OFFICER}):
            found[person.pk] = person
    return list(found.values()) or cast.with_roles({Role.PERFORMANCE})


def action_item(action: Action, held_to_on: date, on: date) -> Item:
    name, path = f"Action {action}, {action.strategy}", action.get_absolute_url()
    if on > held_to_on:
        first = start_of(held_to_on + timedelta(days=1))
        return Item(ReminderKind.ACTION_OVERDUE, f"{name}: {late_text(held_to_on, on)}.", path, (first,), FOUR_WEEKS)
    when = "today" if on == held_to_on else f"by {held_to_on:%-d %B %Y}"
    moments = (start_of(held_to_on - WEEK), start_of(_working_day_before(held_to_on)))
    return Item(ReminderKind.ACTION_DUE, f"{name}: due {when}.", path, moments)


def _to_accept(actions: Collection[Action], on: date) -> Item:
    count = len(actions)
    what = "1 completed action waits" if count == 1 else f"{count} completed actions wait"
    moments = tuple(start_of(each.completed_on or on) for each in actions)
    path = address("actions:acceptance-list")
    return Item(ReminderKind.TO_ACCEPT, f"{what} for the board to accept or send back.", path, moments, FOUR_WEEKS)


# --- Remarks ---------------------------------------------------------------------------------------------------------


def _of_remarks(cast: Cast) -> Iterator[tuple[User, Item]]:
    """Two queries."""
    rows = Remark.objects.filter(named__in=cast.people).distinct().with_all().prefetch_related("named")
    for remark in rows:
        text = f"{remark.made_by} names you about {remark.subject_text}: {one_line(remark.text)}"
        item = Item(ReminderKind.MENTIONED, text, remark.get_absolute_url(), (remark.made_at,))
        for person in remark.named.all():
            if person.pk in cast.people:
                yield person, item
