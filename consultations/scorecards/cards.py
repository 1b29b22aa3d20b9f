"""Consultations as pages, reports and the API show them, and how many took part, each count with its base."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from strategy_portal.children import Children, with_children
from strategy_portal.domain.findings import Share
from strategy_portal.domain.numbers import PERCENT, Number, mean

from ..models import Comment, Consultation, EngagementScore, Meeting, Note, Question, Reply, Theme
from ..models.consultation import SCORE
from .findings import Answers, ThemeFindings, answers_of, theme_findings_of

TOP = 5
"""How many of the comments made most often are shown."""
ONE_MAKES_SEVERAL = "One response may make several comments"
OWN = (Children("questions"), Children("respondent_types"), Children("themes"), Children("notes"), Children("meetings"))
PANEL = "Size of the panel"
HELD = "Counted in the portal, beside what was reported"


@dataclass(frozen=True)
class PeopleCount:
    """A count with its base and a note. `number` is None where the source does not state it: never nought."""

    label: str
    number: int | None
    base: str = ""
    note: str = ""

    @property
    def in_words(self) -> str:
        """`53 responses`, `21 expressed interest`, `a panel of 2,900`: within a sentence."""
        label, number = self.label.lower(), f"{self.number or 0:,}"
        if label == PANEL.lower():
            return f"a panel of {number}"
        first, _, rest = label.partition(" ")
        return f"{number} {first.removesuffix('s') if self.number == 1 else first} {rest}".strip()


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

    theme: Theme

    @property
    def title(self) -> str:
        return self.theme.title

    @property
    def rank(self) -> int | None:
        return self.theme.rank

    @property
    def comment_count(self) -> int | None:
        return self.theme.comment_count

    @property
    def is_of_source(self) -> bool:
        """Whether the source ranks it, counts it, or sums up what was said about it."""
        return self.theme.has_figures_of_source or bool(self.summaries)


@dataclass(frozen=True)
class ScoreSet:
    """The scores of one edition of the engagement standards. `mean` is of those scored, or why there is none."""

    edition: int
    scores: tuple[EngagementScore, ...]

    @property
    def edition_text(self) -> str:
        return str(self.edition)

    @property
    def scored(self) -> list[Decimal]:
        return [each.score for each in self.scores if each.score is not None]

    @property
    def mean(self) -> Number:
        return mean(self.scored)

    @property
    def mean_text(self) -> str:
        """To one decimal, rounded half up (rules 1.2)."""
        return SCORE.text(self.mean)


NoteList = tuple[str, tuple[str, ...]]
"""A heading and the texts under it; no texts: not stated."""


@dataclass(frozen=True)
class ConsultationCard:
    """All that is known of a consultation.

    `theme_share` is what the source says of `theme_share_of` themes together, as written. `notes` has every kind.
    `themes` are confirmed and have something under them: one that no comment has is neither shown nor counted.
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
    score_sets: tuple[ScoreSet, ...]
    replies: tuple[Reply, ...]
    drafts: tuple[Reply, ...]
    answered: Share
    comments_answered: Share
    unanswered: tuple[Comment, ...]
    answers: Answers | None
    findings: ThemeFindings | None
    top_comments: tuple[Comment, ...]

    def with_replies(self, replies: Iterable[Reply]) -> "ConsultationCard":
        """The same with some of its replies alone, as on a day when there were no others."""
        kept = tuple(replies)
        answered = {reply.theme for reply in kept}
        share = Share(sum(line.theme in answered for line in self.themes), self.answered.base)
        return replace(self, replies=kept, answered=share)

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
    def told_themes(self) -> tuple[ThemeLine, ...]:
        """Those of which somebody summed up what was said."""
        return tuple(theme for theme in self.themes if theme.summaries)

    @property
    def not_counted(self) -> tuple[PeopleCount, ...]:
        """What nobody stated of those who took part."""
        return tuple(count for count in self.counts if count.number is None)

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
    """At most fourteen queries, whatever their number."""
    shown = Comment.objects.shown().in_campaigns().select_related("meeting")
    comments = Prefetch("comments", shown.prefetch_related("codings__themes__merged_into"))
    scores = Prefetch("scores", EngagementScore.objects.select_related("standard").order_by("standard__number"))
    replies = Prefetch("replies", Reply.objects.select_related("theme", "comment").prefetch_related("actions"))
    found = with_children(consultations.select_related("strategy", "lead", "theme_share"), *OWN)
    prefetch_related_objects(found, "questions__choices", "theme_share__themes", comments, scores, replies)
    answers, findings = answers_of(found), theme_findings_of(found)
    return [_card(each, answers.get(each.pk), findings.get(each.pk)) for each in found]


