"""A yes-or-no is chosen, kept as 1 or 0, and printed as a word."""

from decimal import Decimal

import pytest
from openpyxl.utils import get_column_letter

from indicators.judging.cards import card
from indicators.judging.loading import load_figures
from indicators.judging.process import process
from indicators.models import Indicator, IndicatorRule
from reports import charts
from reports.charts.picture import marks
from strategy_portal.domain.trend import Direction
from strategy_portal.records.versions import Refused
from strategy_portal.templatetags.figures import sparkline

from .filling_in import RETURN, book_of, column, confirm, filled, rows_by_reference, text, upload
from .setting_up import new_indicator

PAGE = f"{RETURN}2.2/"


@pytest.fixture(autouse=True)
def yes_no(wlc) -> None:
    """2.2 is a yes-or-no."""
    asked = Indicator.objects.of(wlc).filter(key_output__outcome__number=2, order=2)
    asked.update(measure="yes-no", factor=1, denominator_label="", numerator_label="")
    IndicatorRule.objects.filter(indicator__in=asked).update(decimal_places=0)


@pytest.fixture
def save(officer, expected):
    key = expected("2.2").key
    return lambda number: text(officer.post(f"{PAGE}save/", {f"{key}-version": "0", f"{key}-number": number}))


def test_yes_and_no_are_offered_in_the_grid_and_on_the_page_of_the_value(officer):
    for page in (RETURN, PAGE):
        assert '<option value="1">Yes</option><option value="0">No</option>' in text(officer.get(page))


@pytest.mark.parametrize(("typed", "kept"), [("1", 1), ("0", 0), ("yes", 1), ("No", 0)])
def test_a_choice_is_kept_as_one_or_zero(typed, kept, save, expected):
    """rules 1.4: No is zero, and zero is a value."""
    save(typed)
    assert expected("2.2").value.number == kept


@pytest.mark.parametrize("typed", ["7.5", "2", "-1", "perhaps"])
def test_anything_else_is_refused_and_says_what_to_choose(typed, save):
    assert f"“{typed}” is neither yes nor no. Choose Yes or No" in save(typed)


def test_a_yes_is_printed_as_a_word(save, officer):
    save("1")
    assert "<dt>Before</dt><dd>Yes</dd>" in text(officer.get(PAGE.replace("Q2", "Q3")))


def test_the_api_takes_one_or_zero_and_says_the_word(officer):
    sent = {"indicator": "wlc-customer-2023-28/2.2", "period": "2026-27-Q2", "version": 0, "number": "7.5"}
    refused = officer.post("/api/v1/values/", sent, content_type="application/json")
    taken = officer.post("/api/v1/values/", sent | {"number": "1"}, content_type="application/json")
    assert (refused.status_code, list(refused.json())) == (400, ["number"])
    assert (taken.status_code, taken.json()["value"], taken.json()["value_text"]) == (201, "1", "Yes")


def test_a_workbook_offers_the_two_in_a_drop_down_and_takes_the_word(officer, expected):
    book = book_of(officer)
    cell = f"{get_column_letter(column(book, 'Value'))}{rows_by_reference(book)['2.2']}"
    offers = [rule.formula1 for rule in book["Values"].data_validations.dataValidation if cell in rule.sqref]
    assert offers == ['"Yes,No"']
    confirm(officer, upload(officer, filled(book, {"2.2": {"Value": "Yes"}})))
    assert expected("2.2").value.number == 1
    assert "No changes." in text(upload(officer, filled(book_of(officer), {})))


# --- What readers see ---


@pytest.fixture
def answered(wlc, people, enter, approve, quarter, on):
    """The card of 1.9, a yes-or-no with the target Yes, of which ten of eleven answers are Yes and the last is No."""
    new_indicator(wlc, people["performance"], aim=1, measure="yes-no", factor=1, across_periods="latest", baseline=1)
    wlc.periods.update(locked_at=None)
    quarters = [quarter.previous(back) for back in range(10, -1, -1)]
    for each in quarters:
        approve(enter("1.9", each.slug, number=0 if each == quarter else 1))
    (figures,) = load_figures(Indicator.objects.of(wlc).filter(key_output__outcome__number=1, order=9))
    return card(figures, quarter, on, quarters[0].start)


def test_page_and_api_say_the_answer_and_the_target(answered, officer):
    """rules 6.8"""
    sentence = "Red: the answer is No; the target is Yes."
    page = text(officer.get("/strategies/wlc-customer-2023-28/indicators/1.9/"))
    assert sentence in page
    assert "yes/no" not in page
    assert officer.get(f"/api/v1/indicators/{answered.indicator.pk}/").json()["status"]["why"] == sentence


def test_answers_have_no_mean(answered):
    """rules 7.1, 7.4: neither a long trend nor a process behaviour chart, however many there are."""
    assert answered.long.direction is Direction.NOT_JUDGED
    assert process(answered) is None


def test_the_chart_has_two_heights_and_counts_the_yes(answered):
    series = charts.series_of(answered)
    assert [series.format.text(height) for height in marks(series)] == ["No", "Yes"]
    assert charts.sentence(series).startswith(
        "From Yes in Q4 2023/24 to No in Q2 2026/27, Yes in 10 of 11 periods; 10 green, 1 red"
    )


def test_a_line_of_yes_alone_lies_above_a_line_of_no_alone():
    yes, no = (sparkline([Decimal(answer)] * 3, scale=(Decimal(0), Decimal(1))) for answer in (1, 0))
    assert ('cy="3.0"' in yes, 'cy="21.0"' in no) == (True, True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"level": "units", "across_units": "mean-of-units"}, "level"), ({"across_periods": "mean"}, "across_periods")],
)
def test_a_yes_or_no_is_neither_averaged_nor_added_up(wlc, people, changed, field):
    """Half of it would print as Yes."""
    asked = {"measure": "yes-no", "factor": 1, "across_periods": "latest"} | changed
    with pytest.raises(Refused) as refused:
        new_indicator(wlc, people["performance"], aim=1, **asked)
    assert refused.value.field == field
