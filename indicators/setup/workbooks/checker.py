"""An uploaded workbook of indicators: what it is, what each row would do, and how that is applied."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.shortcuts import get_object_or_404
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.editing.views import Crumb
from strategy_portal.records.versions import ChangedMeanwhile
from strategy_portal.uploads.checker import (
    Checker,
    Confirmation,
    Difference,
    Doubts,
    Fault,
    Found,
    Notice,
    OtherThanShown,
    RowChange,
)  # fmt: skip
from strategy_portal.uploads.reading import FileRefused, FileRow, Places, Sheet, find_titles, rows_below

from ..pages.base import crumbs_to
from .columns import VERSION, columns_of, texts_of
from .saving import Known, Wrong, find, is_stale, known_to, plan_row, store

MOST_INDICATORS = 300


class SetupChecker(Checker[FileRow]):
    """Indicators with their targets, a row each."""

    kind = "setup"
    named_by = ("strategy",)
    create_route, detail_route = "indicators:setup-import-create", "indicators:setup-import-detail"
    title = "Upload indicators and targets"
    noun = "indicator"
    save_label = "Save the indicators"
    after_text = "See the indicators"

    def __post_init__(self) -> None:
        self.strategy = get_object_or_404(Strategy, slug=self.address["strategy"])
        self.columns = columns_of(self.strategy)

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        found = [(sheet, *place) for sheet in sheets if (place := find_titles(sheet, self._places))]
        if not found:
            raise FileRefused(
                "No sheet has the columns “Indicator” and “Measure”. Download the workbook and fill that."
            )
        rows = [row for sheet, titles, places in found[:1] for row in rows_below(sheet, titles, places) if row.texts]
        if not rows:
            raise FileRefused("There is no indicator in the file.")
        if len(rows) > MOST_INDICATORS:
            raise FileRefused(f"The file has more than {MOST_INDICATORS} indicators. Upload it in parts.")
        return rows

    def _places(self, titles: Sequence[str]) -> Places | None:
        """Where each known column stands; of two with the same meaning the first. None: this is no row of titles."""
        known = {title: column.name for column in reversed(self.columns) for title in column.titles}
        known |= {self.strategy.outcome_label.casefold(): "outcome"}
        found: Places = {}
        for place, cell in enumerate(titles):
            if name := known.get(" ".join(cell.casefold().split())):
                found.setdefault(name, place)
        return found if {"title", "measure"} <= set(found) else None

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[FileRow]]]:
        """Each row is worked out as the save does it, so the dry run can't say other than the save."""
        known = known_to(self.strategy, self.by)
        yield from [self._tried(row, known) for row in rows]

    def _tried(self, row: FileRow, known: Known) -> list[Found[FileRow]]:
        notices: list[Found[FileRow]] = []
        try:
            indicator = find(row, known)
            before = texts_of(indicator) if indicator else {}
            stale = is_stale(row, indicator)
            after = plan_row(row, known, lambda text: notices.append(Notice(row.cell("measure"), text))).after
        except Wrong as wrong:
            return [Fault(row.cell(wrong.column), wrong.text, _title_of(row))]
        except ChangedMeanwhile:
            return [Fault(row.cell(), "Somebody changes it just now. Check the file again.", _title_of(row))]
        differences = self._differences(row, before, texts_of(after))
        if not differences:
            return [None]
        theirs = "It was changed in the portal since the file was downloaded" if stale else ""
        change = RowChange(after.reference, str(after), row, differences, indicator is None, theirs)
        return [change, *notices]

    def _differences(self, row: FileRow, before: dict[str, str], after: dict[str, str]) -> tuple[Difference, ...]:
        return tuple(
            Difference(column.title, row.cell(column.name), before.get(column.name, ""), after.get(column.name, ""))
            for column in self.columns
            if column.name != VERSION and before.get(column.name, "") != after.get(column.name, "")
        )

    def hold(self) -> None:
        Strategy.objects.filter(pk=self.strategy.pk).hold()

    def apply(self, changes: Sequence[RowChange[FileRow]], how: Confirmation) -> int:
        known = known_to(self.strategy, how.by)
        try:
            store([plan_row(change.data, known, lambda text: None) for change in changes], known)
        except (Wrong, ChangedMeanwhile) as error:
            raise OtherThanShown from error
        return len(changes)

    def message(self, saved: int) -> str:
        return f"{saved} {'indicator is' if saved == 1 else 'indicators are'} saved."

    def after(self) -> str:
        return reverse("indicators:indicator-setup-list", kwargs=self.address)

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        detail = reverse("indicators:setup-detail", kwargs=self.address)
        return crumbs_to((self.strategy.title, detail), ("Indicators", self.after()))


def _title_of(row: FileRow) -> str:
    return " ".join(filter(None, (row.text("outcome"), row.text("order"), row.text("title"))))
