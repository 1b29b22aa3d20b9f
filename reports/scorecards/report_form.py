"""What every report has in common: heading, and the sections of its form with people's text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format

from outcomes.models import Statement
from reports.models import (
    Arrangement,
    BoardMeeting,
    ExemptPart,
    FormSection,
    Implication,
    Narrative,
    Preparation,
    ReportForm,
)  # fmt: skip
from strategy_portal.children import Children, with_children

from .report_keys import Edition, ReportKey

Content = FormSection.Content
APPENDIX = "appendix-"
"""An appendix is marked as exempt under `appendix-actions`."""
IMPLICATION = "implications-"
"""A line of the table of implications has its narrative under `implications-IV`."""

PUBLIC = "Public"
ABOUT_THE_SOURCE = ("sections", "implications")
"""Entries of a source document that are its form, not a fact to refer to."""


# --- The form filled in ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImplicationLine:
    """A line of the table of implications. `text` is empty where nobody wrote anything and no figure says anything."""

    implication: Implication
    text: str
    ground: str = ""


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
    ground: str = ""
    """Why it is exempt from publication: then it is empty, and what it says stands among the exempt parts."""

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
        return not (tells_figures or self.narrative or self.generated or self.ground)


@dataclass(frozen=True)
class Exempt:
    """A part that is not published: a section as it would stand there, a text, or the appendix of that slug."""

    key: str
    heading: str
    ground: str
    section: ReportSection | None = None
    text: str = ""

    @property
    def appendix_slug(self) -> str:
        """Empty where it is no appendix."""
        return self.key.removeprefix(APPENDIX) if self.key.startswith(APPENDIX) else ""


@dataclass(frozen=True)
class Frame:
    """The form of a report filled in: heading, sections, implications. `span` is what it covers, label and text.

    Nothing of what is `exempt` stands anywhere else in it. `texts` are all that people wrote, by the key of their
    place: those of outcomes and indicators stand where these do.
    """

    key: ReportKey
    edition: Edition
    on: date
    span: tuple[str, str]
    arrangement: Arrangement
    meeting: BoardMeeting | None
    sections: tuple[ReportSection, ...]
    implications: tuple[ImplicationLine, ...]
    is_demonstration: bool
    texts: Mapping[str, str] = field(default_factory=dict)
    exempt: tuple[Exempt, ...] = ()
    checked: str = ""
    """That the texts were checked, and what came of it; empty in a draft, and where nobody wrote any."""

    @property
    def title(self) -> str:
        return self.key.title

    @property
    def subtitle(self) -> str:
        return self.key.subtitle

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
    """All that is loaded for the frame of a report, before any of it is worded.

    `exempt` are the grounds of what is not published, by part.
    """

    key: ReportKey
    arrangement: Arrangement
    meeting: BoardMeeting | None
    narratives: Mapping[str, Narrative]
    exempt: Mapping[str, str]
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


def setting(key: ReportKey, prepared: Preparation | None = None) -> Setting:
    """Four queries where the strategy comes from `find_reported`, three with what is `prepared`; else seven.

    Raises Arrangement.DoesNotExist for a strategy of which it is not settled how it is reported.
    """
    arrangement = key.strategy.arrangement
    chosen = ReportForm.objects.filter(pk=arrangement.form_id)
    (arrangement.form,) = with_children(chosen, Children("sections"), Children("implications"))
    prepared = prepared or Preparation.objects.filter(**key.columns).select_related("meeting").first()
    return Setting(
        key=key,
        arrangement=arrangement,
        meeting=prepared.meeting if prepared else None,
        narratives={narrative.section: narrative for narrative in Narrative.objects.filter(**key.columns)},
        exempt=exempt_grounds(key),
        statements=tuple(key.strategy.statements.all()),
    )


def exempt_grounds(key: ReportKey) -> dict[str, str]:
    """Why parts of the report are not published, by part: one query."""
    return dict(ExemptPart.objects.filter(**key.columns).exclude(ground="").values_list("part", "ground"))


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
