"""What a consultation found: answers question by question, and what the comments are about (rules 10.2, 10.4, 10.5).

The database counts; nothing here reads a submission. The whole of a question is always shown; how it breaks down by
respondent type hides small cells.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from strategy_portal.domain.findings import (
    Breakdown,
    Share,
    cumulative_shares,
    hide_small_cells,
    is_hidden_whole,
    theme_shares,
)

from ..models import Answer, Choice, Comment, Consultation, Question, Submission, Theme

NOT_STATED = "Not stated"
OTHERS = "Other choices"
COUNTS = Q(codings__counts=True, codings__coder__isnull=False)
"""Of comments: a person read it, and that reading counts."""
SIDES = {side.value: str(side.label) for side in Choice.Side}


@dataclass(frozen=True)
class ChoiceLine:
    """One choice and its share of those who answered the question (rules 10.2)."""

    text: str
    share: Share


@dataclass(frozen=True)
class ByType:
    """A breakdown by respondent type. None where a count is hidden, because few respondents could be recognised.

    `rows` are choices, or what was put together of them, or themes. `totals` are of those who answered, by type; None
    where somebody may be in several rows.
    """

    types: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    totals: tuple[int | None, ...] | None = None

    @property
    def hides(self) -> bool:
        return any(count is None for _, counts in self.rows for count in counts)

    @property
    def shows_nothing(self) -> bool:
        """Whether every cell is hidden: then a table would only say so, again and again."""
        return all(count is None for _, counts in self.rows for count in counts)


@dataclass(frozen=True)
class QuestionAnswers:
    """`answered` is the base of every share; `unanswered` left it out. They sum to the responses (rules 10.2).

    `is_hidden`: so few answered that nothing of it is shown, these two counts included (rules 10.5).
    """

    question: Question
    answered: int
    unanswered: int
    choices: tuple[ChoiceLine, ...]
    agreement: Share | None
    by_type: ByType | None
    is_hidden: bool = False

    @property
    def sentence(self) -> str:
        """`63.3% agree: 38 of the 60 who answered; 2 gave no answer.`"""
        left_out = f"; {self.unanswered:,} gave no answer" if self.unanswered else ""
        if self.is_hidden:
            return "So few answered this that nothing of it is shown: somebody could be known."
        if not self.answered:
            return "Nobody has answered this."
        if self.agreement:
            text = f"{self.agreement.text} agree: {self.agreement.count:,} of the {self.answered:,} who answered"
            return f"{text}{left_out}."
        first = max(self.choices, key=lambda line: line.share.count)
        text = f"Most often: {first.text}, {first.share.count:,} of the {self.answered:,} who answered"
        return f"{text} ({first.share.text}){left_out}."


class TypeCount(NamedTuple):
    """The responses of one respondent type; None where hidden."""

    title: str
    responses: int | None


@dataclass(frozen=True)
class Answers:
    """`responses` and `comments` are two counts; `spoken_for` are the people that groups speak for (rules 10.1).

    `spoken_for` is None where no group says. `by_type` has the responses of each type, None where hidden. `questions`
    leaves out those of which the source reports a result and the portal holds no answer.
    """

    responses: int
    comments: int
    spoken_for: int | None
    by_type: tuple[TypeCount, ...]
    questions: tuple[QuestionAnswers, ...]

    @property
    def hides(self) -> bool:
        return any(count is None for _, count in self.by_type)


Cells = Mapping[tuple[int, int | None], int]
"""How many chose this choice, or answered this question, as this respondent type."""
Types = dict[int | None, str]
"""Those that somebody answered as, in order; those who did not say come last."""


def answers_of(consultations: Sequence[Consultation]) -> dict[int, Answers]:
    """By consultation, for those of which the portal holds submissions: at most seven queries, whatever their number.

    Their questions, choices and respondent types are to be prefetched.
    """
    received = Submission.objects.received().filter(consultation__in=[each.pk for each in consultations])
    taken = received.order_by().values("consultation_id", "respondent_type_id")
    totals = list(taken.annotate(number=Count("pk"), people=Sum("speaks_for")))
    if not totals:
        return {}
    chosen = _cells(Answer.objects.filter(submission__in=received), "choice_id")
    answered = _cells(Answer.objects.filter(submission__in=received), "question_id")
    written = Comment.objects.filter(submission__in=received).order_by().values("consultation_id")
    comments = dict(written.annotate(number=Count("pk")).values_list("consultation_id", "number"))
    of_one: dict[int, list[Mapping]] = defaultdict(list)
    for row in totals:
        of_one[row["consultation_id"]].append(row)
    return {
        each.pk: _answers(each, of_one[each.pk], chosen, answered, comments.get(each.pk, 0))
        for each in consultations
        if each.pk in of_one
    }


def _cells(answers: QuerySet[Answer], of: str) -> Cells:
    rows = answers.order_by().values(of, "submission__respondent_type_id")
    counted = rows.annotate(number=Count("submission_id", distinct=True))
    return {(row[of], row["submission__respondent_type_id"]): row["number"] for row in counted}


def _answers(
    consultation: Consultation, totals: Sequence[Mapping], chosen: Cells, answered: Cells, comments: int
) -> Answers:
    counts = {row["respondent_type_id"]: row["number"] for row in totals}
    stated = [row["people"] for row in totals if row["people"] is not None]
    responses, smallest = sum(counts.values()), consultation.smallest_cell
    types: Types = {each.pk: each.title for each in consultation.respondent_types.all() if each.pk in counts}
    types |= {None: NOT_STATED} if None in counts else {}
    asked = (question for question in consultation.questions.all() if question.kind != Question.Kind.TEXT)
    found = (_question(each, types, chosen, answered, responses, smallest) for each in asked)
    shown = hide_small_cells([[counts[key] for key in types]], smallest)
    says_nothing = len(types) < 2 or shown.total is None  # even the whole would have to be hidden: it stands elsewhere
    return Answers(
        responses=responses,
        comments=comments,
        spoken_for=sum(stated) if stated else None,
        by_type=() if says_nothing else tuple(map(TypeCount, types.values(), shown.cells[0])),
        questions=tuple(each for each in found if each.answered or each.is_hidden or not each.question.is_reported),
    )


def _question(
    question: Question, types: Types, chosen: Cells, answered: Cells, responses: int, smallest: int
) -> QuestionAnswers:
    choices = list(question.choices.all())
    base = sum(answered.get((question.pk, key), 0) for key in types)
    if is_hidden_whole(base, smallest):
        return QuestionAnswers(question, 0, 0, (), None, None, is_hidden=True)
    counts = {choice.pk: sum(chosen.get((choice.pk, key), 0) for key in types) for choice in choices}
    agrees = sum(counts[choice.pk] for choice in choices if choice.side == Choice.Side.AGREE)
    return QuestionAnswers(
        question=question,
        answered=base,
        unanswered=responses - base,
        choices=tuple(ChoiceLine(choice.text, Share(counts[choice.pk], base)) for choice in choices),
        agreement=Share(agrees, base) if question.kind == Question.Kind.AGREEMENT else None,
        by_type=_by_type(question, choices, types, chosen, smallest),
    )


def _by_type(
    question: Question, choices: Sequence[Choice], types: Types, chosen: Cells, smallest: int
) -> ByType | None:
    """None where it would say nothing, or where a row's total would have to be hidden that is shown elsewhere."""
    rows = _put_together([(choice, [chosen.get((choice.pk, key), 0) for key in types]) for choice in choices], smallest)
    if len(types) < 2 or len(rows) < 2:
        return None
    shown: Breakdown = hide_small_cells([counts for _, counts in rows], smallest)
    if shown.total is None or None in shown.row_totals:
        return None
    titles = [title for title, _ in rows]
    one_each = question.kind != Question.Kind.SEVERAL
    return ByType(
        types=tuple(types.values()),
        rows=tuple(zip(titles, shown.cells, strict=True)),
        totals=shown.column_totals if one_each else None,
    )


