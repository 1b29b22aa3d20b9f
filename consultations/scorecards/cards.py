"""Consultations as pages, reports and the API show them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from strategy_portal.domain.findings import Share
from strategy_portal.domain.numbers import PERCENT, Number, mean

from ..models import Comment, Consultation, EngagementScore, Meeting, Note, Question, Reply, Theme
from ..models.consultation import SCORE
from .answers import Answers, answers_of
from .counts import HELD, PeopleCount, counts_of
from .theme_findings import ThemeFindings, theme_findings_of

TOP = 5
"""How many of the comments made most often are shown."""


@dataclass(frozen=True)
class QuestionLine:
    """`agreement` is `72% to 80%` where only a range is known (rules 10.3); `base` is how many it is a share of."""

    text: str
    agreement: str | None
    base: int | None
    note: str


@dataclass(frozen=True)
class ReportedQuestion:
    """How often each choice was made, as the source gives it; `percent_text` only where it gives the base."""

    text: str
    base: int | None
    choices: tuple[tuple[str, int | None, str], ...]


@dataclass(frozen=True)
class CommentGroup:
    """Comments: the source's summaries, and participants' own words, which are never mixed."""

    comments: tuple[Comment, ...]

    @property
    def summaries(self) -> tuple[Comment, ...]:
        return tuple(comment for comment in self.comments if comment.is_summary)

    @property
    def verbatim(self) -> tuple[Comment, ...]:
        return tuple(comment for comment in self.once if not comment.is_summary)

    @property
    def once(self) -> tuple[Comment, ...]:
        """Of each campaign only the first comment; the others say the same, and count all the same."""
        first: dict[int, Comment] = {}
        for comment in self.comments:
            first.setdefault(comment.campaign_id or -comment.pk, comment)
        return tuple(first.values())


@dataclass(frozen=True)
class ThemeLine(CommentGroup):
    """A theme with what was said about it. `comment_count` is what the source counts, not what the portal holds."""

    title: str
    rank: int | None
    comment_count: int | None

    @property
    def is_of_source(self) -> bool:
        """Whether the source ranks it, counts it, or sums up what was said about it."""
        return self.rank is not None or self.comment_count is not None or bool(self.summaries)


@dataclass(frozen=True)
class TopComment:
    """One published comment of a campaign, and how many published ones say the same."""

    text: str
    campaign: str
    alike: int


NoteList = tuple[str, tuple[str, ...]]
"""A heading and the texts under it; no texts: not stated."""


@dataclass(frozen=True)
class ConsultationCard:
    """All that is known of a consultation. `mean_score` is a number, or the reason why there is none.

    `theme_share` is what the source says of `theme_share_of` themes together, as written. `notes` has every kind.
    `replies` are final, `drafts` are for staff alone and answer nothing yet. `answered` is the share of the confirmed
    themes that have a reply, `unanswered` are the published comments without one of their own or of a theme.
    `answers` and `findings` are counted where the portal holds them; `top_comments` stand for the campaigns with the
    most published comments (`alike`). What the exercise reported stands as it was reported.
    """

    consultation: Consultation
    counts: tuple[PeopleCount, ...]
    questions: tuple[QuestionLine, ...]
    reported: tuple[ReportedQuestion, ...]
    themes: tuple[ThemeLine, ...]
    theme_share: str | None
    theme_share_of: int
    unthemed: CommentGroup
    notes: dict[Note.Kind, tuple[str, ...]]
    meetings: tuple[Meeting, ...]
    scores: tuple[EngagementScore, ...]
    mean_score: Number
    replies: tuple[Reply, ...]
    drafts: tuple[Reply, ...]
    answered: Share
    comments_answered: Share
    unanswered: tuple[Comment, ...]
    answers: Answers | None
    findings: ThemeFindings | None
    top_comments: tuple[TopComment, ...]

    @property
    def mean_score_text(self) -> str:
        """To one decimal, rounded half up (rules 1.2)."""
        return SCORE.text(self.mean_score)

    @property
    def has_theme_figures(self) -> bool:
        return any(theme.rank is not None or theme.comment_count is not None for theme in self.themes)

    @property
    def listed_themes(self) -> tuple[ThemeLine, ...]:
        """Where the findings have a line for each theme already, only those of which the source says more."""
        if self.findings and self.findings.themes:
            return tuple(theme for theme in self.themes if theme.is_of_source)
        return self.themes

    @property
    def reach(self) -> list[NoteList]:
        return self._lists(Note.Kind.CHANNEL, Note.Kind.GROUP_CONTACTED, Note.Kind.PUBLICITY)

    @property
    def most_frequent(self) -> list[NoteList]:
        return [each for each in self._lists(Note.Kind.TOP_COMMENT) if each[1]]

    @property
    def aftermath(self) -> list[NoteList]:
        return self._lists(Note.Kind.TOLD, Note.Kind.LESSON)

    def _lists(self, *kinds: Note.Kind) -> list[NoteList]:
        return [(str(kind.label), self.notes[kind]) for kind in kinds]


def consultation_cards(consultations: QuerySet[Consultation]) -> list[ConsultationCard]:
    """At most nineteen queries, whatever their number."""
    shown = Comment.objects.shown().in_campaigns().select_related("meeting")
    comments = Prefetch("comments", shown.prefetch_related("codings__themes__merged_into"))
    scores = Prefetch("scores", EngagementScore.objects.select_related("standard").order_by("standard__number"))
    replies = Prefetch("replies", Reply.objects.select_related("theme", "comment").prefetch_related("actions"))
    found = consultations.select_related("strategy", "lead", "theme_share").prefetch_related(
        "questions__choices",
        "respondent_types",
        "themes",
        comments,
        "theme_share__themes",
        "notes",
        "meetings",
        scores,
        replies,
    )
    answers, findings = answers_of(list(found)), theme_findings_of(list(found))
    return [_card(each, answers.get(each.pk), findings.get(each.pk)) for each in found]


def consultation_card(consultation: Consultation) -> ConsultationCard:
    """The same for one."""
    (card,) = consultation_cards(Consultation.objects.filter(pk=consultation.pk))
    return card


def _card(consultation: Consultation, answers: Answers | None, findings: ThemeFindings | None) -> ConsultationCard:
    comments, meetings = list(consultation.comments.all()), tuple(consultation.meetings.all())
    share = getattr(consultation, "theme_share", None)
    scores = tuple(consultation.scores.all())
    replies = [reply for reply in consultation.replies.all() if reply.is_final]
    unanswered = _unanswered(comments, replies)
    return ConsultationCard(
        consultation=consultation,
        counts=tuple(counts_of(consultation, answers)),
        questions=_agreements(consultation, answers),
        reported=tuple(_reported_choices(consultation.questions.all())),
        themes=tuple(_theme(theme, comments) for theme in consultation.themes.all() if theme.is_counted),
        theme_share=share.as_written if share else None,
        theme_share_of=len(share.themes.all()) if share else 0,
        unthemed=CommentGroup(tuple(comment for comment in comments if not themes_of(comment))),
        notes=_notes(consultation.notes.all()),
        meetings=meetings,
        scores=scores,
        mean_score=mean([score.score for score in scores]),
        replies=tuple(replies),
        drafts=tuple(reply for reply in consultation.replies.all() if not reply.is_final),
        answered=_answered(consultation, replies),
        comments_answered=Share(len(comments) - len(unanswered), len(comments)),
        unanswered=unanswered,
        answers=answers,
        findings=findings,
        top_comments=_top(comments),
    )


def _top(comments: Sequence[Comment]) -> tuple[TopComment, ...]:
    """Of the largest campaigns one comment each: only what is said more than once was said most often."""
    alike = Counter(comment.campaign_id for comment in comments if comment.campaign_id)
    once = CommentGroup(tuple(comments)).once
    top = [TopComment(each.text, str(each.campaign), alike[each.campaign_id]) for each in once if each.campaign_id]
    return tuple(sorted((each for each in top if each.alike > 1), key=lambda each: -each.alike)[:TOP])


def _answered(consultation: Consultation, replies: Iterable[Reply]) -> Share:
    themes = {theme.pk for theme in consultation.themes.all() if theme.state == Theme.State.CONFIRMED}
    return Share(len(themes & {reply.theme_id for reply in replies}), len(themes))


def _unanswered(comments: Iterable[Comment], replies: Iterable[Reply]) -> tuple[Comment, ...]:
    """Without a reply of their own, and without one to a theme of theirs."""
    replied = list(replies)
    themes, own = {reply.theme_id for reply in replied}, {reply.comment_id for reply in replied}
    return tuple(
        comment
        for comment in comments
        if comment.pk not in own and not themes & {theme.pk for theme in themes_of(comment)}
    )


def _agreements(consultation: Consultation, answers: Answers | None) -> tuple[QuestionLine, ...]:
    """As reported where it was, and what is counted beside it; else as counted. Each with its base (rules 10.2)."""
    counted = {each.question.pk: each for each in answers.questions if each.agreement} if answers else {}
    lines = []
    for question in consultation.questions.all():
        held = counted.get(question.pk)
        if question.kind == Question.Kind.AGREEMENT and (question.is_reported or not held):
            lines.append(QuestionLine(question.text, _agreement(question), question.base, question.note))
        if held and question.is_reported:
            note = ". ".join(filter(None, [HELD, _left_out(held.unanswered)]))
            lines.append(QuestionLine(f"{question.text} (in the portal)", held.agreement_text, held.answered, note))
        elif held:
            lines.append(QuestionLine(question.text, held.agreement_text, held.answered, _left_out(held.unanswered)))
    return tuple(lines)


def _reported_choices(questions: Iterable[Question]) -> Iterator[ReportedQuestion]:
    """Those of which the source counts a choice. A share needs its base (rules 10.2)."""
    for question in questions:
        counts = [(choice.text, choice.reported_count) for choice in question.choices.all()]
        if any(count is not None for _, count in counts):
            lines = tuple((text, count, _percent_of(count, question.base)) for text, count in counts)
            yield ReportedQuestion(question.text, question.base, lines)


def _percent_of(count: int | None, base: int | None) -> str:
    return "" if count is None or base is None else Share(count, base).text


def _left_out(unanswered: int) -> str:
    return f"{unanswered:,} gave no answer" if unanswered else ""


def _agreement(question: Question) -> str | None:
    """Never a mid-point (rules 10.3)."""
    low, high = question.agreement_low, question.agreement_high
    if low is None or high is None:
        return None
    ends = map(PERCENT.in_full.text, (low, high))
    return " to ".join(dict.fromkeys(ends))


def themes_of(comment: Comment) -> set[Theme]:
    """What any coder gave it: a comment may have several themes (rules 10.4). What is merged is the other theme."""
    return {theme.merged_into or theme for coding in comment.codings.all() for theme in coding.themes.all()}


def _theme(theme: Theme, comments: list[Comment]) -> ThemeLine:
    about = tuple(comment for comment in comments if theme in themes_of(comment))
    return ThemeLine(about, theme.title, theme.rank, theme.comment_count)


def _notes(notes: Iterable[Note]) -> dict[Note.Kind, tuple[str, ...]]:
    """Every kind, empty ones included."""
    found = list(notes)
    return {kind: tuple(note.text for note in found if note.kind == kind) for kind in Note.Kind}
