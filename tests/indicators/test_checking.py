"""What makes an entry valid (rules 1.4, 1.5, 3.2): `check` names the input to be changed, and why."""

from decimal import Decimal

import pytest

from indicators.entering.checking import Entered, Unreadable, check, completed, read_figure
from indicators.models import Indicator, ReportingPeriod

SHARE = {"measure": "percentage", "numerator_label": "Answered", "denominator_label": "Calls"}
SURVEY = {"level": "units", "measure": "percentage", "answer_labels": ["Yes", "No"], "answers_that_count": 1}


def wrong(indicator: dict, **entered) -> dict[str, str]:
    numbers = {
        name: Decimal(each) if isinstance(each, str) and name in FIGURES else each for name, each in entered.items()
    }
    return check(Indicator(**indicator), Entered(**numbers), period=ReportingPeriod())


FIGURES = ("number", "numerator", "denominator", "respondents")


@pytest.mark.parametrize(
    ("indicator", "entered", "field", "text"),
    [
        ({"measure": "number"}, {"number": "123456789012"}, "number", "too many digits"),
        ({"measure": "number"}, {"number": "1.23456"}, "number", "too many digits"),
        ({"measure": "count"}, {"number": "1.5"}, "number", "a whole number of 0 or more"),
        ({"measure": "level"}, {"number": "-1"}, "number", "a whole number of 0 or more"),
        ({"measure": "yes-no"}, {"number": "2"}, "number", "neither yes nor no"),
        (SHARE, {"numerator": "-1", "denominator": "5"}, "numerator", "too small"),
        (SHARE, {"numerator": "1"}, "denominator", "Enter calls as well"),
        (SHARE, {"denominator": "1"}, "numerator", "Enter answered as well"),
        (SHARE, {"numerator": "1", "denominator": "0"}, "denominator", "divided by zero"),
        (SHARE | {"numerator_is_part": True}, {"numerator": "6", "denominator": "5"}, "numerator", "a part can’t be"),
        (SHARE | {"level": "units"}, {"respondents": "1.5"}, "respondents", "not a whole number"),
        (SURVEY, {"answer_counts": {"Yes": 3}}, "count-1", "how many answered “No”"),
        (SURVEY, {"answer_counts": {"Yes": 0, "No": 0}}, "count-0", "Nobody answered"),
        (SHARE, {"availability": "not-available"}, "reason", "Say why there is no value"),
        (SHARE, {"availability": "suspended", "reason": "Flood", "numerator": "1"}, "numerator", "Clear the figure"),
    ],
)
def test_a_wrong_entry_names_the_input_and_says_why(indicator, entered, field, text):
    found = wrong(indicator, **entered)
    assert list(found) == [field]
    assert text in found[field]


@pytest.mark.parametrize(
    ("indicator", "entered"),
    [
        ({"measure": "number"}, {}),
        ({"measure": "number"}, {"number": "-1.5"}),
        (SHARE, {"numerator": "6", "denominator": "5"}),
        (SHARE, {"availability": "not-available", "reason": "Survey postponed"}),
        (SURVEY, {"answer_counts": {"Yes": 0, "No": 4}}),
    ],
)
def test_an_entry_may_be_empty_and_a_share_may_pass_its_whole(indicator, entered):
    assert wrong(indicator, **entered) == {}


def test_what_could_not_be_read_is_not_said_to_be_missing():
    entered = Entered(denominator=Decimal(5))
    assert check(Indicator(**SHARE), entered, period=ReportingPeriod(), unread=["numerator"]) == {}


def test_the_counts_of_answers_make_the_figure():
    entered = completed(Indicator(**SURVEY), Entered(answer_counts={"Yes": Decimal(3), "No": Decimal(1)}))
    assert (entered.numerator, entered.denominator, entered.respondents) == (3, 4, 4)


@pytest.mark.parametrize("name", ["numerator", "denominator", "respondents"])
def test_what_is_counted_takes_no_percent_sign(name):
    """Rules 3.2: 45% of the calls are no 45 calls."""
    with pytest.raises(Unreadable, match="“45 %” is a percentage"):
        read_figure(Indicator(**SHARE), name, "45 %")
    assert read_figure(Indicator(measure="percentage"), "number", "45 %") == 45