def _put_together(rows: Sequence[tuple[Choice, list[int]]], smallest: int) -> list[tuple[str, list[int]]]:
    """Rows none of whose totals is small, because the totals are shown elsewhere: what is small joins others.

    On an agreement scale a side is put together, otherwise all small ones are; what is still small joins the rest.
    """
    is_small = [0 < sum(counts) < smallest for _, counts in rows]
    if not any(is_small):
        return [(choice.text, counts) for choice, counts in rows if sum(counts)]
    together: dict[str, list[list[int]]] = defaultdict(list)
    for (choice, counts), small in zip(rows, is_small, strict=True):
        together[SIDES[choice.side] if choice.side else OTHERS if small else choice.text].append(counts)
    summed = [(title, [sum(column) for column in zip(*counts, strict=True)]) for title, counts in together.items()]
    enough = [(title, counts) for title, counts in summed if sum(counts) >= smallest]
    rest = [counts for _, counts in summed if 0 < sum(counts) < smallest]
    if rest and enough:
        title, counts = enough.pop()
        enough.append((f"{title}, and others", [sum(column) for column in zip(counts, *rest, strict=True)]))
    return enough


# --- Themes of comments ----------------------------------------------------------------------------------------------

Given = tuple[int, int | None]
"""A comment and a theme that somebody gave it; none: read, and none of the themes."""
Writer = tuple[int | None, int]
"""As what a comment was made, and in which response: one respondent. Without a response it is somebody's own: −pk."""


