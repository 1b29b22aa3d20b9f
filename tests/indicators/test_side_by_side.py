"""Several quarters side by side: what is open in any of them is typed, saved and submitted on one page."""

import re
from datetime import date

import pytest

from indicators.entering.side_by_side import build_side_by_side
from indicators.expecting.expected import expected_between, remit_of
from indicators.models import CollectionUnit, Indicator, Value
from outcomes.models import Strategy
from strategy_portal.domain.periods import period_from_slug
from tests.conftest import ON

ADDRESS = "/strategies/wlc-customer-2023-28/returns/2026-27-Q3/?quarters=4"
BEFORE, LAST = "2026-27-Q2", "2026-27-Q3"
FIGURES = {"numerator": "13300", "denominator": "17500"}


@pytest.fixture
def key(wlc, people):
    """`key("2.2", "2026-27-Q2")` is what the fields of that value start with in the officer's form."""
    first, last = (period_from_slug(slug, wlc.year_start) for slug in (BEFORE, LAST))
    all_expected = expected_between(people["officer"], wlc, first, last, ON)
    keys = {(expected.indicator.reference, expected.period.slug): expected.key for expected in all_expected}
    return lambda reference, period: keys[reference, period]


@pytest.fixture
def grid(wlc, people):
    """`grid(count=8)`: the performance team's grid up to Q3."""

    def build(count: int = 4, quarter: str = LAST, on: date = ON, strategy: Strategy = wlc):
        remit = remit_of(people["performance"], {strategy.pk: strategy})
        return build_side_by_side(remit, strategy, period_from_slug(quarter, (4, 1)), count, on)

    return build


def entry(prefix: str, **fields) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in ({"version": "0"} | fields).items()}


def text(response) -> str:
    return response.content.decode()


def states(reference: str) -> dict[str, str]:
    """Of an indicator's values of the last two quarters, by period."""
    outcome, order = reference.split(".")
    found = Value.objects.filter(indicator__order=order, indicator__key_output__outcome__number=outcome, unit=None)
    return dict(found.filter(period__slug__in=[BEFORE, LAST]).values_list("period__slug", "state"))


def lines_of(grid) -> dict[str, object]:
    return {line.indicator.reference: line for _, tables in grid.groups for table in tables for line in table.rows}


def test_each_open_quarter_has_inputs(officer, key):
    shown = text(officer.get(ADDRESS))
    for period in (BEFORE, LAST):
        assert f'name="{key("2.2", period)}-numerator"' in shown


def test_a_closed_quarter_shows_its_figure_and_cannot_be_typed_over(officer, key):
    shown = text(officer.get(ADDRESS))
    assert f'name="{key("1.4", BEFORE)}-numerator"' not in shown
    assert re.search(rf'id="{key("1.4", BEFORE)}".*?<strong>5\.3</strong>', shown, re.DOTALL)


def test_figures_of_two_quarters_are_saved_at_once(officer, key):
    data = entry(key("2.2", BEFORE), **FIGURES) | entry(key("2.2", LAST), **FIGURES)
    response = officer.post(ADDRESS, data | {"save": "yes"}, follow=True)
    assert "2 values were saved as draft" in text(response)
    assert states("2.2") == {BEFORE: "draft", LAST: "draft"}


def test_submitting_sends_the_drafts_of_every_quarter_shown(officer, key, enter):
    for period, numerator in ((BEFORE, 13_300), (LAST, 13_400)):
        enter("2.2", period, numerator=numerator, denominator=17_500)
    officer.post(ADDRESS, {"submit": "yes"})
    assert states("2.2") == {BEFORE: "submitted", LAST: "submitted"}


