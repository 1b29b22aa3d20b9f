"""We asked, you said, we did: themes and comments with the council's reply, its actions and their indicators."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from actions.scorecards.action_plan import action_lines
from indicators.models import Indicator
from strategy_portal.children import Children
from strategy_portal.domain.findings import Share
from strategy_portal.domain.numbers import PERCENT
from strategy_portal.records.events import Event

from ..models import Comment, Consultation, Reply, Theme
from .cards import CommentGroup, ConsultationCard, consultation_cards

EXAMPLES = 3
"""How many comments stand for a theme."""


@dataclass(frozen=True)
class NamedAction:
    """An action that a reply names, with the indicators that will show its effect."""

    line: ActionLine
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class YouSaid:
    """A theme, or a single comment, and what the council answered. `reply` None: it has not answered yet.

    `draft` is what it may answer, for staff alone.
    """

    theme: Theme | None
    comment: Comment | None
    group: CommentGroup
    comment_count: int | None
    reply: Reply | None
    actions: tuple[NamedAction, ...]
    draft: Reply | None = None
    withdrawn: Any = None
    """The record of a final reply that was taken away, where none stands in its place."""

    @property
    def examples(self) -> CommentGroup:
        return CommentGroup(self.group.once[:EXAMPLES])

    @property
    def others(self) -> CommentGroup:
        """Those beyond the examples, each campaign once."""
        return CommentGroup(self.group.once[EXAMPLES:])


@dataclass(frozen=True)
class AskedSaidDid:
    """One consultation from question to action."""

    card: ConsultationCard
    themes: tuple[YouSaid, ...]
    comments: tuple[YouSaid, ...]

    @property
    def lines(self) -> tuple[YouSaid, ...]:
        return (*self.themes, *self.comments)

    @property
    def answered_text(self) -> str:
        """`3 of 5 themes answered (60%)`."""
        return _share_text(self.card.answered, "theme") or "No theme is confirmed yet"

    @property
    def comments_text(self) -> str:
        """`12 of 16 published comments answered (75%), by a reply of their own or to a theme of theirs`."""
        share = _share_text(self.card.comments_answered, "published comment")
        return f"{share}, by a reply of their own or to a theme of theirs" if share else "No comment is published yet"

    @property
    def is_demonstration(self) -> bool:
        return any(line.reply and line.reply.is_demonstration for line in self.lines)


def asked_said_did(consultations: QuerySet[Consultation], on: date) -> list[AskedSaidDid]:
    """A fixed number of queries, whatever their number."""
    cards = consultation_cards(consultations)
    actions = _named_actions([reply for card in cards for reply in card.replies], on)
    gone = _withdrawn([card.consultation.pk for card in cards])
    return [AskedSaidDid(card, tuple(_themes(card, actions, gone)), tuple(_comments(card, actions))) for card in cards]


def _withdrawn(consultations: list[int]) -> dict[int, Any]:
    """By theme, the last final reply that was taken away: one query."""
    records = Reply.history.filter(
        consultation__in=consultations, history_event=Event.WITHDRAWN, is_final=True, theme__isnull=False
    )
    return {record.theme_id: record for record in records.select_related("history_user").order_by("history_id")}


NAMED_BY = Children("replies", beside=("consultation", "theme", "comment"))
"""The replies that name an action, in its own query."""


def voices_of(actions: Iterable[Action]) -> tuple[Reply, ...]:
    """The final replies that name one of the actions: which voices they answer. No query for actions that came with
    what they are NAMED_BY.
    """
    found = {}
    for action in actions:
        for reply in action.replies.all():
            if reply.is_final:
                found[reply.pk] = reply
                if reply.consultation.strategy_id == action.strategy_id:
                    reply.consultation.strategy = action.strategy
    return tuple(sorted(found.values(), key=lambda each: (-each.consultation.opened_on.toordinal(), each.pk)))


def _share_text(answered: Share, what: str) -> str:
    if not answered.base:
        return ""
    share = replace(PERCENT, places=0).text(answered.percent)
    return f"{answered.count:,} of {answered.base:,} {what}{'' if answered.base == 1 else 's'} answered ({share})"


def _named_actions(replies: Iterable[Reply], on: date) -> dict[int, NamedAction]:
    named = {action.pk for reply in replies for action in reply.actions.all()}
    indicators = Prefetch("indicators", Indicator.objects.with_setting().in_order())
    actions = Action.objects.with_plan().filter(pk__in=named).prefetch_related(indicators)
    return {
        line.action.pk: NamedAction(line, tuple(line.action.indicators.all())) for line in action_lines(actions, on)
    }


def _themes(card: ConsultationCard, actions: dict[int, NamedAction], withdrawn: dict[int, Any]) -> Iterator[YouSaid]:
    """Those that are shown, each with its reply or without."""
    replies = {reply.theme_id: reply for reply in card.replies}
    drafts = {reply.theme_id: reply for reply in card.drafts}
    for line in card.themes:
        theme, reply = line.theme, replies.get(line.theme.pk)
        done = _actions_of(reply, actions)
        gone = None if reply else withdrawn.get(theme.pk)
        yield YouSaid(theme, None, line, line.comment_count, reply, done, drafts.get(theme.pk), gone)


def _comments(card: ConsultationCard, actions: dict[int, NamedAction]) -> Iterator[YouSaid]:
    """The single ones that have a reply of their own: nothing of one that is withheld, or waits (trust S7)."""
    for reply in card.replies:
        if reply.comment is not None:
            shown = (reply.comment,) if reply.comment.state == Comment.State.PUBLISHED else ()
            yield YouSaid(None, reply.comment, CommentGroup(shown), None, reply, _actions_of(reply, actions))


def _actions_of(reply: Reply | None, actions: dict[int, NamedAction]) -> tuple[NamedAction, ...]:
    """In the order of the plan."""
    named = sorted((action.number, action.pk) for action in reply.actions.all()) if reply else []
    return tuple(actions[pk] for _, pk in named)
