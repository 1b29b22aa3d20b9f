"""Past values from a council's own sheet: any form, all or nothing, approved by who confirms, the same again once."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from indicators.approving.past.checker import PastChecker, take_over
from indicators.expecting.periods import make_periods
from indicators.models import CollectionUnit, Indicator, IndicatorRule, Seal, Target, Value
from outcomes.models import Strategy
from strategy_portal.domain.timeline import START
from strategy_portal.models import Upload
from strategy_portal.records.events import Event
from strategy_portal.uploads.reading import read_workbook
from strategy_portal.uploads.services import DryRun, dry_run, packed


@pytest.fixture
def strategy(db) -> Strategy:
    """From April 2023 on, with a quarterly count, an annual percentage of two parts, and a survey by unit."""
    made = Strategy.objects.create(
        slug="new", title="New strategy", organisation="A council", starts_on="2023-04-01", ends_on="2028-03-31",
    )  # fmt: skip
    made.refresh_from_db()
    output = made.outcomes.create(number=1, title="Fast").key_outputs.create(title="Quick answers")
    common = {"key_output": output, "level": "organisation"}
    calls = Indicator.objects.create(
        **common, order=1, title="Calls", code="CX-7", measure="count", frequency="quarterly", across_periods="sum",
    )  # fmt: skip
    IndicatorRule.objects.create(indicator=calls, holds_from=START, polarity="higher", decimal_places=0)
    Target.objects.create(indicator=calls, year_starts_on="2023-04-01", holds_from="2023-04-01", value=400)
    Indicator.objects.create(
        **common, order=2, title="Letters in time", measure="percentage", factor=100, frequency="annual",
        numerator_label="In time", denominator_label="Letters", across_periods="ratio-of-sums",
    )  # fmt: skip
    Indicator.objects.create(
        key_output=output, order=3, title="Survey", measure="percentage", frequency="annual", level="units"
    )
    make_periods(made)
    return made


@pytest.fixture
def performance(people):
    return people["performance"]


def book(rows: list[list]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def checked(strategy, rows, by, on, answers=()) -> DryRun:
    checker = PastChecker(by, {"strategy": strategy.slug})
    read = checker.rows(read_workbook(io.BytesIO(book(rows))))
    return dry_run(Upload(rows=packed(read), answers=dict(answers)), checker, on)


WIDE = [["Measure", "Q1 2023/24", "2023/24 Q2", "Jul-Sep 2024"], ["1.1", 98, "1,020", ""], ["CX-7", "", "", 77]]
LONG = [
    ["Ref", "Period", "Value", "Numerator", "Out of"],
    ["Calls", "30/06/2023", 98, "", ""],
    ["1.2", "2023/24", "", 45, 50],
]


def found(run: DryRun) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(each.title, each.data.entered.number, each.data.entered.numerator) for each in run.changes]


def test_a_wide_sheet_has_a_column_for_each_period_and_an_empty_cell_says_nothing(strategy, performance, on):
    assert found(checked(strategy, WIDE, performance, on)) == [
        ("1.1 Calls, Q1 2023/24", Decimal(98), None),
        ("1.1 Calls, Q2 2023/24", Decimal(1020), None),
        ("1.1 Calls, Q2 2024/25", Decimal(77), None),
    ]


def test_a_long_sheet_has_a_column_of_periods(strategy, performance, on):
    assert found(checked(strategy, LONG, performance, on)) == [
        ("1.1 Calls, Q1 2023/24", Decimal(98), None),
        ("1.2 Letters in time, 2023/24", None, Decimal(45)),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1.1", "Q1 2022/23", 5], "It is collected from 1 April 2023 to 31 March 2028 only."),
        (["1.1", "2023/24", 5], "It is collected quarterly, and 2023/24 is not such a period."),
        (["1.1", "Q4 2027/28", 5], "Q4 2027/28 has not ended yet."),
        (["1.1", "spring", 5], "“spring” is no period."),
        (["1.1", "Q1 2023/24", "many"], "“many” is not a number."),
        (["1.1", "Q1 2023/24", 1.5], "Enter a whole number of 0 or more."),
        (["1.2", "2023/24", 90], "What is entered here is In time, Letters"),
        (["1.3", "2023/24", 90], "1.3 is collected by unit, and the organisation’s figure is made of its units’."),
    ],
)
def test_what_can_not_be_taken_over_says_why_with_its_cell(strategy, performance, on, row, said):
    run = checked(strategy, [["Ref", "Period", "Value"], row], performance, on)
    assert [said in fault.text for fault in run.faults] == [True]
    assert run.faults[0].cell in ("Sheet, cell B2", "Sheet, cell C2")


@pytest.fixture
def units(strategy) -> dict[str, CollectionUnit]:
    """Two that are open, of which one has a code, and one that closed before the end of 2023/24."""
    named = {"Housing": {"code": "H-1"}, "Libraries": {}, "Markets": {"closed_on": "2023-12-31"}}
    for name, more in named.items():
        CollectionUnit.objects.create(strategy=strategy, name=name, **more)
    return {unit.name: unit for unit in strategy.units.all()}


BY_UNIT = [["Ref", "Period", "Unit", "Value"], ["1.3", "2023/24", "h-1", 80], ["Survey", "2023/24", "libraries", 60]]
UNITS_WIDE = [["Ref", "Period", "Housing", "LIBRARIES"], ["1.3", "2023/24", 80, 60]]


@pytest.mark.parametrize("rows", [BY_UNIT, UNITS_WIDE])
def test_values_of_units_come_in_by_a_column_of_units_or_a_column_each(strategy, units, performance, on, rows):
    run = checked(strategy, rows, performance, on)
    assert (run.faults, found(run)) == (
        [], [("1.3 Survey, 2023/24, Housing", Decimal(80), None), ("1.3 Survey, 2023/24, Libraries", Decimal(60), None)]
    )  # fmt: skip


def test_a_column_of_units_goes_with_columns_of_periods(strategy, units, performance, on):
    rows = [["Ref", "Service", "2023/24", "2024/25"], ["1.3", "Housing", 80, 82]]
    assert [title for title, _, _ in found(checked(strategy, rows, performance, on))] == [
        "1.3 Survey, 2023/24, Housing", "1.3 Survey, 2024/25, Housing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        (["1.3", "2023/24", "Parks", 80], "C2", "There is no unit “Parks”. Write its name or code as under Set-up"),
        (["1.3", "2023/24", "Markets", 80], "C2", "Markets closed on 31 December 2023, so nothing is expected of it"),
        (["1.3", "2023/24", "", 80], "C2", "the organisation’s figure is made of its units’. Name the unit"),
        (["1.1", "Q1 2023/24", "Housing", 80], "C2", "1.1 is collected for the whole organisation"),
    ],
)
def test_a_unit_that_does_not_fit_says_what_to_do_with_its_cell(strategy, units, performance, on, row, cell, said):
    run = checked(strategy, [BY_UNIT[0], row], performance, on)
    assert [(fault.cell, said in fault.text) for fault in run.faults] == [(f"Sheet, cell {cell}", True)]
    assert run.changes == []


def test_a_figure_of_the_whole_beside_those_of_units_is_refused_at_its_cell(strategy, units, performance, on):
    rows = [[*UNITS_WIDE[0], "Value"], [*UNITS_WIDE[1], 70]]
    run = checked(strategy, rows, performance, on)
    assert [(fault.cell, "leave this figure out" in fault.text) for fault in run.faults] == [("Sheet, cell E2", True)]


def test_units_in_a_column_and_in_headings_are_asked_about(strategy, units, performance, on):
    rows = [["Ref", "Period", "Unit", "Housing"], ["1.3", "2023/24", "Libraries", 80]]
    assert "Units stand in a column and in headings" in checked(strategy, rows, performance, on).faults[0].text


def test_a_heading_is_told_to_be_a_unit_once(strategy, units, performance, on, signed_in):
    client, url = signed_in("performance"), reverse("indicators:past-create", args=[strategy.slug])
    rows = [["Ref", "Period", "Housing dept"], ["1.3", "2023/24", 80]]
    page = client.post(url, {"file": SimpleUploadedFile("old.xlsx", book(rows))}, follow=True)
    here = page.redirect_chain[-1][0]
    said = {"doubt-column:housing dept": f"unit-{units['Housing'].pk}"}
    client.post(here, {"doubt-column:ref": "indicator", "doubt-column:period": "period", **said})
    client.post(here, {"save": "1", "seen": Upload.objects.latest("pk").findings["seal"]})
    rows[1] = ["1.3", "2024/25", 81]
    client.post(url, {"file": SimpleUploadedFile("more.xlsx", book(rows))})
    assert [each["title"] for each in Upload.objects.latest("pk").findings["changes"]] == [
        "1.3 Survey, 2024/25, Housing"
    ]


def test_the_organisations_figure_is_made_of_its_units_and_says_how_many(strategy, units, performance, on):
    """9 of 10 and 10 of 100 give 19 of 110, never the mean (rules 4.1); one of two is provisional (4.3)."""
    survey = Indicator.objects.get(key_output__outcome__strategy=strategy, order=3)
    survey.numerator_label, survey.denominator_label, survey.across_units = "Good", "Answers", "ratio-of-sums"
    survey.factor = 100
    survey.save()
    heads = ["Ref", "Period", "Unit", "Numerator", "Denominator", "Respondents"]
    first = checked(strategy, [heads, ["1.3", "2023/24", "Housing", 9, 10, 10]], performance, on)
    assert first.faults == []
    take_over([each.data for each in first.changes], file_name="one.xlsx", by=performance, at=timezone.now())
    second = checked(strategy, [heads, ["1.3", "2023/24", "Libraries", 10, 100, 100]], performance, on)
    take_over([each.data for each in second.changes], file_name="two.xlsx", by=performance, at=timezone.now())
    seals = Seal.objects.filter(indicator=survey, period__slug="2023-24").order_by("pk")
    made = [(round(Decimal(each.reading["number"]), 1), each.reading["reported"]) for each in seals]
    assert made == [(Decimal("90.0"), 1), (Decimal("17.3"), 2)]
    assert [(each.reading["expected"], each.reading["settled"]) for each in seals] == [(2, False), (2, True)]
    assert [each.proof["imported_from"] for each in seals] == ["one.xlsx", "two.xlsx"]
    assert checked(strategy, [heads, ["1.3", "2023/24", "Housing", 9, 10, 10]], performance, on).unchanged == 1


def test_a_value_that_stands_twice_is_refused(strategy, performance, on):
    rows = [["Ref", "Period", "Value"], ["1.1", "Q1 2023/24", 5], ["Calls", "Apr-Jun 2023", 5]]
    assert "more than once" in checked(strategy, rows, performance, on).faults[0].text


def test_an_unknown_name_is_asked_and_never_guessed(strategy, performance, on):
    rows = [["Measure", "Q1 2023/24"], ["Telephone calls", 98]]
    run = checked(strategy, rows, performance, on)
    assert run.is_open
    assert run.changes == []
    calls = Indicator.objects.get(key_output__outcome__strategy=strategy, order=1)
    told = checked(strategy, rows, performance, on, {"indicator:telephone calls": str(calls.pk)})
    assert [title for title, _, _ in found(told)] == ["1.1 Calls, Q1 2023/24"]


def test_the_name_of_a_column_is_told_once_and_remembered(strategy, performance, on, signed_in):
    client, url = signed_in("performance"), reverse("indicators:past-create", args=[strategy.slug])
    rows = [["Ref", "When", "Done"], ["1.1", "Q1 2023/24", 98]]
    page = client.post(url, {"file": SimpleUploadedFile("old.xlsx", book(rows))}, follow=True)
    assert "No column has the period" in page.content.decode()
    here = page.redirect_chain[-1][0]
    client.post(here, {"doubt-column:when": "period", "doubt-column:done": "number", "doubt-column:ref": "indicator"})
    seen = Upload.objects.latest("pk").findings["seal"]
    done = client.post(here, {"save": "1", "seen": seen}, follow=True)
    assert "1 past value is saved and approved." in done.content.decode()
    client.post(url, {"file": SimpleUploadedFile("more.xlsx", book([rows[0], ["1.1", "Q2 2023/24", 99]]))})
    assert len(Upload.objects.latest("pk").findings["changes"]) == 1


def test_taken_over_values_are_approved_sealed_and_marked_and_the_same_sheet_changes_nothing(
    strategy, performance, on, signed_in
):
    client, url = signed_in("performance"), reverse("indicators:past-create", args=[strategy.slug])
    page = client.post(url, {"file": SimpleUploadedFile("old.xlsx", book(WIDE))}, follow=True)
    seen = Upload.objects.latest("pk").findings["seal"]
    client.post(page.redirect_chain[-1][0], {"save": "1", "seen": seen})
    values = Value.objects.filter(indicator__key_output__outcome__strategy=strategy)
    assert {(value.state, value.approved_by) for value in values} == {("approved", performance)}
    marks = set(Value.history.filter(id=values[0].pk).values_list("history_event", "history_change_reason"))
    assert marks == {(Event.IMPORTED, "old.xlsx"), (Event.APPROVED, "old.xlsx")}
    seals = Seal.objects.filter(indicator__in=values.values("indicator"), period__slug="2023-24-Q1")
    assert [seal.status for seal in seals] == ["amber"]  # 98 of the 100 that are due by then
    shown = client.get(values[0].indicator.get_absolute_url()).content.decode()
    assert 'title="From old.xlsx">imported</span>' in shown
    figures = client.get(f"/api/v1/figures/?strategy={strategy.slug}").json()["results"]
    assert {row["imported_from"] for row in figures if row["seal"]} == {"old.xlsx"}
    assert {row["imported_from"] for row in figures if not row["seal"]} == {None}
    again = checked(strategy, WIDE, performance, on)
    assert (again.unchanged, again.changes, again.faults) == (3, [], [])


def test_another_figure_for_a_value_that_is_there_is_refused(strategy, performance, on):
    period = strategy.periods.get(slug="2023-24-Q1")
    indicator = Indicator.objects.get(key_output__outcome__strategy=strategy, order=1)
    Value.objects.create(indicator=indicator, period=period, number=97, entered_by=performance)
    run = checked(strategy, WIDE, performance, on)
    assert ["says something else, or is not approved" in fault.text for fault in run.faults] == [True]


def test_only_the_performance_team_takes_over_past_values(strategy, signed_in):
    url = reverse("indicators:past-create", args=[strategy.slug])
    assert [signed_in(who).get(url).status_code for who in ("officer", "approver", "performance")] == [403, 403, 200]


def test_a_database_that_keeps_columns_in_another_order_changes_nothing(strategy, performance, on):
    checker = PastChecker(performance, {"strategy": strategy.slug})
    kept = packed(checker.rows(read_workbook(io.BytesIO(book(WIDE)))))
    other = {
        "columns": {sheet: dict(reversed(of.items())) for sheet, of in kept["columns"].items()},
        "rows": [[sheet, number, dict(reversed(texts.items()))] for sheet, number, texts in kept["rows"]],
    }
    seals = {dry_run(Upload(rows=rows, answers={}), checker, on).shown()["seal"] for rows in (kept, other)}
    assert len(seals) == 1
