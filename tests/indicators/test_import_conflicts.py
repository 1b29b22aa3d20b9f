"""Two people, the same file twice, and both at once."""

import re
from decimal import Decimal

import pytest

from indicators.entering.checking import Entered
from indicators.entering.services import save_value

from .filling_in import RATIO, WORKBOOK, book_of, confirm, filled, text, upload


@pytest.fixture
def changed_meanwhile(officer, expected, people):
    """The page of a file in which 2.1 is changed, after the performance team changed it in the portal."""
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}, "2.2": RATIO})
    mine = expected("2.1")
    theirs = Entered(numerator=Decimal(2), denominator=Decimal(4))
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, entered=theirs, version=mine.value.version,
        by=people["performance"],
    )  # fmt: skip
    return upload(officer, data)


def test_a_conflict_shows_both_values_who_and_when(changed_meanwhile):
    shown = text(changed_meanwhile)
    assert "Changed by somebody else meanwhile" in shown
    assert re.search(r"Performance team, \d+ \w+ 20\d\d, \d\d:\d\d", shown)
    assert re.search(r"<td>Numerator</td>\s*<td>2</td>\s*<td>1</td>", shown)


def test_what_is_stored_stays_unless_the_files_value_is_chosen(officer, expected, changed_meanwhile):
    confirm(officer, changed_meanwhile)
    assert (expected("2.1").value.numerator, expected("2.2").value.numerator) == (2, 13_300)


def test_the_files_value_can_be_chosen(officer, expected, changed_meanwhile):
    confirm(officer, changed_meanwhile, ticked=expected("2.1").key)
    assert expected("2.1").value.numerator == 1


def test_what_the_file_did_not_touch_is_not_in_conflict(officer, expected, people):
    data = filled(book_of(officer), {"2.2": RATIO})
    mine = expected("2.1")
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, version=mine.value.version, by=people["performance"],
        entered=Entered(numerator=Decimal(2), denominator=Decimal(4)),
    )  # fmt: skip
    page = upload(officer, data)
    assert "meanwhile" not in text(page)
    confirm(officer, page)
    assert expected("2.1").value.numerator == 2


def test_a_value_changed_between_check_and_confirmation_stops_the_whole_file(officer, signed_in, expected, people):
    page = upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}, "2.2": RATIO}))
    mine = expected("2.1")
    save_value(
        indicator=mine.indicator, period=mine.period, unit=None, version=mine.value.version, by=people["performance"],
        entered=Entered(numerator=Decimal(2), denominator=Decimal(4)),
    )  # fmt: skip
    after = confirm(officer, page)
    assert "The file was checked again" in text(after)
    assert "Changed by somebody else meanwhile" in text(after)
    assert (expected("2.1").value.numerator, expected("2.2").value) == (2, None)


def test_confirming_twice_has_one_effect(officer, expected):
    page = upload(officer, filled(book_of(officer), {"2.1": {"Numerator": 1}}))
    confirm(officer, page)
    once = expected("2.1").value.version
    assert "was saved already" in text(confirm(officer, page))
    assert expected("2.1").value.version == once


def test_one_file_uploaded_twice_before_it_is_confirmed_has_one_effect(officer, expected):
    data = filled(book_of(officer), {"2.1": {"Numerator": 1}})
    pages = [upload(officer, data), upload(officer, data)]
    confirm(officer, pages[0])
    once = expected("2.1").value.version
    assert "No changes." in text(confirm(officer, pages[1]))
    assert expected("2.1").value.version == once


def test_somebody_elses_upload_is_not_found(officer, signed_in):
    page = upload(officer, officer.get(WORKBOOK).content)
    assert signed_in("performance").get(page.redirect_chain[-1][0]).status_code == 404