def _card(consultation: Consultation, answers: Answers | None, findings: ThemeFindings | None) -> ConsultationCard:
    comments = list(consultation.comments.all())
    given = {comment: themes_of(comment) for comment in comments}
    share = getattr(consultation, "theme_share", None)
    notes = list(consultation.notes.all())
    counted = [theme for theme in consultation.themes.all() if theme.is_counted]
    about = {theme: tuple(each for each in comments if theme in given[each]) for theme in counted}
    replies = [reply for reply in consultation.replies.all() if reply.is_final]
    on_themes, on_comments = {reply.theme for reply in replies}, {reply.comment_id for reply in replies}
    coded, of_source = findings.themes if findings else (), share.themes.all() if share else ()
    filled = on_themes.union((each.theme for each in coded), of_source)
    themes = [each for each in counted if about[each] or each in filled or each.has_figures_of_source]
    unanswered = tuple(each for each in comments if each.pk not in on_comments and not on_themes & given[each])
    return ConsultationCard(
        consultation=consultation,
        counts=tuple(counts_of(consultation, answers)),
        questions=tuple(_agreements(consultation, answers)),
        reported=tuple(_reported_choices(consultation.questions.all())),
        themes=tuple(ThemeLine(about[theme], theme) for theme in themes),
        theme_share=share.as_written if share else None,
        theme_share_of=len(share.themes.all()) if share else 0,
        unthemed=CommentGroup(tuple(comment for comment in comments if not given[comment])),
        notes={kind: tuple(note.text for note in notes if note.kind == kind) for kind in Note.Kind},
        meetings=tuple(consultation.meetings.all()),
        score_sets=tuple(_score_sets(consultation.scores.all())),
        replies=tuple(replies),
        drafts=tuple(reply for reply in consultation.replies.all() if not reply.is_final),
        answered=Share(len(on_themes.intersection(themes)), len(themes)),
        comments_answered=Share(len(comments) - len(unanswered), len(comments)),
        unanswered=unanswered,
        answers=answers,
        findings=findings,
        top_comments=_top(comments),
    )


def _score_sets(scores: Iterable[EngagementScore]) -> Iterator[ScoreSet]:
    """One for each edition, the latest edition last."""
    by_edition: dict[int, list[EngagementScore]] = {}
    for score in scores:
        by_edition.setdefault(score.standard.edition, []).append(score)
    for edition in sorted(by_edition):
        yield ScoreSet(edition, tuple(by_edition[edition]))


