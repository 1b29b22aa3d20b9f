"""What every report has in common: which there can be, heading, and the sections of its form with people's text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from outcomes.models import Statement, Strategy
from reports.models import (
    Arrangement,
    BoardMeeting,
    FormSection,
    ForReport,
    Implication,
    Narrative,
    Preparation,
    ReportKind,
)  # fmt: skip
from strategy_portal.domain.periods import Period

from .about import About, find_part

Content = FormSection.Content
IMPLICATION = "implications-"
"""A line of the table of implications has its narrative under `implications-IV`."""

PUBLIC = "Public"
ABOUT_THE_SOURCE = ("sections", "implications")
"""Entries of a source document that are its form, not a fact to refer to."""


@dataclass(frozen=True)
class ReportKey:
    """Which report: of a strategy or a part of it, and for an annual one of which financial year."""

    strategy: Strategy
    kind: ReportKind
    year: Period | None = None
    about: About | None = None

    @classmethod
    def of(cls, row: ForReport) -> "ReportKey":
        """Of a row that belongs to a report."""
        about = About(row.strategy, row.about) if row.about else None
        return cls(row.strategy, ReportKind(row.kind), row.year, about)

    @property
    def title(self) -> str:
        about = f"annual progress report {self.year.label}" if self.year else "end-of-strategy report"
        return f"{self.strategy.title}: {about}{self.of_part}"

    @property
    def of_part(self) -> str:
        """`, Outcome 3`; empty for the whole strategy."""
        return f", {self.about.title}" if self.about else ""

    @property
    def slug(self) -> str:
        """`annual-2024-25`, `end-of-strategy`; as in file names."""
        named = [str(self.kind), self.year.slug if self.year else "", self.about.slug if self.about else ""]
        return "-".join(filter(None, named))

    @property
    def kwargs(self) -> dict[str, str]:
        """What its addresses are made of."""
        year, about = self.year.slug if self.year else "", self.about.slug if self.about else ""
        return {
            "strategy": self.strategy.slug,
            **({"year": year} if year else {}),
            **({"about": about} if about else {}),
        }

    @property
    def columns(self) -> dict[str, Any]:
        """What the columns of a row say that belongs to it (ForReport)."""
        return {
            "strategy": self.strategy, "kind": self.kind, "year_starts_on": self.year.start if self.year else None,
            "about": self.about.slug if self.about else "",
        }  # fmt: skip

    def file_name(self, edition: "Edition", part: str = "", ext: str = "pdf") -> str:
        return f"{self.strategy.slug}-{self.slug}-{edition.slug}{f'-{part}' if part else ''}.{ext}"


@dataclass(frozen=True)
class Edition:
    """A draft (version 0), or the version that is issued; a later version says what it corrects."""

    version: int = 0
    reason: str = ""
    issued_on: date | None = None
    corrects: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """The figures kept of the version before."""

    @property
    def is_draft(self) -> bool:
        return self.version == 0

    @property
    def word(self) -> str:
        return "Draft" if self.is_draft else f"Version {self.version}"

    @property
    def slug(self) -> str:
        return "draft" if self.is_draft else f"version-{self.version}"


DRAFT = Edition()


# --- Which reports there can be --------------------------------------------------------------------------------------


class UnknownReport(LookupError):
    """No such report: the strategy does not know the year, or it has not begun."""

    def __init__(self, strategy: Strategy, year: str, years: Iterable[str]):
        known = ", ".join(years) or "none yet"
        super().__init__(f"{strategy} has no annual report {year}. There are: {known}.")


class UnknownPart(UnknownReport):
    """The strategy has no such outcome, or the team owns nothing of it."""

    def __init__(self, strategy: Strategy, about: str):
        LookupError.__init__(self, f"{strategy} has no part {about}: name an outcome, or a team that owns something.")


@dataclass(frozen=True)
class ReportDraft:
    """A report that can be drafted on a day."""

    key: ReportKey
    is_to_date: bool

    @property
    def strategy(self) -> Strategy:
        return self.key.strategy

    @property
    def kind_title(self) -> str:
        return str(self.key.kind.label)

    @property
    def span(self) -> str:
        """`2025/26`, or the years of the whole strategy; what is still running says so."""
        if self.key.year:
            label = self.key.year.label
        else:
            label = f"{self.strategy.years[0].label} to {self.strategy.years[-1].label}"
        return f"{label}, still running" if self.is_to_date else label


def reported_strategies() -> QuerySet[Strategy]:
    """The strategies of which it is settled to whom and in which form they are reported."""
    return Strategy.objects.adopted().filter(arrangement__isnull=False)


def drafts(strategies: Iterable[Strategy], on: date) -> Iterator[ReportDraft]:
    """Each strategy's annual reports, the latest year first, and its end-of-strategy report. No query."""
    for strategy in strategies:
        for year in reversed(begun_years(strategy, on)):
            yield ReportDraft(ReportKey(strategy, ReportKind.ANNUAL, year), year.end > on)
        if strategy.starts_on <= on:
            yield ReportDraft(ReportKey(strategy, ReportKind.END_OF_STRATEGY), strategy.ends_on >= on)


