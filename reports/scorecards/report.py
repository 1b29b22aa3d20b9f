"""The reports of either kind: what a financial year, or a whole strategy, amounts to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils.formats import date_format

from indicators.judging.cards import last_ended_quarter
from outcomes.models import Strategy
from reports.models import FormSection, Preparation, ReportKind
from strategy_portal.domain import sentences
from strategy_portal.domain.counting import Tally
from strategy_portal.domain.lateness import whole_months
from strategy_portal.domain.periods import Period

from .cover_fit import ToFit
from .progress import Part, Progress, on_target_text, states_text
from .report_entries import IndicatorEntry
from .report_evidence import ReportEvidence, evidence, implied, uncapitalised
from .report_form import (
    APPENDIX,
    IMPLICATION,
    Content,
    Exempt,
    Frame,
    Generated,
    ImplicationLine,
    ReportSection,
    Setting,
    references,
    setting,
    span_text,
)
from .report_keys import DRAFT, Edition, ReportKey
from .summary import Summary, summary_of
from .whole import Whole


@dataclass(frozen=True)
class YearReport:
    """One financial year of a strategy, or the first half of one."""

    frame: Frame
    year: Period
    evidence: ReportEvidence
    summary: Summary

    @cached_property
    def progress(self) -> Progress:
        return Progress(self.evidence, self.summary)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands in the section of progress."""
        return self.progress.parts

    @property
    def to_fit(self) -> ToFit:
        """What has to have room on four sheets."""
        return ToFit(len(self.progress.missed), len(self.progress.met), len(self.evidence.plan.lines))

    @property
    def is_running(self) -> bool:
        """It has not ended: its figures are to date."""
        return self.evidence.is_running

    @property
    def changes(self) -> tuple[IndicatorEntry, ...]:
        """Indicators whose status is another than the year before."""
        return tuple(entry for entry in self.evidence.entries if entry.status_changed)

    @property
    def before(self) -> Period | None:
        """The year before, if the strategy was running then."""
        return self.evidence.years[-2] if len(self.evidence.years) > 1 else None


