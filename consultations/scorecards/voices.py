"""What people say about one outcome: the themes of the latest consultation on it, each with how often and the reply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import JSONObject

from actions.models import Action
from outcomes.models import Outcome
from strategy_portal.domain.findings import Share
from strategy_portal.domain.wording import and_text

from ..models import Comment, Consultation, Reply, Theme
from .findings import COUNTS, own_words

QUOTED = 2
"""How many of the themes are quoted."""
NO_COMMENTS = {"written": 0, "read": 0}


@dataclass(frozen=True)
class Voice:
    """A theme with its share of the comments read, the council's reply with the numbers of its actions, and a comment
    that is published.

    `share` is None where nobody has coded a comment; then `counted` is what the source counts, where it does.
    """

    theme: Theme
    share: Share | None
    counted: int | None
    reply: Reply | None
    numbers: tuple[int, ...]
    quoted: str

    @property
    def count(self) -> int | None:
        return self.share.count if self.share else self.counted


@dataclass(frozen=True)
class Voices:
    """The themes, most often named first. `read` is None where nobody has coded a comment of the consultation.

    `not_read` are the comments in people's own words that nobody has coded yet.
    """

    consultation: Consultation
    read: int | None
    not_read: int
    lines: tuple[Voice, ...]

    @property
    def sentence(self) -> str:
        """`19.6% of the 46 comments read are about “Telephone”, more than about any other theme. 8 are not read yet.`

        The share names its base, and beside it stands what it leaves out (rules 10.2, 10.4). What the source alone
        counts has no share; empty where nothing is counted.
        """
        if not self.most:
            return ""
        first = [line for line in self.lines if line.count == self.most]
        named = and_text([f"“{line.theme}”" for line in first])
        if not (share := first[0].share):
            return f"Most comments are about {named}, as the source counts them: {self.most:,}."
        each = f", as many about each: {share.count:,}" if len(first) > 1 else f": {share.count:,}, the most"
        comments = "comment" if share.base == 1 else "comments"
        left = f" {self.not_read:,} {'is' if self.not_read == 1 else 'are'} not read yet." if self.not_read else ""
        return f"{share.text} of the {share.base:,} {comments} read are about {named}{each}.{left}"

    @property
    def most(self) -> int:
        """The longest bar; 0 where nothing is counted."""
        return max((line.count or 0 for line in self.lines), default=0)

    @property
    def quotations(self) -> tuple[Voice, ...]:
        return tuple(line for line in self.lines if line.quoted)[:QUOTED]

    @property
    def unanswered(self) -> int:
        return sum(line.reply is None for line in self.lines)


def voices_on(outcome: Outcome, on: date) -> Voices | None:
    """Of the latest consultation about the outcome, or about its whole strategy, that had opened by that day and has
    themes: one query for it and one for its themes, whatever the number of comments. None where there is none.

    Counted as in `theme_findings`, by the database; comments are published ones alone (trust S7).
    """
    about = Consultation.objects.filter(
        Q(outcomes=None) | Q(outcomes=outcome), strategy=outcome.strategy, opened_on__lte=on,
        themes__state=Theme.State.CONFIRMED,
    )  # fmt: skip
    if (consultation := about.first()) is None:
        return None
    consultation.strategy = outcome.strategy
    themes: list[Any] = list(_counted(consultation))
    comments = themes[0].comments or NO_COMMENTS
    read = comments["read"]
    lines = [_voice(theme, read) for theme in themes]
    shown = [line for line in lines if line.count or line.reply or not read]
    return Voices(consultation, read or None, comments["written"] - read, tuple(sorted(shown, key=_most_named_first)))


def _counted(consultation: Consultation) -> QuerySet[Theme]:
    """Its confirmed themes in no order, with how many comments have each (`said`), one of them to quote (`quoted`), the
    numbers of the actions that its reply names (`named`), and how many `comments` there are at all and are read.
    """
    mine = Q(codings__themes=OuterRef("pk")) | Q(codings__themes__merged_into=OuterRef("pk"))
    of_one = own_words().filter(consultation=consultation).order_by().values("consultation")
    number = Count("pk", distinct=True)
    comments = of_one.annotate(numbers=JSONObject(written=number, read=Count("pk", distinct=True, filter=COUNTS)))
    quoted = Comment.objects.shown().filter(mine, codings__counts=True, is_summary=False).exclude(text="")
    named = Action.objects.filter(replies__theme=OuterRef("pk")).order_by().values("replies__theme")
    return (
        consultation.themes.filter(state=Theme.State.CONFIRMED)
        .select_related("reply")
        .order_by()
        .annotate(
            comments=Subquery(comments.values("numbers")),
            said=Subquery(of_one.filter(COUNTS, mine).annotate(number=number).values("number")),
            quoted=Subquery(quoted.order_by("pk").values("text")[:1]),
            named=Subquery(named.annotate(listed=_Listed("number")).values("listed")),
        )
    )


class _Listed(Aggregate):
    """Numbers as text, with commas between them."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **extra)


def _voice(theme: Any, read: int) -> Voice:
    """A draft of a reply answers nothing yet."""
    reply = getattr(theme, "reply", None)
    if reply and not reply.is_final:
        reply = None
    share = Share(theme.said or 0, read) if read else None
    named = theme.named.split(",") if reply and theme.named else ()
    return Voice(theme, share, theme.comment_count, reply, tuple(sorted(map(int, named))), theme.quoted or "")


def _most_named_first(line: Voice) -> tuple[int, int]:
    return -(line.count or 0), line.theme.order


def of_others(replies: Iterable[Reply], voices: Voices | None) -> tuple[Reply, ...]:
    """The replies that are not to one of these themes."""
    shown = {line.theme.pk for line in voices.lines} if voices else set()
    return tuple(reply for reply in replies if reply.theme_id not in shown)