def _top(comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """Of the largest campaigns one comment each: only what is said more than once was said most often."""
    once: Sequence[Any] = CommentGroup(tuple(comments)).once
    several = [each for each in once if each.campaign and each.alike > 1]
    return tuple(sorted(several, key=lambda each: -each.alike)[:TOP])


def _agreements(consultation: Consultation, answers: Answers | None) -> Iterator[QuestionLine]:
    """As reported where it was, and what is counted beside it; else as counted. Each with its base (rules 10.2)."""
    counted = {each.question.pk: each for each in answers.questions} if answers else {}
    for question in consultation.questions.all():
        held = counted.get(question.pk)
        agreement = held and held.agreement
        if question.kind == Question.Kind.AGREEMENT and (question.is_reported or not agreement):
            yield QuestionLine(question.text, _agreement(question), question.base, question.note)
        if held and agreement:
            left_out = f"{held.unanswered:,} gave no answer" if held.unanswered else ""
            beside = question.is_reported
            text = f"{question.text} (in the portal)" if beside else question.text
            note = ". ".join(filter(None, [HELD if beside else "", left_out]))
            yield QuestionLine(text, agreement.text, held.answered, note)


def _reported_choices(questions: Iterable[Question]) -> Iterator[ReportedQuestion]:
    """Those of which the source counts a choice. A share needs its base (rules 10.2)."""
    for question in questions:
        base, counts = question.base, [(choice.text, choice.reported_count) for choice in question.choices.all()]
        if any(count is not None for _, count in counts):
            shares = ("" if count is None or base is None else Share(count, base).text for _, count in counts)
            lines = ((text, count, share) for (text, count), share in zip(counts, shares, strict=True))
            yield ReportedQuestion(question.text, base, tuple(lines))


def _agreement(question: Question) -> str | None:
    """Never a mid-point (rules 10.3)."""
    low, high = question.agreement_low, question.agreement_high
    if low is None or high is None:
        return None
    ends = map(PERCENT.in_full.text, (low, high))
    return " to ".join(dict.fromkeys(ends))


def themes_of(comment: Comment) -> set[Theme]:
    """What it was given: a comment may have several themes (rules 10.4). What is merged is the other theme.

    A further coder's reading is left out until somebody settles that it counts.
    """
    readings = (coding for coding in comment.codings.all() if coding.counts)
    return {theme.merged_into or theme for coding in readings for theme in coding.themes.all()}


def counts_of(consultation: Consultation, answers: Answers | None) -> list[PeopleCount]:
    """Each is a count of its own, and none stands in for another (rules 10.1).

    Respondents, responses and comments always stand: as reported where anything was, else as counted. What the portal
    holds may be among what was reported or not, so neither is added to the other.
    """
    panel, invited, came = consultation.panel_size, consultation.invited_count, attendance(consultation.meetings.all())
    counts = [PeopleCount("Respondents", consultation.respondent_count)]
    if answers is None or consultation.is_reported:
        counts += [
            PeopleCount("Responses", consultation.submission_count, note=consultation.submission_note),
            PeopleCount("Comments", consultation.comment_count, note=ONE_MAKES_SEVERAL),
        ]
        if answers:
            counts += [
                PeopleCount("Responses held in the portal", answers.responses, note=HELD),
                PeopleCount("Comments held in the portal", answers.comments, note=HELD),
            ]
    else:
        counts += [
            PeopleCount("Responses", answers.responses, note="Each of a person or of a group"),
            PeopleCount("Comments", answers.comments, note=ONE_MAKES_SEVERAL),
        ]
    if answers and answers.spoken_for is not None:
        note = "As the groups say; they did not each answer, and no share counts them"
        counts.append(PeopleCount("People that groups speak for", answers.spoken_for, note=note))
    counts += [
        PeopleCount(PANEL, panel),
        PeopleCount("Invited", invited, _of(panel, "on the panel"), consultation.invited_note),
        PeopleCount("Expressed interest", consultation.interested_count, _of(invited, "invited")),
        PeopleCount("Responses from community councils", consultation.community_council_count),
    ]
    return [*counts, came] if came else counts


def attendance(meetings: Collection[Meeting]) -> PeopleCount | None:
    """The sum over the meetings whose attendance is stated, its base. None where there was no meeting."""
    known = [meeting.attended for meeting in meetings if meeting.attended is not None]
    if not meetings:
        return None
    if not known:
        return PeopleCount("Came to events", None)
    note = "" if len(known) == len(meetings) else "Attendance at the others is not stated"
    return PeopleCount("Came to events", sum(known), f"at {len(known)} of {len(meetings)} events", note)


def _of(base: int | None, what: str) -> str:
    return "" if base is None else f"of {base:,} {what}"