def test_after_saving_the_same_quarters_are_shown_again(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2", BEFORE), **FIGURES) | {"save": "yes"})
    assert "quarters=4" in response["Location"]


def test_an_error_names_the_indicator_the_quarter_and_the_field(officer, key):
    data = entry(key("2.2", BEFORE), numerator="lots", denominator="17500") | {"save": "yes"}
    response = officer.post(ADDRESS, data)
    assert response.status_code == 422
    assert "2.2, Q2 2026/27, Resolved at first contact: “lots” is not a number" in text(response)
    assert 'value="lots"' in text(response)


def test_a_wrong_quarter_does_not_lose_the_right_one(officer, key):
    data = entry(key("2.2", BEFORE), **FIGURES) | entry(key("2.2", LAST), numerator="x", denominator="1")
    officer.post(ADDRESS, data | {"save": "yes"})
    assert states("2.2") == {BEFORE: "draft"}


def test_two_people_at_once_in_an_earlier_quarter_both_figures_are_shown(officer, signed_in, key):
    signed_in("performance").post(ADDRESS, entry(key("2.2", BEFORE), numerator="1", denominator="4"))
    response = officer.post(ADDRESS, entry(key("2.2", BEFORE), **FIGURES))
    assert response.status_code == 422
    assert "<strong>Performance team</strong> saved 25.0%" in text(response)
    assert "2.2, Q2 2026/27: compare the two" in text(response)


def test_quality_and_commentary_that_the_page_does_not_ask_for_stay_as_they_are(officer, key, enter):
    enter("2.2", BEFORE, numerator=1, denominator=4, quality="provisional", why="The telephones were down.")
    officer.post(ADDRESS, entry(key("2.2", BEFORE), **FIGURES) | {f"{key('2.2', BEFORE)}-version": "1"})
    saved = Value.objects.get(indicator__order=2, indicator__key_output__outcome__number=2, period__slug=BEFORE)
    assert (saved.numerator, saved.quality, saved.why) == (13_300, "provisional", "The telephones were down.")


def test_what_is_not_due_in_a_quarter_has_no_value_there(grid):
    """rules 2.3: 1.5 is annual."""
    assert {quarter: len(entries) for quarter, entries in lines_of(grid())["1.5"].cells} == {
        "Q4 2025/26": 1, "Q1 2026/27": 0, "Q2 2026/27": 0, "Q3 2026/27": 0,
    }  # fmt: skip


def test_the_months_of_a_quarter_stand_in_its_column(grid, wlc, indicator_of):
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(frequency="monthly")
    months = {
        quarter: [str(each.expected.period) for each in entries] for quarter, entries in lines_of(grid())["2.2"].cells
    }
    assert months["Q2 2026/27"] == ["July 2026", "August 2026", "September 2026"]


def test_quarters_before_the_strategy_began_are_left_out(grid):
    assert grid(quarter="2023-24-Q2", count=8).columns == ["Q1 2023/24", "Q2 2023/24"]


def test_units_stand_by_name_also_where_one_was_opened_later(grid, wlc):
    CollectionUnit.objects.filter(strategy=wlc, name="Benefits").update(opened_on=date(2026, 7, 1))
    surveys = [table for _, tables in grid().groups for table in tables if table.survey]
    names = [line.unit.name for line in surveys[0].rows]
    assert names == sorted(names)
    assert "Benefits" in names


def test_each_quarter_has_the_figure_of_its_units_together(grid):
    survey = next(table for _, tables in grid().groups for table in tables if table.survey)
    assert [(quarter, total and total.coverage.split(",")[0]) for quarter, total in survey.totals] == [
        ("Q4 2025/26", "14 of 14 units"), ("Q1 2026/27", "14 of 14 units"), ("Q2 2026/27", "13 of 14 units"),
        ("Q3 2026/27", "0 of 14 units"),
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_quarters(signed_in, django_assert_max_num_queries):
    client = signed_in("performance")
    for count in (4, 8):
        with django_assert_max_num_queries(10):
            client.get(ADDRESS.replace("=4", f"={count}"))


def test_each_input_has_a_name_of_its_own(signed_in):
    inputs = re.findall(
        r'<input class="ds_input"[^>]*aria-label="([^"]+)"', text(signed_in("performance").get(ADDRESS))
    )
    assert len(inputs) == len(set(inputs)) > 100


@pytest.mark.parametrize("asked", ["2", "x", "", "-4", "9" * 30])
def test_a_number_of_quarters_that_is_not_offered_is_one(asked, officer):
    assert '<th scope="col">Quality</th>' in text(officer.get(ADDRESS.replace("=4", f"={asked}")))
