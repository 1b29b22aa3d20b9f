"""One form of report as a form to fill in: a row for each section and for each line of implications."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms

from reports.models import FormSection, ReportForm
from strategy_portal.editing.forms import GuardedForm

from .services import ImplicationSaid, SectionSaid

NEW_SECTIONS, NEW_LINES = 2, 3
"""How many empty rows stand below those that there are."""

NARROW = {"place": 3, "letter": 4, "number": 5}
"""How many letters wide such fields are."""

MOST = 40
REMOVE = "remove"


class FormOfReport(GuardedForm):
    """Fields `section-0-heading`, `line-0-number` and so on. Rows are put in order by `place`; an empty row is none."""

    title = forms.CharField(label="Name of the form", max_length=100)
    addressed_to = forms.CharField(
        label="Who receives it",
        max_length=60,
        help_text="The heading's word for it: Committee, Cabinet. The strategy says which one",
    )

    def __init__(self, data: Any = None, *, instance: ReportForm, like: ReportForm | None = None):
        of = instance if instance.pk else like
        sections = list(of.sections.all()) if of else []
        lines = list(of.implications.all()) if of else []
        super().__init__(data, initial=self._initial(instance, of, sections, lines))
        self.section_rows = self._rows("section", len(sections) + NEW_SECTIONS)
        self.line_rows = self._rows("line", len(lines) + NEW_LINES)
        for row, section in zip(self.section_rows, [*sections, None, None], strict=False):
            self._add_section(row, section)
        for row, line in zip(self.line_rows, [*lines, *[None] * NEW_LINES], strict=False):
            self._add_line(row, line)

    def _initial(self, instance: ReportForm, of: ReportForm | None, sections: Any, lines: Any) -> dict[str, Any]:
        start: dict[str, Any] = {"seen": instance.version if instance.pk else 0}
        start["title"] = instance.title
        start["addressed_to"] = of.addressed_to if of else ""
        for place, section in enumerate(sections):
            names = ("key", "letter", "heading", "content", "standard")
            start |= {f"section-{place}-{name}": getattr(section, name) for name in names}
            start[f"section-{place}-place"] = place + 1
        for place, line in enumerate(lines):
            start |= {f"line-{place}-{name}": getattr(line, name) for name in ("number", "heading")}
            start[f"line-{place}-place"] = place + 1
        return start

    def _rows(self, kind: str, count: int) -> list[str]:
        """The prefixes of its rows: as many as there are, or as were sent."""
        sent = [name.split("-") for name in self.data if name.startswith(f"{kind}-")]
        places = {int(parts[1]) for parts in sent if len(parts) == 3 and parts[1].isdecimal()}
        last = max((place for place in places if place < MOST), default=-1) + 1
        return [f"{kind}-{place}" for place in range(max(count, last))]

    def _add_section(self, row: str, section: FormSection | None) -> None:
        said = f"of section {section}" if section else "of a new section"
        self.fields[f"{row}-key"] = forms.SlugField(required=False, widget=forms.HiddenInput)
        self._add(row, "place", said, forms.IntegerField(required=False, min_value=1, max_value=99), "Place")
        self._add(row, "letter", said, forms.CharField(required=False, max_length=5), "Letter")
        self._add(row, "heading", said, forms.CharField(required=False, max_length=200), "Heading")
        contents = [("", "Choose"), *FormSection.Content.choices]
        self._add(row, "content", said, forms.ChoiceField(required=False, choices=contents), "What stands there")
        text = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
        self._add(row, "standard", said, text, "Standard paragraph")
        if section:
            self._add(row, REMOVE, said, forms.BooleanField(required=False), "Remove")

    def _add_line(self, row: str, line: Any) -> None:
        said = f"of implication {line}" if line else "of a new implication"
        self._add(row, "place", said, forms.IntegerField(required=False, min_value=1, max_value=99), "Place")
        self._add(row, "number", said, forms.CharField(required=False, max_length=5), "Number")
        self._add(row, "heading", said, forms.CharField(required=False, max_length=200), "Heading")
        if line:
            self._add(row, REMOVE, said, forms.BooleanField(required=False), "Remove")

    def _add(self, row: str, name: str, said: str, field: forms.Field, label: str) -> None:
        field.label = f"{label} {said}"
        field.widget.attrs |= {"aria-label": field.label} | ({"size": NARROW[name]} if name in NARROW else {})
        self.fields[f"{row}-{name}"] = field

    def rows_of(self, rows: Iterable[str]) -> Iterator[dict[str, Any]]:
        """The bound fields of each row by name."""
        for row in rows:
            names = [name for name in self.fields if name.startswith(f"{row}-")]
            yield {name.removeprefix(f"{row}-"): self[name] for name in names}

    @property
    def sections(self) -> Iterator[dict[str, Any]]:
        return self.rows_of(self.section_rows)

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        return self.rows_of(self.line_rows)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for row in self.section_rows:
            if self._is_filled(row, cleaned, "heading", "letter", "standard"):
                self._need(row, cleaned, heading="Give the section a heading", content="Say what stands there")
        for row in self.line_rows:
            if self._is_filled(row, cleaned, "heading", "number"):
                self._need(row, cleaned, number="Give the line its number", heading="Give the line its heading")
        return cleaned

    def _is_filled(self, row: str, cleaned: dict[str, Any], *names: str) -> bool:
        return not cleaned.get(f"{row}-{REMOVE}") and any(cleaned.get(f"{row}-{name}") for name in names)

    def _need(self, row: str, cleaned: dict[str, Any], **wanted: str) -> None:
        for name, message in wanted.items():
            field = f"{row}-{name}"
            if not cleaned.get(field) and field not in self.errors:
                self.add_error(field, message)

    def said_of_sections(self) -> list[SectionSaid]:
        return [
            SectionSaid(*(str(row.get(name) or "") for name in ("key", "letter", "heading", "content", "standard")))
            for row in self._in_order(self.section_rows)
        ]

    def said_of_lines(self) -> list[ImplicationSaid]:
        return [ImplicationSaid(row["number"], row["heading"]) for row in self._in_order(self.line_rows)]

    def _in_order(self, rows: Iterable[str]) -> list[dict[str, Any]]:
        """What was typed in each row that is one; a row without a place comes last, in the order of the page."""
        found = []
        for row in rows:
            said = {
                name.removeprefix(f"{row}-"): value
                for name, value in self.cleaned_data.items()
                if name.startswith(f"{row}-")
            }
            if said.get("heading") and not said.get(REMOVE):
                found.append(said)
        return sorted(found, key=lambda said: said.get("place") or MOST * 100)