def begun_years(strategy: Strategy, on: date) -> list[Period]:
    return [year for year in strategy.years if max(year.start, strategy.starts_on) <= on]


def find_key(strategy: Strategy, year: str, on: date, about: str = "") -> ReportKey:
    """The report of a year as in addresses (`2025-26`), or the end-of-strategy report for an empty one.

    Raises UnknownReport.
    """
    part = find_part(strategy, about) if about else None
    if about and part is None:
        raise UnknownPart(strategy, about)
    if not year:
        return ReportKey(strategy, ReportKind.END_OF_STRATEGY, about=part)
    years = {each.slug: each for each in begun_years(strategy, on)}
    if year not in years:
        raise UnknownReport(strategy, year, years)
    return ReportKey(strategy, ReportKind.ANNUAL, years[year], part)


# --- The form filled in ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImplicationLine:
    """A line of the table of implications. `text` is empty where nobody wrote anything and no figure says anything."""

    implication: Implication
    text: str


@dataclass(frozen=True)
class Generated:
    """What the portal writes into a section: a lead, and points under it, numbered where each is decided on."""

    lead: str = ""
    points: tuple[str, ...] = ()
    is_numbered: bool = False

    def __bool__(self) -> bool:
        return bool(self.lead or self.points)


@dataclass(frozen=True)
class ReportSection:
    """A section of the form with what the portal generates for it and what people wrote."""

    place: FormSection
    generated: Generated
    narrative: str

    @property
    def anchor(self) -> str:
        return f"section-{self.place.key}"

    @property
    def part_prefix(self) -> str:
        """What stands before the number of a part of it: `D` of section D, `3.` of section 3."""
        return f"{self.place.letter}." if self.place.letter.isdecimal() else self.place.letter

    @property
    def part_suffix(self) -> str:
        return "" if self.place.letter.isdecimal() else "."

    @property
    def is_silent(self) -> bool:
        """Nothing to say here: neither figures nor text."""
        tells_figures = self.place.content in (Content.PROGRESS, Content.IMPLICATIONS)
        return not (tells_figures or self.narrative or self.generated)


