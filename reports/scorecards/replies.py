"""We asked, you said, we did: themes and comments with the council's reply, its actions and their indicators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from actions.models import Action
from consultations.models import Comment, Consultation, Reply, Theme
from indicators.models import Indicator
from strategy_portal.domain import wording
from strategy_portal.domain.findings import Share
from strategy_portal.domain.numbers import Number

from .actions import ActionLine, action_lines
from .consultations import ConsultationCard, Said, consultation_cards

EXAMPLES = 3
"""How many comments stand for a theme."""


@dataclass(frozen=True)
class WeDo:
    """An action that a reply names, with the indicators that will show its effect."""

    line: ActionLine
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class YouSaid:
    """A theme, or a single comment, and what the council answered. `reply` None: it has not answered yet."""

    theme: Theme | None
    comment: Comment | None
    said: Said
    comment_count: int | None
    reply: Reply | None
    deeds: tuple[WeDo, ...]

    @property
    def examples(self) -> Said:
        return Said(self.said.comments[:EXAMPLES])

    @property
    def more(self) -> int:
        return len(self.said.comments) - len(self.examples.comments)


@dataclass(frozen=True)
class AskedSaidDid:
    """One consultation from question to deed. `answered` is the share of its themes that have a reply."""

    card: ConsultationCard
    themes: tuple[YouSaid, ...]
    comments: tuple[YouSaid, ...]
    answered: Share

    @property
    def consultation(self) -> Consultation:
        return self.card.consultation

    @property
    def lines(self) -> tuple[YouSaid, ...]:
        return (*self.themes, *self.comments)

    @property
    def answered_text(self) -> str:
        """`3 of 5 themes answered (60%)`."""
        if not self.answered.base:
            return "No theme is confirmed yet"
        percent: Number = self.answered.percent
        themes = "theme" if self.answered.base == 1 else "themes"
        share = wording.figure_text(percent, 0, "%")
        return f"{self.answered.count} of {self.answered.base} {themes} answered ({share})"

    @property
    def is_demonstration(self) -> bool:
        return any(line.reply and line.reply.is_demonstration for line in self.lines)


def asked_said_did(consultations: QuerySet[Consultation], on: date) -> list[AskedSaidDid]:
    """A fixed number of queries, whatever their number."""
    cards = consultation_cards(consultations)
    found = [card.consultation.pk for card in cards]
    replies = list(
        Reply.objects.filter(consultation__in=found).select_related("theme", "comment").prefetch_related(_actions())
    )
    themes = list(Theme.objects.filter(consultation__in=found, state=Theme.State.CONFIRMED))
    lines = _deeds(replies, on)
    return [_one(card, themes, replies, lines) for card in cards]


def voices_of(action: Action) -> list[Reply]:
    """The replies that name an action: which voices it answers. One query."""
    found = action.replies.select_related("consultation__strategy", "theme", "comment")
    return list(found.order_by("consultation", "pk"))


def _actions() -> Prefetch:
    indicators = Prefetch("indicators", Indicator.objects.with_setting().in_order())
    return Prefetch("actions", Action.objects.with_plan().prefetch_related(indicators).order_by("number"))


def _deeds(replies: Iterable[Reply], on: date) -> dict[int, WeDo]:
    actions = {action.pk: action for reply in replies for action in reply.actions.all()}
    lines = action_lines(actions.values(), on)
    return {line.action.pk: WeDo(line, tuple(line.action.indicators.all())) for line in lines}


def _one(
    card: ConsultationCard, themes: Iterable[Theme], replies: Iterable[Reply], deeds: dict[int, WeDo]
) -> AskedSaidDid:
    own = [reply for reply in replies if reply.consultation_id == card.consultation.pk]
    to_theme = {reply.theme_id: reply for reply in own if reply.theme_id}
    of_theme = {line.title: line for line in card.themes}
    lines = []
    for theme in (theme for theme in themes if theme.consultation_id == card.consultation.pk):
        line, reply = of_theme[theme.title], to_theme.get(theme.pk)
        lines.append(YouSaid(theme, None, Said(line.comments), line.comment_count, reply, _done(reply, deeds)))
    singles = [
        YouSaid(None, reply.comment, Said(_shown(reply.comment)), None, reply, _done(reply, deeds))
        for reply in own
        if reply.comment is not None
    ]
    answered = Share(sum(line.reply is not None for line in lines), len(lines))
    return AskedSaidDid(card, tuple(lines), tuple(singles), answered)


def _shown(comment: Comment) -> tuple[Comment, ...]:
    """Nothing of one that is withheld, or waits for moderation (trust S7)."""
    return (comment,) if comment.state == Comment.State.PUBLISHED else ()


def _done(reply: Reply | None, deeds: dict[int, WeDo]) -> tuple[WeDo, ...]:
    return tuple(deeds[action.pk] for action in reply.actions.all()) if reply else ()
