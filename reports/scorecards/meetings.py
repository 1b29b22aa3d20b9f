"""Meetings beside what they look at: the next and the last of a strategy's board, what is decided and still open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, prefetch_related_objects

from actions.models import Action
from indicators.models import Indicator
from outcomes.models import Strategy
from reports.models import BoardMeeting, Decision, DecisionQuerySet, MeetingPack
from strategy_portal.children import Children, Recorded, with_children
from strategy_portal.records.changes import Change, ModelChanges, changes_of
from strategy_portal.records.history import put_back

MEETINGS = Children(
    "board_meetings", only=("id", "body", "meets_on", "called_off", "is_demonstration"), where=("kind", "board"),
    of_all=True, called="meetings_of_its_board",
)  # fmt: skip
OF_BOARD = (
    Children("statements"),
    Children("consultations", only=("id", "strategy_id", "slug", "title", "opened_on", "closed_on")),
)  # fmt: skip
"""What the pages of the board read of a strategy beside its figures and its actions."""
AS_DECIDED = ("text", "team_id", "person_id", "due_on")
"""What of a decision is as it was on a page as of a day."""


@dataclass(frozen=True)
class Meetings:
    """Of a strategy's board: the next one from a day on, that day included, and the last one before it."""

    next: BoardMeeting | None
    last: BoardMeeting | None


def strategies_of_board(chosen: QuerySet[Strategy], as_of: date | None = None) -> list[Strategy]:
    """With the meetings of their boards, and what their pages read of them as of a day: one query."""
    return with_children(chosen, MEETINGS, Children("outcomes", recorded_on=as_of), *OF_BOARD)


def meetings_of(strategy: Strategy, on: date) -> Meetings:
    """No query where the strategy came with its MEETINGS, else one."""
    if not hasattr(strategy, MEETINGS.called):
        (strategy,) = with_children(Strategy.objects.filter(pk=strategy.pk), MEETINGS)
    all_of_them: list[BoardMeeting] = getattr(strategy, MEETINGS.called)
    found = sorted(
        (meeting for meeting in all_of_them if not meeting.called_off), key=lambda each: (each.meets_on, each.pk)
    )
    coming = [meeting for meeting in found if meeting.meets_on >= on]
    held = found[: len(found) - len(coming)]
    return Meetings(coming[0] if coming else None, held[-1] if held else None)


def open_decisions(
    strategies: Sequence[Strategy], on: date, as_of: date | None = None, *, about: Iterable[Indicator | Action] = ()
) -> tuple[Decision, ...]:
    """Those on the strategies that were made by that day and not closed by its end, as they were made: one query.

    `about` are the indicators and actions that are loaded, of which none is read once more. With `as_of`, the same day
    as `on`, they say what they said at its end, for at most two queries more.
    """
    return _open(Decision.objects.filter(strategy__in=strategies), on, as_of, [*strategies, *about])


def _strategy_of(subject: Indicator | Action) -> Strategy:
    return subject.strategy if isinstance(subject, Action) else subject.outcome.strategy


DECIDED = Children("decisions", beside=("meeting", "team", "person"))
"""What was decided on an action or an indicator, in its own query."""


def decided_on(subject: Indicator | Action, on: date, as_of: date | None = None) -> tuple[Decision, ...]:
    """`open_decisions` of one indicator or action that came with what was DECIDED on it: no query.

    With `as_of` they say what they said at its end, for at most two.
    """
    found = [
        decision
        for decision in subject.decisions.all()
        if decision.meeting.meets_on <= on and (decision.closed_on is None or decision.closed_on > on)
    ]
    for decision in found:
        decision.strategy = _strategy_of(subject)
    return _said(found, as_of)


def _open(
    decisions: DecisionQuerySet, on: date, as_of: date | None, loaded: Iterable[Strategy | Indicator | Action]
) -> tuple[Decision, ...]:
    found = with_children(decisions.open_on(on).with_who().order_by(), *Recorded.on(as_of))
    known = {(type(each), each.pk): each for each in loaded}
    for decision in found:
        for name, model in (("strategy", Strategy), ("indicator", Indicator), ("action", Action)):
            if there := known.get((model, getattr(decision, f"{name}_id"))):
                setattr(decision, name, there)
    return _said(found, as_of)


