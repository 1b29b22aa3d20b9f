"""Indicators with their targets as a workbook: out, changed, in again; what follows from a measure; what is refused."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from indicators.models import Indicator, Target
from indicators.setup.workbooks.book import setup_workbook
from indicators.setup.workbooks.checker import SetupChecker
from outcomes.models import Strategy
from strategy_portal.models import Team, Upload
from strategy_portal.records.checking import check
from strategy_portal.uploads.checker import Confirmation
from strategy_portal.uploads.reading import read_workbook
from strategy_portal.uploads.services import DryRun, dry_run, packed

HEAD = ["Outcome", "No.", "Key output", "Indicator", "Measure", "Owner", "How often", "Better is", "Denominator counts"]


def book(rows: list[list]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def checked(strategy: Strategy, file: bytes, by, on) -> DryRun:
    checker = SetupChecker(by, {"strategy": strategy.slug})
    rows = checker.rows(read_workbook(io.BytesIO(file)))
    return dry_run(Upload(rows=packed(rows), answers={}), checker, on)


def saved(strategy: Strategy, run: DryRun, by, on) -> int:
    with transaction.atomic():
        how = Confirmation(by, on, timezone.now(), "a.xlsx")
        return SetupChecker(by, {"strategy": strategy.slug}).apply(run.changes, how)


@pytest.fixture
def team(people) -> Team:
    return Team.objects.create(organisation="A council", name="Revenues")


@pytest.fixture
def strategy(team) -> Strategy:
    """A draft of four years with two outcomes and nothing else."""
    made = Strategy.objects.create(
        slug="new", title="New strategy", organisation="A council", starts_on="2026-04-01", ends_on="2030-03-31",
        is_draft=True,
    )  # fmt: skip
    made.refresh_from_db()
    for number, title in ((1, "Fast"), (2, "Fair")):
        made.outcomes.create(number=number, title=title)
    return made


@pytest.fixture
def performance(people):
    return people["performance"]


def row(outcome=1, number="", title="Calls answered in time", measure="Percentage", **more) -> list:
    cells = {
        "Outcome": outcome, "No.": number, "Key output": "Answer quickly", "Indicator": title, "Measure": measure,
        "Owner": "Revenues", "How often": "Quarterly", "Better is": "Higher", "Denominator counts": "calls",
    } | more  # fmt: skip
    return [cells.get(name, "") for name in HEAD]


def test_what_is_downloaded_and_uploaded_unchanged_changes_nothing(wlc, performance, on):
    file = setup_workbook(wlc, Indicator.objects.of(wlc).with_judging().in_order())
    run = checked(wlc, file, performance, on)
    assert (run.unchanged, run.changes, run.faults) == (18, [], [])


def test_a_dry_run_writes_nothing(strategy, performance, on):
    run = checked(strategy, book([HEAD, row()]), performance, on)
    assert len(run.changes) == 1
    assert not Indicator.objects.of(strategy).exists()


def test_a_new_row_is_filled_in_from_its_measure_and_the_dry_run_shows_it(strategy, performance, on):
    run = checked(strategy, book([HEAD, row()]), performance, on)
    shown = {each.title: each.after for each in run.changes[0].differences}
    assert shown["Factor"] == "100"
    assert shown["From periods to the year"] == "Ratio of sums"
    assert shown["No."] == "1"


def test_which_way_is_better_is_never_filled_in(strategy, performance, on):
    run = checked(strategy, book([HEAD, row(**{"Better is": ""})]), performance, on)
    assert "Better is" not in {each.title for each in run.changes[0].differences if each.after != "Not set"}


def test_a_target_for_every_year_and_one_of_its_own(strategy, performance, on, signed_in):
    head = [*HEAD, "Target, every year", "Target 2028/29"]
    url = reverse("indicators:setup-import-create", args=[strategy.slug])
    client = signed_in("performance")
    file = SimpleUploadedFile(
        "indicators.xlsx", book([head, [*row(), 85, ""], [*row(title="Letters"), "", "40 to 60"]])
    )
    page = client.post(url, {"file": file}, follow=True)
    assert "“Letters”" not in page.content.decode()  # the range does not fit “Higher”: it is a fault of its own
    assert "Sheet, cell K3" in page.content.decode()
    good = book([head, [*row(), 85, ""], [*row(title="Letters"), "", 60]])
    page = client.post(url, {"file": SimpleUploadedFile("indicators.xlsx", good)}, follow=True)
    upload = Upload.objects.latest("pk")
    assert "Calls answered in time" in page.content.decode()
    client.post(page.redirect_chain[-1][0], {"save": "1", "seen": upload.findings["seal"]})
    targets = Target.objects.filter(indicator__key_output__outcome__strategy=strategy)
    found = sorted((each.indicator.reference, each.year.label, each.value) for each in targets)
    every_year = [("1.1", f"20{year}/{year + 1}", Decimal(85)) for year in range(26, 30)]
    assert found == [*every_year, ("1.2", "2028/29", Decimal(60))]


@pytest.mark.parametrize(
    ("changed", "cell", "said"),
    [
        ({"Outcome": 7}, "A2", "Write the number of one of the strategy’s outcomes: 1, 2."),
        ({"Owner": "Nobody"}, "F2", "There is no team “Nobody”."),
        ({"Measure": "Percent"}, "E2", "“Percent” is none of the choices: Percentage, Count"),
        ({"Indicator": ""}, "D2", "A new indicator needs this."),
        ({"Indicator": "x" * 301}, "D2", "at most 300 characters"),
        ({"No.": "first"}, "B2", "“first” is not a whole number from 1 to 999."),
        ({"No.": "40000"}, "B2", "“40000” is not a whole number from 1 to 999."),
        ({"Key output": "x" * 301}, "C2", "A key output has at most 300 letters."),
        ({"Measure": "Yes no", "Denominator counts": ""}, "", ""),
    ],
)
def test_a_cell_that_is_wrong_is_named(strategy, performance, on, changed, cell, said):
    run = checked(strategy, book([HEAD, row(**changed)]), performance, on)
    assert [(each.cell.endswith(f"cell {cell}"), said in each.text) for each in run.faults] == [(True, True)] * bool(
        cell
    )


def test_two_rows_of_one_number_are_refused(strategy, performance, on):
    rows = [HEAD, row(number=1), row(number=1, title="Letters")]
    run = checked(strategy, book(rows), performance, on)
    assert "1.1 is “Calls answered in time” already" in run.faults[0].text


def test_a_changed_definition_needs_a_reason(wlc, performance, on):
    indicator = Indicator.objects.of(wlc).in_order().first()
    head = ["Outcome", "No.", "Indicator", "Measure", "Definition"]
    cells = [1, 1, indicator.title, indicator.get_measure_display(), "Another one"]
    assert "say why" in checked(wlc, book([head, cells]), performance, on).faults[0].text
    run = checked(wlc, book([[*head, "Reason"], [*cells, "It was unclear"]]), performance, on)
    assert [each.title for each in run.changes[0].differences] == ["Definition"]


def test_who_changed_it_meanwhile_is_asked_first(wlc, performance, on):
    indicator = Indicator.objects.of(wlc).in_order().first()
    head = ["Outcome", "No.", "Version", "Indicator", "Measure", "Short title"]
    cells = [1, 1, indicator.version + 1, indicator.title, indicator.get_measure_display(), "Other"]
    run = checked(wlc, book([head, cells]), performance, on)
    assert [bool(each.theirs) for each in run.conflicts] == [True]


def test_sixty_indicators_with_four_years_of_targets_are_one_form(strategy, performance, on, signed_in):
    head = [*HEAD, *(f"Target 20{year}/{year + 1}" for year in range(26, 30))]
    rows = [[*row(outcome=1 + n % 2, title=f"Indicator {n}"), 80, 82, 84, 86] for n in range(60)]
    url = reverse("indicators:setup-import-create", args=[strategy.slug])
    client = signed_in("performance")
    page = client.post(url, {"file": SimpleUploadedFile("sixty.xlsx", book([head, *rows]))}, follow=True)
    seen = Upload.objects.latest("pk").findings["seal"]
    done = client.post(page.redirect_chain[-1][0], {"save": "1", "seen": seen}, follow=True)
    assert "60 indicators are saved." in done.content.decode()
    assert Target.objects.filter(indicator__key_output__outcome__strategy=strategy).count() == 240


def test_a_long_file_asks_no_more_than_a_short_one(strategy, performance, on, django_assert_max_num_queries):
    """New indicators, and new targets of those that are there."""
    head = [*HEAD, *(f"Target 20{year}/{year + 1}" for year in range(26, 30))]
    first = checked(strategy, book([head, [*row(number=1), 80]]), performance, on)
    assert saved(strategy, first, performance, on) == 1
    for count in (2, 40):
        rows = [
            [*row(number=count + n, title=f"Indicator {n}", outcome=1 + n % 2), 80, 82, 84, 86] for n in range(count)
        ]
        with django_assert_max_num_queries(12):
            run = checked(strategy, book([head, *rows]), performance, on)
        assert (len(run.changes), run.faults) == (count, [])
        with django_assert_max_num_queries(32):
            saved(strategy, run, performance, on)
        rows = [[*each[:9], 81, 82, 84, 86] for each in rows]
        agreed = book([[*head, "Agreed by"], *([*each, "The board"] for each in rows)])
        with django_assert_max_num_queries(12):
            run = checked(strategy, agreed, performance, on)
        assert (len(run.changes), run.faults) == (count, [])
        with django_assert_max_num_queries(25):
            saved(strategy, run, performance, on)
    assert check().findings == []


def test_changed_definitions_ask_no_more_for_sixty_rows_than_for_three(
    strategy, performance, on, django_assert_max_num_queries
):
    """Title, key output, how it is judged, and a target, each with a reason of its own row."""
    head = [*HEAD, "Decimal places", "Target 2026/27", "Reason", "Agreed by"]
    rows = [[*row(number=n + 1, title=f"Indicator {n}"), 1, 80, "", ""] for n in range(60)]
    assert saved(strategy, checked(strategy, book([head, *rows]), performance, on), performance, on) == 60
    for count in (3, 60):
        changed = [
            [
                *row(number=n + 1, title=f"Indicator {n} of {count}", **{"Key output": f"Output {count}"}),
                2 + count // 60, 80 + count / 10, f"Reason {n}", "The board",
            ]
            for n in range(count)
        ]  # fmt: skip
        with django_assert_max_num_queries(12):
            run = checked(strategy, book([head, *changed]), performance, on)
        assert (len(run.changes), run.faults) == (count, [])
        with django_assert_max_num_queries(40):
            assert saved(strategy, run, performance, on) == count
        last = Indicator.objects.of(strategy).get(key_output__outcome__number=1, order=count)
        assert (last.title, last.key_output.title) == (f"Indicator {count - 1} of {count}", f"Output {count}")
        assert {each.history_change_reason for each in last.history.all()[:1]} <= {"", f"Reason {count - 1}"}
        assert f"Reason {count - 1}" in [each.history_change_reason for each in last.history.all()]
        assert last.rules.get().agreed_by == "The board"
    assert check().findings == []


def test_a_row_that_stands_twice_is_refused(wlc, performance, on):
    indicator = Indicator.objects.of(wlc).in_order().first()
    cells = [1, 1, indicator.title, indicator.get_measure_display()]
    run = checked(wlc, book([["Outcome", "No.", "Indicator", "Measure"], cells, cells]), performance, on)
    assert [each.text for each in run.faults] == ["1.1 stands in the file twice."]


def test_a_file_without_indicators_is_refused(strategy, signed_in):
    url = reverse("indicators:setup-import-create", args=[strategy.slug])
    file = SimpleUploadedFile("other.xlsx", book([["Name", "Price"], ["Tea", 1]]))
    page = signed_in("performance").post(url, {"file": file})
    assert page.status_code == 422
    assert "No sheet has the columns" in page.content.decode()


def test_the_download_of_a_strategy_without_indicators_is_a_form_to_fill(strategy, signed_in):
    answer = signed_in("performance").get(reverse("indicators:setup-workbook", args=[strategy.slug]))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["Indicators"]
    titles = [cell.value for cell in sheet[1]]
    assert titles.count("Target 2026/27") == titles.count("Target 2029/30") == 1


def test_the_form_of_a_new_indicator_begins_with_what_follows_from_a_measure(strategy, signed_in):
    url = reverse("indicators:indicator-create", args=[strategy.slug])
    form = signed_in("performance").get(f"{url}?measure=count").context["form"]
    begins = {name: form[name].value() for name in ("measure", "decimal_places", "across_periods", "polarity")}
    assert begins == {"measure": "count", "decimal_places": 0, "across_periods": "sum", "polarity": "not-set"}


def test_a_duplicate_begins_with_all_but_number_title_and_code(wlc, signed_in):
    url = reverse("indicators:indicator-create", args=[wlc.slug])
    client = signed_in("performance")
    page = client.get(f"{url}?like=1.4")
    form, like = page.context["form"], Indicator.objects.of(wlc).get(key_output__outcome__number=1, order=4)
    assert (form["measure"].value(), form["owner"].value()) == (like.measure, like.owner_id)
    assert [form[name].value() or "" for name in ("order", "title", "code")] == ["", "", ""]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    done = client.post(f"{url}?like=1.4", {**sent, "order": 40, "title": "Another one", "notes": []}, follow=True)
    assert "Another one is added" in done.content.decode()


@pytest.mark.parametrize("like", ["", "9.9", "x", "1.99999999999999999999"])
def test_a_duplicate_of_nothing_is_an_empty_form(strategy, signed_in, like):
    url = reverse("indicators:indicator-create", args=[strategy.slug])
    assert signed_in("performance").get(f"{url}?like={like}").context["like"] is None
