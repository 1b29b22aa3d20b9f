"""The papers of the meetings to come: how far each is, what is next, by whom and by when, and what is late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.timezone import localtime

from indicators.expecting.expected import working_days_text
from reports.models import (
    BoardMeeting,
    IssuedReport,
    Making,
    Narrative,
    OpenFindings,
    PaperDates,
    Preparation,
)
from reports.models.report import WHICH_REPORT, WhichReport
from reports.preparing.services import paper_dates_for
from strategy_portal.children import Children, with_children
from strategy_portal.clock import is_bank_holiday, working_days_between
from strategy_portal.domain.deadlines import Deadline, Stage, deadlines

from .report_keys import ReportKey

WRITERS = "Performance team or clerk"


@dataclass(frozen=True)
class Paper:
    """A report on its way to a meeting. `written` is how many of its texts there are, `cleared` which posts cleared it.

    `findings` is how many were open when a text was saved last, None where none was. `issued` is the version that was
    issued for this meeting, `making` what somebody asked for and is not issued yet.
    """

    key: ReportKey
    preparation: Preparation
    on: date
    by_stage: Mapping[Stage, date]
    posts: tuple[str, ...]
    cleared: frozenset[str]
    written: int
    issued: int | None
    making: Making | None
    findings: OpenFindings | None = None

    @property
    def url(self) -> str:
        return reverse("reports:report-detail", kwargs=self.key.kwargs)

    @property
    def next_post(self) -> str:
        return next((post for post in self.posts if post not in self.cleared), "")

    @property
    def state(self) -> str:
        """In words."""
        if self.issued:
            return f"Issued, version {self.issued}"
        if self.making:
            return str(self.making.get_state_display())
        if self.posts and not self.next_post:
            return "Cleared"
        if self.cleared:
            return f"{len(self.cleared)} of {len(self.posts)} have cleared it"
        return f"{self.written} {'text' if self.written == 1 else 'texts'} written" if self.written else "Not begun"

    @property
    def findings_text(self) -> str:
        """`6 to mend, 2 to answer on 27 November 2026`; empty once it is issued, and before anything was written."""
        found = self.findings
        if found is None or self.issued:
            return ""
        counts = ((found.mend, "to mend"), (found.answer, "to answer"))
        said = ", ".join(f"{count} {what}" for count, what in counts if count) or "No finding open"
        return f"{said} on {formatted(localtime(found.counted_at), 'j F Y')}"

    @property
    def next_step(self) -> tuple[str, Stage | None]:
        """Who does what, and by which stage; nothing once it is issued."""
        if self.issued:
            return "", None
        if self.making and self.making.not_before:
            moment = formatted(localtime(self.making.not_before), "j F Y, H:i")
            return f"The portal issues it on {moment}", Stage.PAPERS_OUT
        if not self.cleared and not self.written:
            return f"{WRITERS}: write its texts", Stage.TEXTS
        if self.next_post:
            return f"{self.next_post}: clear it", Stage.CLEARED
        return f"{WRITERS}: issue it", Stage.PAPERS_OUT

    @property
    def waits_for_its_moment(self) -> bool:
        """It is settled when the portal issues it, so there is nothing to do."""
        return self.making is not None and self.making.not_before is not None

    @property
    def by(self) -> date | None:
        """The last day of the next step."""
        stage = self.next_step[1]
        return self.by_stage[stage] if stage else None

    @property
    def days_late(self) -> int:
        """Working days since the next step was due."""
        return max(0, working_days_between(self.by, self.on)) if self.by else 0

    @property
    def time(self) -> str:
        if self.by is None:
            return "Done"
        if self.days_late:
            return f"{working_days_text(self.days_late)} late"
        left = working_days_between(self.on, self.by)
        return f"{working_days_text(left)} left" if left else "Due today"


@dataclass(frozen=True)
class MeetingPapers:
    """A meeting to come with its dates, counted back by the rule of its committee, and the papers for it."""

    meeting: BoardMeeting
    on: date
    dates: tuple[Deadline, ...]
    rule: PaperDates
    papers: tuple[Paper, ...]

    @property
    def working_days_left(self) -> str:
        left = working_days_between(self.on, self.meeting.meets_on)
        return f"in {working_days_text(left)}" if left else "today"

    @cached_property
    def next_date(self) -> Deadline | None:
        """The first that is not past."""
        return next((deadline for deadline in self.dates if not deadline.is_past(self.on)), None)

    @property
    def steps(self) -> list[tuple[Deadline, str, str]]:
        """Each date, whether it is `past`, `next` or `later`, and what is said of it."""
        return [(each, self._state(each), self._said(each)) for each in self.dates]

    def _state(self, deadline: Deadline) -> str:
        if deadline.is_past(self.on):
            return "past"
        return "next" if deadline == self.next_date else "later"

    def _said(self, deadline: Deadline) -> str:
        if deadline == self.next_date:
            left = working_days_between(self.on, deadline.day)
            return f"{working_days_text(left)} left" if left else "Today"
        if deadline.stage is Stage.PAPERS_OUT:
            return f"{self.rule.clear_days} clear days; the law asks for {self.rule.legal_clear_days}"
        return ", ".join(self.rule.posts) if deadline.stage is Stage.CLEARED else ""

    @property
    def late(self) -> list[Paper]:
        return [paper for paper in self.papers if paper.days_late]


def papers_to_come(on: date) -> tuple[MeetingPapers, ...]:
    """Every meeting to come that has a paper, and of each committee the next one; the earliest first. Five queries."""
    meetings = BoardMeeting.objects.taking_place().filter(meets_on__gte=on).select_related("strategy")
    every = list(meetings.order_by("meets_on", "pk"))
    prepared = _prepared(every)
    committees: set[str] = set()
    shown = []
    for meeting in every:
        is_first = meeting.kind == BoardMeeting.Kind.COMMITTEE and meeting.body.lower() not in committees
        if meeting.pk in prepared or is_first:
            committees.add(meeting.body.lower())
            shown.append(meeting)
    return _with_papers(shown, prepared, on)


def papers_of(meeting: BoardMeeting, on: date) -> MeetingPapers:
    """Those of one meeting."""
    (found,) = _with_papers([meeting], _prepared([meeting]), on)
    return found


def _prepared(meetings: Iterable[BoardMeeting]) -> dict[int, list[Preparation]]:
    found: dict[int, list[Preparation]] = defaultdict(list)
    report = {name: OuterRef(name) for name in ("strategy", "kind", "about")}
    of_year = Q(year_starts_on=OuterRef("year_starts_on")) | Q(year_starts_on=None)
    texts = Narrative.objects.exclude(text="").filter(of_year, **report)
    counted = OpenFindings.objects.filter(of_year, **report)
    rows = Preparation.objects.filter(meeting__in=meetings).select_related("strategy").annotate(
        written=Coalesce(Subquery(texts.order_by().values("kind").annotate(count=Count("pk")).values("count")), 0),
        to_mend=Subquery(counted.values("mend")[:1]),
        to_answer=Subquery(counted.values("answer")[:1]),
    )  # fmt: skip
    for preparation in with_children(rows, Children("clearances")):
        found[preparation.meeting_id or 0].append(preparation)
    return found


def _with_papers(
    meetings: Sequence[BoardMeeting], prepared: Mapping[int, list[Preparation]], on: date
) -> tuple[MeetingPapers, ...]:
    rules = paper_dates_for([meeting.body for meeting in meetings])
    facts = _Facts([each for meeting in meetings for each in prepared.get(meeting.pk, ())])
    found = []
    for meeting in meetings:
        rule = rules[meeting.body]
        dates = deadlines(meeting.meets_on, rule.rule, is_bank_holiday)
        by_stage = {deadline.stage: deadline.day for deadline in dates}
        papers = [facts.paper(each, on, by_stage, tuple(rule.posts)) for each in prepared.get(meeting.pk, ())]
        found.append(MeetingPapers(meeting, on, dates, rule, tuple(papers)))
    return tuple(found)


class _Facts:
    """What is known of the reports that are prepared: two queries for all of them."""

    def __init__(self, prepared: Sequence[Preparation]):
        strategies = {each.strategy_id for each in prepared}
        self.issued: dict[WhichReport, dict[int | None, int]] = defaultdict(dict)
        issued = IssuedReport.objects.filter(strategy__in=strategies).only(*WHICH_REPORT, "meeting_id", "version")
        for report in issued.order_by("version"):
            self.issued[report.which_report][report.meeting_id] = report.version
        waiting = Making.objects.filter(strategy__in=strategies, state__in=Making.OPEN)
        self.making = {row.which_report: row for row in waiting}

    def paper(self, preparation: Any, on: date, by_stage: Mapping[Stage, date], posts: tuple[str, ...]) -> Paper:
        which = preparation.which_report
        issued = self.issued[which]
        version = max(issued.values(), default=0) + 1
        return Paper(
            key=ReportKey.of(preparation, preparation.read_on(on)), preparation=preparation, on=on,
            by_stage=by_stage, posts=posts,
            cleared=frozenset(
                each.post
                for each in preparation.clearances.all()
                if each.for_version == version and each.reopened_at is None
            ),
            written=preparation.written, issued=issued.get(preparation.meeting_id), making=self.making.get(which),
            findings=None
            if preparation.to_mend is None
            else OpenFindings(mend=preparation.to_mend, answer=preparation.to_answer),
        )  # fmt: skip