def _said(decisions: Sequence[Decision], as_of: date | None) -> tuple[Decision, ...]:
    """As they were made."""
    if as_of is not None:
        put_back(decisions, as_of, AS_DECIDED)
        prefetch_related_objects(decisions, "team", "person")  # those that are others than now
    return tuple(sorted(decisions, key=lambda each: (each.meeting.meets_on, each.meeting_id, each.pk)))


@dataclass(frozen=True)
class DecisionsBySubject:
    """Decisions by the indicator or the action that they are on, by its primary key."""

    indicators: Mapping[int | None, Sequence[Decision]]
    actions: Mapping[int | None, Sequence[Decision]]

    def on_indicator(self, key: int) -> tuple[Decision, ...]:
        return tuple(self.indicators.get(key, ()))

    def on_action(self, key: int) -> tuple[Decision, ...]:
        return tuple(self.actions.get(key, ()))


def by_subject(decisions: Sequence[Decision]) -> DecisionsBySubject:
    indicators: dict[int | None, list[Decision]] = defaultdict(list)
    actions: dict[int | None, list[Decision]] = defaultdict(list)
    for decision in decisions:
        indicators[decision.indicator_id].append(decision)
        actions[decision.action_id].append(decision)
    return DecisionsBySubject(indicators, actions)


NOTHING_DECIDED = DecisionsBySubject({}, {})


# --- One meeting -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeetingPage:
    """What a meeting decided, and what became of what the same body decided before it.

    `earlier` are those that were open when it met, or that were closed since `before`, the meeting before it.
    """

    meeting: BoardMeeting
    on: date
    decisions: tuple[Decision, ...]
    before: BoardMeeting | None
    earlier: tuple[Decision, ...]
    packs: tuple[MeetingPack, ...]
    changes: tuple[Change, ...]

    @property
    def still_open(self) -> list[Decision]:
        return [decision for decision in self.earlier if decision.is_open]

    @property
    def closed(self) -> list[Decision]:
        """The latest first."""
        found = [decision for decision in self.earlier if not decision.is_open]
        return sorted(found, key=lambda each: each.closed_on or self.on, reverse=True)


def meeting_page(meeting: BoardMeeting, on: date) -> MeetingPage:
    """Five queries, whatever the number of decisions and packs."""
    before, earlier = earlier_decisions(meeting)
    return MeetingPage(
        meeting=meeting,
        on=on,
        decisions=tuple(meeting.decisions.with_all().order_by("pk")),
        before=before,
        earlier=earlier,
        packs=tuple(meeting.packs.without_files()),
        changes=changes_of(meeting, ModelChanges(BoardMeeting, "", related=("strategy",))),
    )


def earlier_decisions(
    meeting: BoardMeeting, strategy: Strategy | None = None
) -> tuple[BoardMeeting | None, tuple[Decision, ...]]:
    """The meeting of the same body before this one, and the decisions of all before it that were open then or are.

    Two queries. Of a meeting about one strategy, or with `strategy`, those on that strategy alone.
    """
    held = BoardMeeting.objects.taking_place().of_body(meeting.body).filter(meets_on__lt=meeting.meets_on)
    before = held.order_by("-meets_on", "-pk").first()
    if before is None:
        return None, ()
    found = Decision.objects.filter(meeting__in=held)
    if about := strategy or meeting.strategy:
        found = found.filter(strategy=about)
    since = Q(closed_on=None) | Q(closed_on__gte=before.meets_on)
    return before, tuple(found.filter(since).with_all().in_order())


def changes_of_decision(decision: Decision) -> tuple[Change, ...]:
    """One query."""
    related = ("meeting", "strategy", "indicator__key_output__outcome", "action", "team", "person", "closed_by")
    return changes_of(decision, ModelChanges(Decision, "", related=related))