@dataclass(frozen=True)
class Frame:
    """The form of a report filled in: heading, sections, implications. `span` is what it covers, label and text.

    `texts` are all that people wrote, by the key of their place: those of outcomes and indicators stand where these do.
    """

    key: ReportKey
    edition: Edition
    on: date
    subtitle: str
    span: tuple[str, str]
    arrangement: Arrangement
    meeting: BoardMeeting | None
    sections: tuple[ReportSection, ...]
    implications: tuple[ImplicationLine, ...]
    is_demonstration: bool
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.key.strategy.title}: {self.subtitle[:1].lower()}{self.subtitle[1:]}"

    @property
    def recommended(self) -> str:
        """What people wrote as the recommendation, in place of what the figures suggest; empty where nobody did."""
        of_kind = (each.narrative for each in self.sections if each.place.content == Content.RECOMMENDATION)
        return next(of_kind, "")

    @property
    def reference(self) -> str:
        return f"{self.key.strategy.slug}/{self.key.slug}/{self.edition.slug}"

    @property
    def data_label(self) -> str:
        return self.arrangement.data_label or PUBLIC

    @property
    def addressee(self) -> tuple[str, str]:
        """Who receives it, the form's word for that and the name; an empty name prints as not stated."""
        return self.arrangement.form.addressed_to, self.arrangement.committee

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the edition is: label and text; an empty text prints as not stated."""
        edition = self.edition
        issued = date_format(edition.issued_on, "j F Y") if edition.issued_on else "not yet"
        replaces = f"; replaces version {edition.version - 1}" if edition.version > 1 else ""
        rows = [
            ("Meeting", date_format(self.meeting.meets_on, "l j F Y") if self.meeting else "none yet"),
            self.span,
            ("Cut-off: as known on", date_format(self.on, "j F Y")),
            ("Report by", self.arrangement.author_post),
            ("Issued", issued),
            ("Version", f"{edition.version}{replaces}" if edition.version else "draft"),
        ]
        return [*rows, ("What was corrected", edition.reason)] if edition.reason else rows


@dataclass(frozen=True)
class Setting:
    """All that is loaded for the frame of a report, before any of it is worded: four queries."""

    key: ReportKey
    arrangement: Arrangement
    meeting: BoardMeeting | None
    narratives: Mapping[str, Narrative]
    statements: tuple[Statement, ...]

    @property
    def audience(self) -> str:
        """`The Cabinet`, or in general terms where no committee is stated."""
        return f"The {self.arrangement.committee}" if self.arrangement.committee else "The committee"

    @property
    def is_demonstration(self) -> bool:
        narratives = self.narratives.values()
        return self.arrangement.is_demonstration or any(narrative.is_demonstration for narrative in narratives)

    def text(self, section: str) -> str:
        narrative = self.narratives.get(section)
        return narrative.text if narrative else ""


def setting(key: ReportKey) -> Setting:
    """Raises Arrangement.DoesNotExist for a strategy of which it is not settled how it is reported."""
    prepared = Preparation.objects.filter(**key.columns).select_related("meeting").first()
    return Setting(
        key=key,
        arrangement=Arrangement.objects.select_related("form").get(strategy=key.strategy),
        meeting=prepared.meeting if prepared else None,
        narratives={narrative.section: narrative for narrative in Narrative.objects.filter(**key.columns)},
        statements=tuple(key.strategy.statements.all()),
    )


def references(loaded: Setting) -> Generated:
    """The documents that the facts come from, with what the earlier report says of itself."""
    strategy = loaded.key.strategy
    points = [f"Source of the strategy: {strategy.source}"] if strategy.source else []
    by_label: dict[str, list[str]] = {}
    for entry in strategy.source_entries.all():
        if entry.key not in ABOUT_THE_SOURCE:
            by_label.setdefault(entry.label, []).append(_readable(entry.text))
    if by_label:
        facts = "; ".join(f"{label}: {', '.join(texts)}" for label, texts in by_label.items())
        points.append(f"As that document states: {facts}")
    predecessor = str(strategy.predecessor) if strategy.predecessor else strategy.predecessor_title
    if predecessor:
        points.append(f"Predecessor: {predecessor}")
    related = [each.text for each in loaded.statements if each.kind == Statement.Kind.RELATED_STRATEGY and each.text]
    if related:
        points.append(f"Related strategies: {', '.join(related)}")
    return Generated(points=tuple(points))


def values_text(loaded: Setting) -> str:
    """The strategy's values, for the line of the implications that asks for them."""
    return "; ".join(each.text for each in loaded.statements if each.kind == Statement.Kind.VALUE and each.text)


def span_text(first: date, last: date) -> str:
    return f"{date_format(first, 'j F Y')} to {date_format(last, 'j F Y')}"


def _readable(text: str) -> str:
    """A date that the source's data holds as `2023-10-24`, as a date."""
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text
