"""You said, we did: each theme of a consultation with what came of it in one word, the most frequent theme first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from actions.models import Action
from actions.scorecards.action_line import ActionLine
from consultations.models import Comment, Reply, Theme
from consultations.scorecards.cards import ConsultationCard
from strategy_portal.domain.sentences import number_text, sentence
from strategy_portal.domain.wording import and_text

State = Action.State


class CameOfIt(StrEnum):
    """In this order they are counted."""

    DONE = "Done"
    UNDER_WAY = "Under way"
    PLANNED = "Planned"
    AGREED = "Agreed"
    STOPPED = "Stopped"
    NOT_DONE = "Not done"
    NO_ANSWER = "No answer yet"


@dataclass(frozen=True)
class SaidRow:
    """What was said, the reply to it, and the actions that do what it says as they stand at the report's cut-off.

    `count` is of comments, None where nobody counted them; `said` is the first summary of what was said, if any;
    `rank` is the theme's place in the order of the source, if it has one.
    """

    title: str
    count: int | None
    said: str
    reply: Reply | None
    lines: tuple[ActionLine, ...]
    rank: int | None = None

    @property
    def word(self) -> CameOfIt:
        return came_of_it(self.reply, self.lines)

    @property
    def is_in_part(self) -> bool:
        return self.reply is not None and self.reply.kind == Reply.Kind.PARTLY

    @property
    def actions_text(self) -> str:
        """`Action 4: in progress, due June 2027.`"""
        told = (
            f"Action {line.number}: {line.state_word.lower()}{f', due {line.due_as_written}' if _is_due(line) else ''}."
            for line in self.lines
        )
        return " ".join(told)


def _is_due(line: ActionLine) -> bool:
    return bool(line.due_as_written) and not line.has_ended


def came_of_it(reply: Reply | None, lines: Sequence[ActionLine]) -> CameOfIt:
    """The reply decides; of what is accepted, the actions: done once all of them are, under way once one is."""
    if reply is None:
        return CameOfIt.NO_ANSWER
    if reply.kind == Reply.Kind.DECLINED:
        return CameOfIt.NOT_DONE
    if reply.kind == Reply.Kind.ALREADY_DONE:
        return CameOfIt.DONE
    states = {line.state for line in lines if line.state != State.CANCELLED}
    if not lines:
        return CameOfIt.AGREED
    if not states:
        return CameOfIt.NOT_DONE
    if states <= {State.COMPLETED, State.ACCEPTED}:
        return CameOfIt.DONE
    if states & {State.IN_PROGRESS, State.COMPLETED, State.ACCEPTED}:
        return CameOfIt.UNDER_WAY
    return CameOfIt.STOPPED if State.SUSPENDED in states else CameOfIt.PLANNED


def said_rows(card: ConsultationCard, lines: Mapping[int, ActionLine]) -> tuple[SaidRow, ...]:
    """`lines` are the actions by primary key. Themes without a reply stay in; comments with one of their own follow."""
    counts = {each.theme: each.share.count for each in card.findings.themes} if card.findings else {}
    themes = [(_count(line.theme, counts), line) for line in card.themes]
    themes.sort(key=lambda each: (-(each[0] or 0), each[1].rank or 1000, each[1].theme.order))
    replies = {reply.theme: reply for reply in card.replies if reply.theme}
    found = []
    for count, line in themes:
        summaries, reply = line.summaries, replies.get(line.theme)
        said = summaries[0].text if summaries else ""
        found.append(SaidRow(line.title, count, said, reply, _named(reply, lines), line.rank))
    return (*found, *_of_comments(card, lines))


def _count(theme: Theme, counts: Mapping[Theme, int]) -> int | None:
    return counts.get(theme, theme.comment_count)


def _of_comments(card: ConsultationCard, lines: Mapping[int, ActionLine]) -> Iterator[SaidRow]:
    """Nothing of a comment that is withheld, or waits."""
    for reply in card.replies:
        if reply.comment is not None and reply.comment.state == Comment.State.PUBLISHED:
            yield SaidRow("A comment", None, reply.comment.text, reply, _named(reply, lines))


def _named(reply: Reply | None, lines: Mapping[int, ActionLine]) -> tuple[ActionLine, ...]:
    named = sorted(reply.actions.all(), key=lambda action: action.number) if reply else []
    return tuple(lines[action.pk] for action in named if action.pk in lines)


def counts_text(rows: Sequence[SaidRow]) -> str:
    """`Of five themes and comments: two done, one planned and two without an answer yet.`; empty without any."""
    if not rows:
        return ""
    counts = {word: sum(row.word is word for row in rows) for word in CameOfIt}
    named = [f"{number_text(count)} {word.lower()}" for word, count in counts.items() if count]
    return sentence(f"you said, we did, {number_text(len(rows))} in all: {and_text(named)}")
