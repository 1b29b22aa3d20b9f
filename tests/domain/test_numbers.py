"""Rules 1: numbers from entry to print."""

import ast
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategy_portal.domain
from strategy_portal.domain.numbers import Missing, NotANumber, exact, mean, parse, printed, ratio, sum_texts, total

from .drawing import figures, half_up, numeric, percent, places, plain, positives

NO_FIGURES = "similarity"
"""Puts texts in an order for a person to look at."""

MODULES = sorted(path for path in Path(strategy_portal.domain.__file__).parent.glob("*.py") if path.stem != NO_FIGURES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_float_is_written_in_the_rules(path):
    """Rules 1.1."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    assert not [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not [node for node in nodes if isinstance(node, ast.Name) and node.id == "float"]


@pytest.mark.parametrize("calculate", [lambda: mean([0.5]), lambda: ratio(Decimal(1), 0.5)])
def test_a_float_is_refused(calculate):
    """Rules 1.1."""
    with pytest.raises(TypeError):
        calculate()


@given(figures, positives, places)
def test_every_result_is_a_decimal(number, other, decimals):
    """Rules 1.1."""
    made = [parse(str(number)), printed(number, decimals), ratio(number, other), mean([number, other]), exact(number)]
    assert {type(result) for result in made} == {Decimal}


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("84.96", 1, "85.0"),
        ("84.95", 1, "85.0"),
        ("84.9499", 1, "84.9"),
        ("84.9499", 2, "84.95"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("85", 1, "85.0"),
        ("1234.5", 0, "1,235"),
        ("0", 2, "0.00"),
    ],
)
def test_rounding_is_half_up(number, decimals, text):
    """Rules 1.2."""
    assert plain(decimals).text(Decimal(number)) == text


def test_a_figure_is_not_rounded_on_the_way():
    """Rules 1.2: once, at the end. By way of 84.95 the figure would become 85.0."""
    assert printed(ratio(Decimal("84946"), Decimal("100000"), Decimal(100)), 1) == Decimal("84.9")


@given(figures, positives, st.sampled_from([1, 7, 12, 100, 1000]), places)
def test_a_ratio_prints_as_exact_arithmetic_would(numerator, denominator, factor, decimals):
    """Rules 1.2."""
    exactly = Fraction(numerator) * factor / Fraction(denominator)
    assert printed(ratio(numerator, denominator, Decimal(factor)), decimals) == half_up(exactly, decimals)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=6), places)
def test_a_mean_of_ratios_prints_as_exact_arithmetic_would(pairs, decimals):
    """Rules 1.2."""
    exactly = sum(Fraction(top, bottom) for top, bottom in pairs) / len(pairs)
    numbers = [ratio(Decimal(top), Decimal(bottom)) for top, bottom in pairs]
    assert printed(mean(numbers), decimals) == half_up(exactly, decimals)


def test_ninths_that_add_up_to_a_half_round_up():
    """Rules 1.2: nine times 22.2 recurring and 0.5 have the mean 20.05."""
    ninth = ratio(Decimal(2), Decimal(9), Decimal(100))
    assert printed(mean([ninth] * 9 + [Decimal("0.5")]), 1) == Decimal("20.1")


def test_a_ratio_divides_last():
    """Rules 1.2: 15 of 14 sevenfold is 7.5 and rounds up."""
    assert ratio(Decimal(15), Decimal(14), Decimal(7)) == Decimal("7.5")


@pytest.mark.parametrize("number", ["2.999999999999999999999999999", "3.000000000000000000000000001"])
def test_what_a_division_lost_is_put_back(number):
    assert exact(Decimal(number)) == 3


@pytest.mark.parametrize("number", ["3.333333333333333333333333333", "3.00000000001", "12345678901.2345"])
def test_what_a_division_did_not_lose_stays(number):
    assert exact(Decimal(number)) == Decimal(number)


@pytest.mark.parametrize("number", ["-0.04", "-0", "0.04", "0"])
def test_what_rounds_to_zero_prints_without_a_sign(number):
    assert plain(1).text(Decimal(number)) == "0.0"


@given(figures)
def test_an_entered_figure_is_exact_already(number):
    assert str(exact(number)) == str(number)


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_empty_is_never_zero(text):
    """Rules 1.4."""
    assert parse(text) is Missing.NOT_ENTERED


@pytest.mark.parametrize(
    ("text", "amount"), [("£1,200", "1200"), ("£ 84.50", "84.50"), ("-£5", "-5"), ("€7", "7"), ("1,200", "1200")]
)
def test_an_amount_of_money_may_have_the_sign_of_its_currency(text, amount):
    assert parse(text, money=True) == Decimal(amount)


@pytest.mark.parametrize(("text", "money"), [("£1,200", False), ("££5", True), ("5£", True), ("£", True)])
def test_the_sign_of_a_currency_anywhere_else_is_no_number(text, money):
    with pytest.raises(NotANumber):
        parse(text, money=money)


@pytest.mark.parametrize("text", ["0", "0.0", "-0", "0%"])
def test_zero_is_a_value(text):
    """Rules 1.4."""
    assert isinstance(parse(text), Decimal)
    assert parse(text) == 0
    assert plain(0).text(parse(text)) == "0"


@pytest.mark.parametrize("reason", Missing)
def test_what_is_missing_never_prints_as_a_number(reason):
    """Rules 1.4."""
    assert not any(letter.isdigit() for letter in percent(1).text(reason))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("84.5", "84.5"), (" 84.5 ", "84.5"), ("84.5%", "84.5"), ("84.5 %", "84.5"), ("1,234", "1234"),
        ("1,234,567.8", "1234567.8"), ("12 345", "12345"), ("12\N{NO-BREAK SPACE}345", "12345"), ("-3", "-3"),
        ("\N{MINUS SIGN}3", "-3"), ("- 3", "-3"), ("+3", "3"), (".5", "0.5"), ("5.", "5"), ("007", "7"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text, number):
    assert parse(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "84,5", "1,23", "12,3456", "1,2,3", "1 2", "8.4.5", "abc", "85 or so", "-", ".", "%", "5%%", "1e5", "1_000",
        "nan", "Infinity", "5-3", "£5", "٣",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_what_was_typed(text):
    with pytest.raises(NotANumber) as refused:
        parse(text)
    assert refused.value.text == text
    assert text in str(refused.value)


@given(figures, numeric)
def test_a_printed_figure_can_be_typed_in_again(number, format):
    """Rules 1: nothing is lost between print and entry."""
    assert parse(format.text(number)) == format.rounded(number)


@given(figures)
def test_a_zero_denominator_never_gives_a_number(numerator):
    """Rules 3.2."""
    assert ratio(numerator, Decimal(0), Decimal(100)) is Missing.CANNOT_BE_COMPUTED


def test_the_mean_of_nothing_is_not_a_number():
    assert mean([]) is Missing.CANNOT_BE_COMPUTED


@pytest.mark.parametrize(("numerator", "factor", "value"), [(120, 100, 120), (-5, 100, -5), (41, 1000, 410)])
def test_a_percentage_is_not_clamped(numerator, factor, value):
    """Rules 1.5 and 3.2: percent, and a rate per 1,000."""
    assert ratio(Decimal(numerator), Decimal(100), Decimal(factor)) == value


@given(
    st.lists(st.decimals(-1000, 1000, places=20) | st.decimals(-99, 99, places=3), min_size=2, max_size=6),
    places,
)
def test_a_printed_sum_never_contradicts_itself(numbers, decimals):
    """Rules 7.6 and 1.2: whoever adds the parts gets the whole, or reads that it is rounded."""
    format = plain(decimals)
    parts, whole = sum_texts(numbers, format)
    added = sum((Decimal(part.replace(",", "")) for part in parts), Decimal(0))
    shown, _, mark = whole.partition(", ")
    assert shown == format.text(total(numbers))
    assert format.text(added) == shown
    assert (mark == "") is (added == Decimal(shown.replace(",", "")))


def test_a_sum_is_printed_with_more_places_only_where_its_parts_do_not_add_up():
    """Rules 7.6."""
    one = plain(1)
    assert sum_texts([Decimal("10.12"), Decimal("11.73")], one) == (["10.12", "11.73"], "21.9, rounded")
    assert sum_texts([Decimal("10.11"), Decimal("11.72")], one) == (["10.1", "11.7"], "21.8")
