"""One value while it is entered: what stands there, what was typed, and what saving it met."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.forms import Field
from django.utils.formats import date_format
from django.utils.timezone import localtime

from strategy_portal.domain.checks import Check, CheckQuestion
from strategy_portal.domain.numbers import IN_FULL, Missing
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile

from ..expecting.expected import ExpectedEntry
from ..models import PeriodLocked, Value
from .checking import Entered, NoPopulation, entered_in, figure_labels, initial
from .forms import ValueForm, YesNoField
from .previews import Preview, Previewer, is_explained
from .services import (
    Approved,
    Submitted,
    refuse_closed,
    save_value,
)

CLOSED = (PeriodLocked, Approved, Submitted)

COMMENTARY = ("what_happened", "why", "what_next")

Problem = tuple[str, str]
"""Where to go to put it right, and what is wrong."""


@dataclass(frozen=True)
class FigureInput:
    """One input of a figure. `spoken` is its accessible name, unlike any other on the page."""

    name: str
    label: str
    spoken: str
    text: str
    error: str = ""
    choices: Sequence[tuple[str, str]] = ()


@dataclass
class ValueEntry:
    """An expected entry with what was typed into it.

    `typed` has the texts of the fields that the page sent, by name, the version that the person saw among them;
    `refusal` is why they can't be saved any more: the value was submitted or approved, or its period locked.
    `has_own_page` where the page is about this value alone, and asks for its commentary itself;
    `among_periods` where the page holds values of several periods, so that messages name each one's.
    """

    expected: ExpectedEntry
    typed: Mapping[str, str] | None = None
    among_periods: bool = False
    has_own_page: bool = False
    is_conflict: bool = False
    refusal: str = ""
    problem: str = ""
    is_saved: bool = False
    preview: Preview | None = None

    @cached_property
    def key(self) -> str:
        return self.expected.key

    @cached_property
    def url(self) -> str:
        return self.expected.get_absolute_url()

    @cached_property
    def name(self) -> str:
        return self.expected.name

    @property
    def page_name(self) -> str:
        """A name that is unique on its page: `2.2`; `1.1, Housing, Q2 2026/27`."""
        return self.full_name if self.among_periods else self.name

    @cached_property
    def full_name(self) -> str:
        return self.expected.full_name

    @cached_property
    def is_open(self) -> bool:
        return self.expected.is_open

    @property
    def is_waiting(self) -> bool:
        """Submitted, and not decided yet."""
        return self.expected.value is not None and self.expected.value.state == Value.State.SUBMITTED

    @property
    def is_unseen(self) -> bool:
        """A draft of another version than the page showed, which the person did not touch."""
        value = self.expected.value
        return bool(value and self.typed and not self.expected.is_done and self.seen != str(value.version))

    def show_theirs(self) -> Problem:
        """Put in what stands there now; what is to be said of it."""
        value = self.expected.value
        assert value is not None
        self.start_afresh(value)
        text = f"{value.entered_by} saved {self.figure} since you opened this page. Look at it, then submit again"
        return f"#{self.key}", f"{self.page_name}: {text}"

    @property
    def has_inputs(self) -> bool:
        """What was typed stays where it was typed, even where nothing can be saved now."""
        return self.is_open or bool(self.refusal)

    @property
    def has_notes(self) -> bool:
        """There is something to say below the row."""
        is_restarted = self.expected.value is not None and self.expected.value.is_under_revision
        return bool(self.expected.is_returned or is_restarted or self.preview) or not self.is_clean

    @property
    def is_clean(self) -> bool:
        return not (self.is_disputed or self.problem or self.errors)

    @property
    def is_disputed(self) -> bool:
        """Something else stands there than what was typed, and one of the two has to give way."""
        return self.is_conflict or bool(self.refusal)

    @cached_property
    def stored(self) -> dict[str, str]:
        """The fields as they stand, as texts, and the questions that are answered."""
        value = self.expected.value
        asked = {f"asked-{each['key']}": each["text"] for each in (value.answers if value else ())}
        return {name: "" if each is None else str(each) for name, each in (initial(value) | asked).items()}

    @cached_property
    def form(self) -> ValueForm:
        data = {f"{self.key}-{name}": text for name, text in self.typed.items()} if self.typed else None
        return ValueForm(self.expected, data)

    @property
    def errors(self) -> Mapping[str, Any]:
        return self.form.errors if self.typed and not self.refusal else {}

    @property
    def version(self) -> str:
        """What is saved next replaces this version. A conflict that was shown is settled by saving again."""
        if self.is_conflict:
            return str(self.expected.value.version if self.expected.value else 0)
        return self.seen

    @property
    def seen(self) -> str:
        """The version that the person saw."""
        return self.text("version")

    @property
    def quality(self) -> str:
        return self.text("quality")

    @property
    def cells(self) -> list[FigureInput]:
        errors = self.errors
        is_yes_no = self.expected.indicator.format.is_yes_no
        return [
            FigureInput(
                name,
                label,
                f"{label}: {self.full_name}",
                self.text(name),
                " ".join(errors.get(name, ())),
                YesNoField.choices if is_yes_no and name == "number" else (),
            )
            for name, label in figure_labels(self.expected.indicator).items()
        ]

    @property
    def other_errors(self) -> list[str]:
        """What is wrong with fields that do not stand in the grid."""
        figures = figure_labels(self.expected.indicator)
        return [message for name, messages in self.errors.items() if name not in figures for message in messages]

    @property
    def problems(self) -> list[Problem]:
        """Where to go to put it right, and what is wrong; a conflict is shown by itself."""
        name, place = self.page_name, f"#{self.key}"
        if self.is_clean:
            return []
        if self.refusal:
            return [(place, f"{name}: what you typed is not saved. {self.refusal}")]
        found = [
            (f"#id_{self.key}-{cell.name}", f"{name}, {cell.label}: {cell.error}") for cell in self.cells if cell.error
        ]
        others = [*self.other_errors, self.problem] if self.problem else self.other_errors
        return found + [(place, f"{name}: {message}") for message in others]

    @property
    def figure(self) -> str:
        """The stored figure as printed."""
        return figure_of(self.expected.value)

    @property
    def their_state(self) -> str:
        """`submitted, Customer Services officer, 3 October 2026, 10:32`: who brought it into its state, and when."""
        value = self.expected.value
        if value is None:
            return "nothing was entered"
        decided = {
            Value.State.SUBMITTED: (value.submitted_by, value.submitted_at),
            Value.State.APPROVED: (value.approved_by, value.approved_at),
        }
        who, when = decided.get(Value.State(value.state), (value.entered_by, value.updated_at))
        moment = date_format(localtime(when), "j F Y, H:i")
        return f"{value.get_state_display().lower()}, {who}, {moment}"

    @property
    def their_fields(self) -> str:
        """What stands there now, as JSON by the names of the inputs, for the script that puts it there."""
        theirs = initial(self.expected.value)
        return json.dumps({name: "" if value is None else str(value) for name, value in theirs.items()})

    @property
    def state_text(self) -> str:
        """`Draft, saved 3 Oct, 10:32`; `Submitted`; what there is instead of a figure comes first."""
        value = self.expected.value
        if value is not None and value.availability != Value.Availability.AVAILABLE:
            return f"{value.get_availability_display()}. {self._workflow_text}"
        return self._workflow_text

    @property
    def _workflow_text(self) -> str:
        value = self.expected.value
        if value is None:
            return "The period is locked" if self.expected.period.is_locked else "Not entered"
        if self.expected.period.is_locked:
            return f"{value.get_state_display()}, locked"
        if not self.expected.is_draft:
            return value.get_state_display()
        return f"Draft, saved {date_format(localtime(value.updated_at), 'j M, H:i')}"

    @property
    def needs_commentary(self) -> bool:
        """Off target, or without a figure, and what happened, why or what next is not said yet."""
        return self.preview is not None and self.preview.needs_commentary and not is_explained(self._figures)

    @property
    def commentary(self) -> list[tuple[str, str, str]]:
        """What is asked for in the value's row where the figure has to be explained: name, label, text."""
        if self.has_own_page or not self.is_open or self.preview is None or not self.preview.needs_commentary:
            return []
        names = COMMENTARY[2:] if self._figures.availability != Value.Availability.AVAILABLE else COMMENTARY
        return [(name, str(ValueForm.base_fields[name].label), self.text(name)) for name in names]

    @property
    def has_no_figure(self) -> bool:
        """Somebody said so, or made a mistake in saying so."""
        said = self.text("availability") not in ("", Value.Availability.AVAILABLE)
        return said or bool({"availability", "reason", "expected_on"} & set(self.errors))

    @property
    def link_text(self) -> str:
        return "Say what happened, why and what next" if self.needs_commentary else "Commentary and more"

    @property
    def asked(self) -> list[tuple[CheckQuestion, str]]:
        """What looks odd about the figure, with the answer that is given."""
        given = {(each["key"], each["text"]): each["answer"] for each in self._figures.answers}
        questions = self.preview.questions if self.preview else ()
        return [(each, given.get((each.key.value, each.text), "")) for each in questions]

    @property
    def _figures(self) -> Entered:
        """What was typed if it is right, else what is stored: with the denominator that a population table gave."""
        is_typed = self.typed and self.has_changed and self.form.is_valid()
        return self.form.entered() if is_typed else entered_in(self.expected.value)

    def work_out_preview(self, on: date, previewer: Previewer | None = None) -> None:
        """Work out how the figure would stand if it were approved, and what is odd about it."""
        self.preview = None
        if self.is_open and not self._figures.is_empty:
            self.preview = (previewer or Previewer([self.expected], on)).of(self.expected, self._figures)

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Where what was typed differs from what stands there now: label, theirs, mine."""
        if not self.is_disputed:
            return []
        theirs = initial(self.expected.value)
        return [
            (str(field.label), _shown(field, theirs.get(name)), _shown(field, self.text(name)))
            for name, field in self.form.fields.items()
            if name != "version" and field.has_changed(theirs.get(name), self.text(name))
        ]

    def text(self, name: str) -> str:
        """What was typed, else what is stored."""
        typed = self.typed.get(name) if self.typed else None
        return self.stored.get(name, "") if typed is None else typed

    @property
    def has_changed(self) -> bool:
        """Changed against what the person saw, even if somebody else has saved another version since."""
        if not self.typed:
            return False
        value = self.expected.value
        if value is None or self.typed.get("version") == str(value.version):
            return any(text != self.stored.get(name, "") for name, text in self._said.items())
        seen = value.history.filter(version=self.form.cleaned_data["version"]).first() if self.form.is_valid() else None
        return self.form.differs_from(seen)

    @property
    def _said(self) -> dict[str, str]:
        """What was typed, without a question that the page put and nobody answered: that changes nothing."""
        typed = self.typed or {}
        silent = {f"asked-{check}" for check in Check if not typed.get(f"answer-{check}")}
        return {name: text for name, text in typed.items() if name not in {"version", *silent}}

    def save(self, *, by: User) -> None:
        """Save what was typed if it is right and changed; else keep it, with what stands in the way beside it."""
        if not self.has_changed:
            return
        expected = self.expected
        try:
            refuse_closed(expected.period, expected.value)
            if not self.form.is_valid():
                return
            value = save_value(
                indicator=expected.indicator, period=expected.period, unit=expected.unit, entered=self.form.entered(),
                version=self.form.cleaned_data["version"], by=by,
            )  # fmt: skip
        except ChangedMeanwhile:
            self._meet(expected.stored())
        except CLOSED as error:
            self._refuse(error, expected.stored())
        except NoPopulation as error:
            self.problem = str(error)
        else:
            self.is_saved = True
            self.start_afresh(value)

    def _meet(self, theirs: Value | None) -> None:
        """Somebody else saved it. The same sent twice, as after a lost answer, is no conflict."""
        if theirs is not None and not self.form.differs_from(theirs):
            self.start_afresh(theirs)
            return
        self.expected, self.is_conflict = replace(self.expected, value=theirs), True

    def _refuse(self, error: Exception, theirs: Value | None) -> None:
        if theirs is not None and not self.form.differs_from(theirs):
            self.start_afresh(theirs)
            return
        self.expected, self.refusal = replace(self.expected, value=theirs), str(error)

    def start_afresh(self, value: Value) -> None:
        self.expected, self.typed = replace(self.expected, value=value), None
        for name in ("stored", "form", "is_open"):
            self.__dict__.pop(name, None)


def sent(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The fields that a page sent, by the key of their expected entry: `v1-2-0-why` is the field `why` of `v1-2-0`."""
    found: dict[str, dict[str, str]] = {}
    for name, text in data.items():
        parts = name.split("-", 3)
        if len(parts) == 4 and name.startswith("v"):
            found.setdefault("-".join(parts[:3]), {})[parts[3]] = text.replace("\r\n", "\n")
    return {key: fields for key, fields in found.items() if "version" in fields}


def figure_of(value: Value | None) -> str:
    """An entered figure as printed, or that there is none."""
    if value is None:
        return IN_FULL.text(Missing.NOT_ENTERED)
    return value.indicator.format_in(value.period.as_domain()).text(value.reading().number)


def _shown(field: Field, stored: Any) -> str:
    text = "empty" if stored in (None, "") else str(stored)
    return dict(field.choices).get(text, text) if isinstance(field, YesNoField) else text