@dataclass(frozen=True)
class ThemeFinding:
    """A theme's share of the comments read, and what it and those before it have together: one in two counts once."""

    theme: Theme
    share: Share
    together: Share


@dataclass(frozen=True)
class ThemeFindings:
    """Of all `comments` in people’s own words `read` were coded by somebody; `none` of these have a theme.

    What was set aside because it says nothing is among neither. In `by_type` a group
    is one respondent, and so is whoever wrote several comments; a number stands where `smallest` of them are behind it.
    """

    comments: int
    read: int
    none: int
    themes: tuple[ThemeFinding, ...]
    by_type: ByType | None
    smallest: int

    @property
    def not_read(self) -> int:
        """How many nobody has read yet: they are in no share, and stand beside them (rules 10.4)."""
        return self.comments - self.read


def theme_findings(consultation: Consultation) -> ThemeFindings | None:
    """Of one consultation. None where nobody has coded anything yet."""
    return theme_findings_of([consultation]).get(consultation.pk)


def theme_findings_of(consultations: Sequence[Consultation]) -> dict[int, ThemeFindings]:
    """What people coded in the portal, by consultation: one query, where themes and respondent types are prefetched.

    A draft is not counted, nor is a second reading that nobody has settled; what is merged counts for the other theme,
    and the source's own counts stay apart.
    """
    comments = own_words().filter(consultation__in=[each.pk for each in consultations])
    given: dict[int, list[Given]] = defaultdict(list)
    writers: dict[int, dict[int, Writer]] = defaultdict(dict)
    rows = comments.order_by().values_list(
        "consultation", "pk", "submission__respondent_type", "submission", "codings__coder", "codings__counts",
        "codings__themes",
    )  # fmt: skip
    for key, comment, kind, submission, coder, counts, theme in rows:
        writers[key][comment] = (kind, submission or -comment)
        if coder is not None and counts:
            given[key].append((comment, theme))
    return {each.pk: _findings(each, given[each.pk], writers[each.pk]) for each in consultations if each.pk in given}


def own_words() -> QuerySet[Comment]:
    """All that can be given a theme: not the source's summaries, nor what was set aside because it says nothing."""
    return Comment.objects.filter(is_summary=False).exclude(withheld_reason=Comment.SAYS_NOTHING)


def _findings(consultation: Consultation, given: Sequence[Given], writers: Mapping[int, Writer]) -> ThemeFindings:
    themes = {theme.pk: theme for theme in consultation.themes.all()}
    having = _having(given, themes)
    ordered = sorted(having, key=lambda pk: (-len(having[pk]), themes[pk].order))
    read = {comment for comment, _ in given}
    sets, base = [having[pk] for pk in ordered], len(read)
    shares, together = theme_shares(sets, base), cumulative_shares(sets, base)
    return ThemeFindings(
        comments=len(writers),
        read=len(read),
        none=len(read - set().union(*sets)),
        themes=tuple(ThemeFinding(themes[pk], *both) for pk, *both in zip(ordered, shares, together, strict=True)),
        by_type=_themes_by_type(consultation, [themes[pk] for pk in ordered], sets, writers),
        smallest=consultation.smallest_cell,
    )


def _having(given: Sequence[Given], themes: dict[int, Theme]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for comment, pk in given:
        theme = themes.get(pk or 0)
        counted = themes[theme.merged_into_id] if theme and theme.merged_into_id else theme
        if counted and counted.is_counted:
            found[counted.pk].add(comment)
    return found


def _themes_by_type(
    consultation: Consultation, themes: Sequence[Theme], having: Sequence[set[int]], writers: Mapping[int, Writer]
) -> ByType | None:
    types: Types = {each.pk: each.title for each in consultation.respondent_types.all()}
    types |= {None: NOT_STATED} if any(kind is None for kind, _ in writers.values()) else {}
    if len(types) < 2 or not themes:
        return None
    made = [[writers[comment] for comment in found] for found in having]
    comments = [[sum(of == kind for of, _ in row) for kind in types] for row in made]
    respondents = [[sum(of == kind for of, _ in set(row)) for kind in types] for row in made]
    shown = hide_small_cells(comments, consultation.smallest_cell, respondents)
    rows = zip((theme.title for theme in themes), shown.cells, strict=True)
    return ByType(tuple(types.values()), tuple(rows))
