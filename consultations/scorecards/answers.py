"""What people answered, question by question, where the portal holds the answers themselves.

The database counts; nothing here reads a submission. The whole of a question is always shown; how it breaks down by
respondent type hides small cells (rules 10.5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

from strategy_portal.domain.findings import Breakdown, Share, hide_small_cells

from ..models import Answer, Choice, Comment, Consultation, Question, Submission

NOT_STATED = "Not stated"
OTHERS = "Other choices"
SIDES = {side.value: str(side.label) for side in Choice.Side}


@dataclass(frozen=True)
class ChoiceLine:
    """One choice and its share of those who answered the question (rules 10.2)."""

    text: str
    share: Share


@dataclass(frozen=True)
class ChoicesByType:
    """How the answers break down. None where a count is hidden; `rows` are choices, or what was put together of them.

    `totals` are of those who answered, by type; None where several choices could be made, for they count choices.
    """

    types: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    totals: tuple[int | None, ...] | None

    @property
    def hides(self) -> bool:
        return any(count is None for _, counts in self.rows for count in counts)


@dataclass(frozen=True)
class QuestionAnswers:
    """`answered` is the base of every share; `unanswered` left it out. They sum to the responses (rules 10.2)."""

    question: Question
    answered: int
    unanswered: int
    choices: tuple[ChoiceLine, ...]
    agreement: Share | None
    by_type: ChoicesByType | None

    @property
    def agreement_text(self) -> str:
        return self.agreement.text if self.agreement else ""

    @property
    def sentence(self) -> str:
        """`63.3% agree, 38 of the 60 who answered; 2 gave no answer.`"""
        left_out = f"; {self.unanswered:,} gave no answer" if self.unanswered else ""
        if not self.answered:
            return "Nobody has answered this."
        if self.agreement:
            text = f"{self.agreement_text} agree, {self.agreement.count:,} of the {self.answered:,} who answered"
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
    smallest: int

    @property
    def hides(self) -> bool:
        return any(count is None for _, count in self.by_type)


Cells = Mapping[tuple[int, int | None], int]
"""How many chose this choice, or answered this question, as this respondent type."""


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
    comments = _comments(received)
    of_one: dict[int, list[Mapping]] = defaultdict(list)
    for row in totals:
        of_one[row["consultation_id"]].append(row)
    return {
        each.pk: _answers(each, of_one[each.pk], chosen, answered, comments)
        for each in consultations
        if each.pk in of_one
    }


def _cells(answers: QuerySet[Answer], of: str) -> Cells:
    rows = answers.order_by().values(of, "submission__respondent_type_id")
    counted = rows.annotate(number=Count("submission_id", distinct=True))
    return {(row[of], row["submission__respondent_type_id"]): row["number"] for row in counted}


def _comments(received: QuerySet[Submission]) -> dict[int, int]:
    rows = Comment.objects.filter(submission__in=received).order_by().values("consultation_id")
    return dict(rows.annotate(number=Count("pk")).values_list("consultation_id", "number"))


def _answers(
    consultation: Consultation,
    totals: Sequence[Mapping],
    chosen: Cells,
    answered: Cells,
    comments: Mapping[int, int],
) -> Answers:
    by_type = {row["respondent_type_id"]: row["number"] for row in totals}
    stated = [row["people"] for row in totals if row["people"] is not None]
    types = _types(consultation, by_type)
    responses = sum(by_type.values())
    asked = (question for question in consultation.questions.all() if question.kind != Question.Kind.TEXT)
    found = (_question(each, types, chosen, answered, responses, consultation.smallest_cell) for each in asked)
    return Answers(
        responses=responses,
        comments=comments.get(consultation.pk, 0),
        spoken_for=sum(stated) if stated else None,
        by_type=_responses_by_type(types, by_type, consultation.smallest_cell),
        questions=tuple(each for each in found if each.answered or not each.question.is_reported),
        smallest=consultation.smallest_cell,
    )


Types = dict[int | None, str]


def _types(consultation: Consultation, there: Iterable[int | None]) -> Types:
    """Those that somebody answered as, in order; those who did not say come last."""
    found = set(there)
    titles: Types = {each.pk: each.title for each in consultation.respondent_types.all() if each.pk in found}
    return titles | ({None: NOT_STATED} if None in found else {})


def _responses_by_type(types: Types, counts: Mapping, smallest: int) -> tuple[TypeCount, ...]:
    """Nothing where there is one type only, or where even the whole would have to be hidden: it is shown elsewhere."""
    if len(types) < 2:
        return ()
    shown = hide_small_cells([[counts[key] for key in types]], smallest)
    if shown.total is None:
        return ()
    return tuple(map(TypeCount, types.values(), shown.cells[0]))


def _question(
    question: Question, types: Types, chosen: Cells, answered: Cells, responses: int, smallest: int
) -> QuestionAnswers:
    choices = list(question.choices.all())
    base = sum(answered.get((question.pk, key), 0) for key in types)
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
) -> ChoicesByType | None:
    """None where it would say nothing, or where a row's total would have to be hidden that is shown elsewhere."""
    rows = _put_together([(choice, [chosen.get((choice.pk, key), 0) for key in types]) for choice in choices], smallest)
    if len(types) < 2 or len(rows) < 2:
        return None
    shown: Breakdown = hide_small_cells([counts for _, counts in rows], smallest)
    if shown.total is None or None in shown.row_totals:
        return None
    titles = [title for title, _ in rows]
    one_each = question.kind != Question.Kind.SEVERAL
    return ChoicesByType(
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