@dataclass(frozen=True)
class EndOfStrategyReport:
    """A whole strategy. `is_running` on the report's day: then it says how things stand, not how they ended."""

    frame: Frame
    evidence: ReportEvidence
    summary: Summary
    is_running: bool

    @cached_property
    def progress(self) -> Progress:
        return Progress(self.evidence, self.summary)

    @cached_property
    def whole(self) -> Whole:
        return Whole(self.evidence, self.summary, self.is_running)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands in the section of progress."""
        return self.whole.parts

    @property
    def to_fit(self) -> ToFit:
        """What has to have room on four sheets."""
        return ToFit(met=len(self.evidence.entries), actions=len(self.evidence.plan.lines))


Report = YearReport | EndOfStrategyReport


def report_of(
    key: ReportKey, on: date, edition: Edition = DRAFT, *, today: date | None = None,
    prepared: Preparation | None = None,
) -> Report:  # fmt: skip
    """As known at the end of the day `on`, the cut-off: nothing is used that was entered, approved or closed later.

    Where that is `today`, nothing can be later, and no earlier state of anything is looked for. What is `prepared` is
    not asked for again where somebody has read it. The number of queries does not grow with indicators, values,
    actions or comments. Raises Arrangement.DoesNotExist for a strategy of which
    it is not settled how it is reported.
    """
    as_of = None if on == today else on
    read = year_report if key.year else whole_report
    return read(replace(key, on=on), on, edition, as_of, prepared)


def annual_report(strategy: Strategy, year: Period, on: date, as_of: date | None = None) -> YearReport:
    return year_report(ReportKey(strategy, ReportKind.ANNUAL, year, on=on), on, as_of=as_of)


def year_report(
    key: ReportKey, on: date, edition: Edition = DRAFT, as_of: date | None = None, prepared: Preparation | None = None
) -> YearReport:
    """Of a financial year, or of its first half, beside the years or halves before in which the strategy ran."""
    assert key.year is not None
    strategy, year = key.strategy, key.year
    years = [each for each in strategy.years if each <= year and _ran_in(strategy, each, key)]
    loaded, found = setting(key, prepared), evidence(key, years, on, as_of)
    told = summary_of(found)
    so_far = f", so far to {date_format(on, 'j F Y')}" if found.is_running else ""
    what = "Half year reported" if key.is_of_half else "Year reported"
    frame = _frame(
        loaded, told, edition,
        span=(what, f"{span_text(found.span.start, found.span.last_day)}{so_far}"),
        purpose=_purpose_of_year(loaded, found),
        conclusion=_conclusion_of_year(found),
    )  # fmt: skip
    return YearReport(frame, year, found, told)


def _ran_in(strategy: Strategy, year: Period, key: ReportKey) -> bool:
    return year == key.year or not key.is_of_half or strategy.starts_on < year.first_half.end


def end_of_strategy_report(strategy: Strategy, on: date, as_of: date | None = None) -> EndOfStrategyReport:
    return whole_report(ReportKey(strategy, ReportKind.END_OF_STRATEGY, on=on), on, as_of=as_of)


def whole_report(
    key: ReportKey, on: date, edition: Edition = DRAFT, as_of: date | None = None, prepared: Preparation | None = None
) -> EndOfStrategyReport:
    """Up to the last year that has ended; in the first year, that one to date."""
    strategy = key.strategy
    years = [year for year in strategy.years if year.end <= on] or [strategy.years[0]]
    loaded, found = setting(key, prepared), evidence(key, years, on, as_of)
    is_running = strategy.ends_on >= on
    told = summary_of(found)
    frame = _frame(
        loaded, told, edition,
        span=_time_gone(found),
        purpose=_purpose_of_strategy(loaded, found, is_running),
        conclusion=_conclusion_of_strategy(found, is_running),
    )  # fmt: skip
    return EndOfStrategyReport(frame, found, told, is_running)


def _time_gone(found: ReportEvidence) -> tuple[str, str]:
    """`42 of 60 months, to Mar 2028`: up to the last quarter that has ended."""
    strategy = found.strategy
    ended = last_ended_quarter(found.on, strategy.year_start).last_day + timedelta(days=1)
    months = whole_months(strategy.starts_on, strategy.ends_on + timedelta(days=1))
    gone = max(0, min(months, whole_months(strategy.starts_on, ended))) if ended > strategy.starts_on else 0
    return "Time gone", f"{gone} of {months} months, to {strategy.ends_on:%b %Y}"


def _frame(
    loaded: Setting, told: Summary, edition: Edition, *,
    span: tuple[str, str], purpose: str, conclusion: str,
) -> Frame:  # fmt: skip
    """The form filled in: what the portal words, and what people wrote beside it."""
    found = told.evidence
    recommended = f"It is recommended that {uncapitalised(loaded.audience)}"
    done = tuple(ask.done for ask in told.asked)
    generated = {
        Content.PURPOSE: Generated(purpose),
        Content.RECOMMENDATION: Generated(f"{recommended}:", done, is_numbered=True)
        if len(done) > 1
        else Generated(sentences.sentence(f"{recommended} {' '.join(done)}")),
        Content.CONCLUSION: Generated(conclusion),
        Content.REFERENCES: references(loaded),
    }
    sections = [
        _section(
            section, generated.get(Content(section.content), Generated()), loaded.text(section.key) or section.standard
        )
        for section in loaded.arrangement.form.sections.all()
    ]
    lines = [
        ImplicationLine(line, loaded.text(f"{IMPLICATION}{line.number}") or implied(line, loaded, found))
        for line in loaded.arrangement.form.implications.all()
    ]
    return Frame(
        key=loaded.key,
        edition=edition,
        on=found.on,
        span=span,
        arrangement=loaded.arrangement,
        meeting=loaded.meeting,
        sections=tuple(_public(section, loaded.exempt) for section in sections),
        implications=tuple(
            replace(line, text="", ground=loaded.exempt[key]) if (key := _line_key(line)) in loaded.exempt else line
            for line in lines
        ),
        texts={key: each.text for key, each in loaded.narratives.items() if key not in loaded.exempt},
        exempt=tuple(_exempt(loaded, found, sections, lines)),
        is_demonstration=found.is_demonstration or loaded.is_demonstration,
    )


def _line_key(line: ImplicationLine) -> str:
    return f"{IMPLICATION}{line.implication.number}"


def _public(section: ReportSection, exempt: Mapping[str, str]) -> ReportSection:
    """Of an exempt one nothing but its heading and the ground."""
    ground = exempt.get(section.place.key)
    return ReportSection(section.place, Generated(), "", ground) if ground else section


def _exempt(
    loaded: Setting, found: ReportEvidence, sections: Iterable[ReportSection], lines: Iterable[ImplicationLine]
) -> Iterator[Exempt]:
    """In the order of the report: sections, lines, texts of outcomes and indicators, appendices."""
    grounds = loaded.exempt
    for section in sections:
        if ground := grounds.get(section.place.key):
            yield Exempt(section.place.key, str(section.place), ground, section=section)
    for line in lines:
        if ground := grounds.get(_line_key(line)):
            yield Exempt(_line_key(line), str(line.implication), ground, text=line.text)
    named = [(group.anchor, str(group.outcome)) for group in found.groups]
    named += [(entry.anchor, f"{entry.indicator.reference} {entry.name}") for entry in found.entries]
    for key, heading in named:
        if (ground := grounds.get(key)) and (text := loaded.text(key)):
            yield Exempt(key, heading, ground, text=text)
    for appendix in found.appendices:
        if ground := grounds.get(f"{APPENDIX}{appendix.slug}"):
            yield Exempt(f"{APPENDIX}{appendix.slug}", appendix.title, ground)


def _section(section: FormSection, generated: Generated, narrative: str) -> ReportSection:
    """People's recommendation stands in place of the portal's; their other texts stand beside the figures."""
    is_replaced = narrative and section.content == Content.RECOMMENDATION
    return ReportSection(section, Generated() if is_replaced else generated, narrative)


def _purpose_of_year(loaded: Setting, found: ReportEvidence) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    so_far = f", which runs until {date_format(found.span.last_day, 'j F Y')}" if found.is_running else ""
    if found.report_key.is_of_half:
        so_far = f", the first half of {found.last_year.label}"
    since = ", and what has happened since" if found.since else ""
    return (
        f"To tell {uncapitalised(loaded.audience)} how far the {strategy.title} of {strategy.organisation} got in "
        f"{found.label}{so_far}{since}. {_holder(found)} has {found.holdings}; the strategy ends on "
        f"{date_format(strategy.ends_on, 'j F Y')}. This report holds what was known on {day}."
    )


def _holder(found: ReportEvidence) -> str:
    about = found.report_key.about
    return f"This report is of {about.title} alone, which" if about else "The strategy"


def _conclusion_of_year(found: ReportEvidence) -> str:
    """Counts of this year and the one before, and of the actions what can be said of their dates."""
    if not found.entries:
        held = " What it holds stands in the appendices." if found.appendices else ""
        actions = f" {_actions_text(found)}" if found.plan.lines else held
        return f"{found.without_indicators}, so no figure is judged in {found.label}.{actions}"
    earlier = [entry.before.status for entry in found.entries if entry.before is not None]
    was = Tally.of(earlier)
    was_in = found.label_of(found.last_year.previous())
    before = f"; in {was_in} it was {on_target_text(was)}" if earlier and was.assessable else ""
    now = f"{sentences.colours_text(found.tally)} in {found.label}" if found.tally.assessable else ""
    gaps = sentences.undated_text(len(found.plan.lines), found.plan.counts.unowned, found.plan.counts.undated)
    figures = sentences.sentence(f"{now}{before}") if now else sentences.lead_text(found.tally, found.label)
    return " ".join(filter(None, [figures, gaps]))


def _purpose_of_strategy(loaded: Setting, found: ReportEvidence, is_running: bool) -> str:
    strategy, day = found.strategy, date_format(found.on, "j F Y")
    ends_on = date_format(strategy.ends_on, "j F Y")
    state = (
        f"As at {day} the strategy is still running; it ends on {ends_on}."
        if is_running
        else f"The strategy ended on {ends_on}; this report is as at {day}."
    )
    return (
        f"To report to {uncapitalised(loaded.audience)} what became of the {strategy.title} of "
        f"{strategy.organisation}, {span_text(strategy.starts_on, strategy.ends_on)}. "
        f"{_holder(found)} has {found.holdings}. {state}"
    )


def _conclusion_of_strategy(found: ReportEvidence, is_running: bool) -> str:
    year = found.last_year.label
    told = sentences.colours_text(found.tally) if found.tally.assessable else found.tally_text
    still = f"The strategy ends on {date_format(found.strategy.ends_on, 'j F Y')}." if is_running else ""
    if not found.entries and not found.plan.lines:
        return f"{found.without_indicators} and no actions. {still}".strip()
    figures = sentences.sentence(f"{told} in {year}") if found.entries else f"{found.without_indicators}."
    actions = _actions_text(found) if found.plan.lines else f"{found.without_actions}."
    return " ".join(filter(None, [figures, actions, still]))


def _actions_text(found: ReportEvidence) -> str:
    """`Of the seven actions four are in progress and three completed.`, and of how many owner or date is missing."""
    counts, total = found.plan.counts, len(found.plan.lines)
    of_all = "" if total == 1 else f"of the {sentences.number_text(total)} actions "
    gaps = sentences.undated_text(total, counts.unowned, counts.undated)
    return f"{sentences.sentence(f'{of_all}{states_text(found.plan.lines)}')} {gaps}".strip()
