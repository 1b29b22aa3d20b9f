"""A yes-or-no is chosen, kept as 1 or 0, and printed as a word."""

import pytest
from openpyxl.utils import get_column_letter

from indicators.models import Indicator

from .filling_in import RETURN, book_of, column, confirm, filled, rows_by_reference, text, upload

PAGE = f"{RETURN}2.2/"


@pytest.fixture(autouse=True)
def yes_no(wlc) -> None:
    """2.2 is a yes-or-no."""
    asked = Indicator.objects.of(wlc).filter(key_output__outcome__number=2, order=2)
    asked.update(measure="yes-no", factor=1, denominator_label="", numerator_label="", decimal_places=0)


@pytest.fixture
def save(officer, slot):
    key = slot("2.2").key
    return lambda number: text(officer.post(f"{PAGE}save/", {f"{key}-version": "0", f"{key}-number": number}))


def test_yes_and_no_are_offered_in_the_grid_and_on_the_page_of_the_value(officer):
    for page in (RETURN, PAGE):
        assert '<option value="1">Yes</option><option value="0">No</option>' in text(officer.get(page))


@pytest.mark.parametrize(("typed", "kept"), [("1", 1), ("0", 0), ("yes", 1), ("No", 0)])
def test_a_choice_is_kept_as_one_or_zero(typed, kept, save, slot):
    """rules 1.4: No is zero, and zero is a value."""
    save(typed)
    assert slot("2.2").value.number == kept


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


def test_a_workbook_offers_the_two_in_a_drop_down_and_takes_the_word(officer, slot):
    book = book_of(officer)
    cell = f"{get_column_letter(column(book, 'Value'))}{rows_by_reference(book)['2.2']}"
    offers = [rule.formula1 for rule in book["Values"].data_validations.dataValidation if cell in rule.sqref]
    assert offers == ['"Yes,No"']
    confirm(officer, upload(officer, filled(book, {"2.2": {"Value": "Yes"}})))
    assert slot("2.2").value.number == 1
    assert "No changes." in text(upload(officer, filled(book_of(officer), {})))
