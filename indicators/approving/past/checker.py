"""A sheet of past values: what it would add, and how that is saved, approved and sealed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.urls import reverse

from indicators.entering.checking import Entered, NoPopulation, Unreadable, check, completed, figure_labels, read_figure
from indicators.entering.services import DraftValue, save_values, write_versions
from outcomes.models import Strategy
from strategy_portal.domain.period_words import read_period
from strategy_portal.domain.periods import Period
from strategy_portal.editing.views import Crumb
from strategy_portal.models import Upload, User
from strategy_portal.records.events import Event
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.uploads.checker import (
    Checker,
    Confirmation,
    Difference,
    Doubts,
    Fault,
    Found,
    OtherThanShown,
    RowChange,
)
from strategy_portal.uploads.reading import FileRefused, FileRow, Sheet

from ...models import CollectionUnit, Indicator, PeriodLocked, ReportingPeriod, Value
from ..sealing import seal_values
from .sheet import INDICATOR, LEFT_OUT, OF_UNIT, PERIOD, UNIT, PastCell, cells_of, is_period, roles_of, rows_of

TITLES = {"number": "Value", "numerator": "Numerator", "denominator": "Denominator", "respondents": "Respondents"}


class PastChecker(Checker[DraftValue]):
    """Past values of the whole organisation and of units, by indicator and period, in a sheet of any form."""

    kind = "past"
    named_by = ("strategy",)
    create_route, detail_route = "indicators:past-create", "indicators:past-detail"
    title = "Take over past values"
    noun = "value"
    file_label = "Your sheet of past values"
    save_label = "Save and approve them"
    save_hint = "All of it is saved, or nothing. You approve the values by it, and each keeps the name of the file."
    after_text = "See the indicators"

    def __post_init__(self) -> None:
        self.strategy = get_object_or_404(Strategy, slug=self.address["strategy"])

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        rows = rows_of(sheets)
        if not self.strategy.periods.exists():
            raise FileRefused("The strategy has no reporting periods yet. Add them first, under Manage, Periods.")
        return rows

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[DraftValue]]]:
        yield from PastCheck(self.strategy, rows, doubts, on, self.remembered)

    @cached_property
    def remembered(self) -> Mapping[str, str]:
        """What was said of the columns and names of the last sheet that was saved."""
        last = Upload.objects.about(self.kind, self.strategy.slug).filter(state=Upload.State.APPLIED)
        found = last.order_by("-applied_at").first()
        return {doubt["key"]: doubt["chosen"] for doubt in found.findings.get("doubts", ())} if found else {}

    def hold(self) -> None:
        Strategy.objects.filter(pk=self.strategy.pk).hold()

    def apply(self, changes: Sequence[RowChange[DraftValue]], how: Confirmation) -> int:
        drafts = [change.data for change in changes]
        try:
            return take_over(drafts, file_name=how.file_name, by=how.by, at=how.at)
        except (ChangedMeanwhile, PeriodLocked, NoPopulation) as error:
            raise OtherThanShown from error

    def message(self, saved: int) -> str:
        return f"{saved} past {'value is' if saved == 1 else 'values are'} saved and approved."

    def after(self) -> str:
        return reverse("indicators:setup-detail", kwargs=self.address)

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return [
            ("Home", reverse("home")),
            ("Set-up", reverse("indicators:setup-list")),
            (self.strategy.title, self.after()),
        ]


@transaction.atomic
def take_over(drafts: Sequence[DraftValue], *, file_name: str, by: User, at: datetime) -> int:
    """Save past values as imported and approve them: who confirms them answers for them, whoever entered them once.

    Nothing is asked about odd figures, and no commentary is needed: they were reported long ago.
    Raises ChangedMeanwhile, PeriodLocked, NoPopulation.
    """
    values = save_values(drafts, by=by, event=Event.IMPORTED, reason=file_name)
    for value in values:
        value.state = Value.State.APPROVED
        value.submitted_by = value.approved_by = by
        value.submitted_at = value.approved_at = at
    write_versions(values, by=by, event=Event.APPROVED, reason=file_name)
    seal_values(values, by=by, at=at, imported_from=file_name)
    return len(values)


class PastCheck:
    """Checks the rows of one sheet: seven queries, whatever their number."""

    def __init__(
        self, strategy: Strategy, rows: Sequence[FileRow], doubts: Doubts, on: date, remembered: Mapping[str, str]
    ):
        self.strategy, self.rows, self.doubts, self.on, self.remembered = strategy, rows, doubts, on, remembered
        self.indicators = list(Indicator.objects.of(strategy).with_setting().in_order())
        prefetch_related_objects(self.indicators, "population__rows")
        self.periods = {row.as_domain(): row for row in strategy.periods.select_related("strategy")}
        found = Value.objects.filter(period__strategy=strategy).select_related("indicator")
        self.stored = {(value.indicator_id, value.period_id, value.unit_id): value for value in found}
        self.names = self._names()
        self.units = {str(unit.pk): unit for unit in strategy.units.all()}
        self.unit_names = {
            _plain(name): unit for unit in self.units.values() for name in (unit.code, unit.name) if name
        }
        self.seen: set[tuple[int, int, int | None]] = set()

    def _names(self) -> dict[str, Indicator]:
        """What an indicator may be called: its number, code, title, short title, and number with title."""
        names: dict[str, Indicator] = {}
        for each in self.indicators:
            for name in (each.reference, each.code, each.title, each.short_title, str(each), each.short_name):
                if name:
                    names.setdefault(_plain(name), each)
        return names

    def __iter__(self) -> Iterator[Sequence[Found[DraftValue]]]:
        if not self.rows:
            return
        headings = self.rows[0].columns
        units = {key: (unit.name, *filter(None, [unit.code])) for key, unit in self.units.items()}
        roles = roles_of(headings, self.strategy.year_start, self.doubts, self.remembered, units)
        lacking = self._lacking(list(headings), roles)
        if lacking:
            yield [Fault(f"{self.rows[0].sheet}, headings", lacking)]
            return
        for row in self.rows:
            yield [self._found(cell) for cell in cells_of(row, roles, self.strategy.year_start)]

    def _lacking(self, headings: Sequence[str], roles: Mapping[str, str]) -> str:
        said = list(roles.values())
        if INDICATOR not in said:
            return "Say which column has the indicator: choose it below."
        if len(set(said) - {LEFT_OUT}) < len([role for role in said if role != LEFT_OUT]):
            return "Two columns are said to have the same. Choose for one of them “Nothing to take”."
        if UNIT in said and any(role.startswith(OF_UNIT) for role in said):
            return (
                "Units stand in a column and in headings. Choose “Nothing to take” for the column of units, or for "
                "each column that has the values of one."
            )
        wide = [heading for heading in headings if is_period(heading, self.strategy.year_start)]
        if PERIOD not in said and not wide:
            return "No column has the period, and no heading is one, such as 2023/24 or Q1 2023/24."
        if PERIOD not in said and any(role.startswith(OF_UNIT) for role in said):
            return "Where columns have the values of units, another column has the period: choose it below."
        return ""

    def _found(self, cell: PastCell) -> Found[DraftValue]:
        indicator = self._indicator(cell)
        if indicator is None:
            return None
        period = read_period(cell.period, indicator.frequency, self.strategy.year_start)
        title = f"{indicator.short_name}, {period.label if period else cell.period}"
        if wrong := self._wrong_period(indicator, period, cell.period):
            return Fault(cell.cell(PERIOD), wrong, title)
        assert period is not None
        unit = self.units.get(cell.unit_key) or self.unit_names.get(_plain(cell.unit))
        if wrong := self._wrong_unit(cell, indicator, period, unit):
            return Fault(cell.cell(UNIT), wrong, title)
        return self._value(cell, indicator, self.periods[period], unit, f"{title}, {unit}" if unit else title)

    def _wrong_unit(self, cell: PastCell, indicator: Indicator, period: Period, unit: CollectionUnit | None) -> str:
        """What is wrong with whose value it is: a survey is entered by unit, all else for the whole organisation."""
        if cell.unit and unit is None:
            return (
                f"There is no unit “{cell.unit}”. Write its name or code as under Set-up, Units, or add it there first."
            )
        if unit is not None and not indicator.is_survey:
            return (
                f"{indicator.reference} is collected for the whole organisation, and this is a value of {unit}. Leave "
                "the unit empty, or state in its set-up that it is collected by unit."
            )
        if unit is None and indicator.is_survey:
            return (
                f"{indicator.reference} is collected by unit, and the organisation’s figure is made of its units’. "
                "Name the unit, or leave this figure out."
            )
        if unit is not None and not unit.is_expected_in(period):
            return (
                f"{unit} {_life_of(unit)}, so nothing is expected of it in {period.label}. Leave the value out, or "
                "change its days under Set-up, Units."
            )
        return ""

    def _indicator(self, cell: PastCell) -> Indicator | None:
        """The one that the row names; of a name that is not known who uploads it says whose it is, or of none."""
        if not cell.indicator:
            return None
        if (found := self.names.get(_plain(cell.indicator))) is not None:
            return found
        options = [("", "Choose"), (LEFT_OUT, "None: leave these rows out")]
        options += [(str(each.pk), each.short_name) for each in self.indicators]
        key = f"indicator:{_plain(cell.indicator)}"
        chosen = self.doubts.ask(
            key, f"Which indicator is “{cell.indicator}”?", options, cell.row.cell(), needed=True,
            usual=self.remembered.get(key, ""),
        )  # fmt: skip
        return next((each for each in self.indicators if str(each.pk) == chosen), None)

    def _wrong_period(self, indicator: Indicator, period: Period | None, text: str) -> str:
        if not indicator.frequency:
            return "It is not stated how often it is collected. State that first, in its set-up."
        if indicator.formula:
            return "It is made by a formula from other indicators, whose past values make its own."
        if period is None:
            return f"“{text}” is no period. Write for example 2023/24, Q1 2023/24, April 2023, or its last day."
        if period.frequency != indicator.frequency:
            return f"It is collected {indicator.frequency}, and {period.label} is not such a period."
        if not indicator.is_collected_in(period):
            first, last = indicator.collected_between
            return (
                f"It is collected from {first:%-d %B %Y} to {last:%-d %B %Y} only. An older figure can be its baseline."
            )
        if period.last_day >= self.on:
            return f"{period.label} has not ended yet."
        row = self.periods.get(period)
        if row is None:
            return f"There is no reporting period {period.label}. Add it first, under Manage, Periods."
        return f"{period.label} is locked. Reopen it first, with a reason." if row.is_locked else ""

    def _value(
        self, cell: PastCell, indicator: Indicator, period: ReportingPeriod, unit: CollectionUnit | None, title: str
    ) -> Found[DraftValue]:
        place = (indicator.pk, period.pk, unit.pk if unit else None)
        if place in self.seen:
            return Fault(cell.cell(), "This value stands in the sheet more than once. Keep one.", title)
        self.seen.add(place)
        read: dict[str, Any] = {}
        for name, text in cell.texts.items():
            if name not in figure_labels(indicator):
                return Fault(cell.cell(name), self._not_asked(indicator), title)
            try:
                read[name] = read_figure(indicator, name, text)
            except Unreadable as error:
                return Fault(cell.cell(name), f"{error}.", title)
        entered = Entered(**read)
        if wrong := check(indicator, entered, period=period):
            name, text = next(iter(wrong.items()))
            return Fault(cell.cell(name), f"{text}.", title)
        return self._compared(cell, DraftValue(indicator, period, unit, completed(indicator, entered), 0), title)

    def _not_asked(self, indicator: Indicator) -> str:
        inputs = ", ".join(figure_labels(indicator).values())
        return f"What is entered here is {inputs}: give each a column, beside a column of periods."

    def _compared(self, cell: PastCell, draft: DraftValue, title: str) -> Found[DraftValue]:
        stored = self.stored.get(draft.place)
        if stored is None:
            differences = tuple(
                Difference(TITLES[name], cell.cell(name), "", text) for name, text in cell.texts.items()
            )
            key = "-".join(str(part) for part in draft.place if part is not None)
            return RowChange(key, title, draft, differences, is_new=True)
        same = all(
            getattr(stored, name) == getattr(draft.entered, name)
            for name in ("number", "numerator", "denominator", *(["respondents"] if draft.unit else []))
        )
        if same and stored.state == Value.State.APPROVED:
            return None
        text = "There is a value already that says something else, or is not approved. Change it on its own page."
        return Fault(cell.cell(), text, title)


def _life_of(unit: CollectionUnit) -> str:
    days = [
        f"{word} {day:%-d %B %Y}" for word, day in (("opened on", unit.opened_on), ("closed on", unit.closed_on)) if day
    ]
    return " and ".join(days)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
