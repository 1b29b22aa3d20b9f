"""Rules 1 and 3.2: indicators made from others by a formula; inputs first, then the formula."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.formulas import (
    DEEPEST,
    LONGEST,
    Circle,
    WrongFormula,
    check_for_circles,
    in_order,
    parse,
)
from strategy_portal.domain.numbers import PERCENT, Missing, printed

from .drawing import figures, half_up

KNOWN = {"1.2": Decimal(2431), "1.3": Decimal(2830), "2.10": Decimal(-4)}


def result(text: str, **more):
    return parse(text).evaluate(KNOWN | more)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("[1.2]", "2431"),
        ("[1.2] + [1.3]", "5261"),
        ("[1.2]-[1.3]", "-399"),
        ("2 + 3 * [2.10]", "-10"),
        ("(2 + 3) * [2.10]", "-20"),
        ("20 - 5 - [2.10]", "19"),
        ("20 / 5 / [2.10]", "-1"),
        ("-[2.10]", "4"),
        ("2 * -[2.10]", "8"),
        ("- - [2.10]", "-4"),
        ("[ 2.10 ] × 2 ÷ 4 − 1", "-3"),
        ("1,000 + [2.10]", "996"),
        ("0.5 * [2.10]", "-2"),
        ("[1.2]/3*3", "2431"),
        ("[2.10] * 0", "0"),
    ],
)
def test_a_formula_is_worked_out_as_at_school(text, number):
    """Rules 3.2: multiplication before addition, left before right."""
    assert result(text) == Decimal(number)


def test_a_result_is_rounded_nowhere_on_the_way():
    """Rules 1.2."""
    assert result("[1.2] / 7 * 7 - [1.2]") == 0
    assert printed(result("[1.2] / [1.3] * 100"), 1) == Decimal("85.9")


expressions = st.recursive(
    st.one_of(
        st.sampled_from(["[1.2]", "[1.3]", "[2.10]"]).map(lambda name: (name, Fraction(KNOWN[name.strip("[]")]))),
        st.integers(0, 99).map(lambda number: (str(number), Fraction(number))),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} + {two[1][0]})", two[0][1] + two[1][1])),
        st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} − {two[1][0]})", two[0][1] - two[1][1])),
        st.tuples(inner, inner).map(lambda two: (f"({two[0][0]}*{two[1][0]})", two[0][1] * two[1][1])),
        inner.map(lambda one: (f"(-{one[0]})", -one[1])),
    ),
    max_leaves=8,
)


@given(expressions, figures.filter(bool))
def test_any_formula_comes_out_as_exact_arithmetic_would(expression, divisor):
    """Rules 1.1 and 1.2, at six decimals."""
    text, exactly = expression
    found = parse(f"{text} / [9.9]").evaluate(KNOWN | {"9.9": divisor})
    assert type(found) is Decimal
    assert printed(found, 6) == half_up(exactly / Fraction(divisor), 6)


@pytest.mark.parametrize("text", ["[1.2] / 0", "1 / ([1.2] - [1.2])", "[1.2] / 3 * 0 / (1 / 3 - [1.2] / 7293)"])
def test_a_zero_divisor_cannot_be_computed(text):
    """Rules 3.2: never 0, also where only exact arithmetic sees the zero."""
    assert parse(text).evaluate({"1.2": Decimal(2431)}) is Missing.CANNOT_BE_COMPUTED


NOT_ENTERED, NOT_AVAILABLE, NOT_APPLICABLE = Missing.NOT_ENTERED, Missing.NOT_AVAILABLE, Missing.NOT_APPLICABLE
INCOMPLETE, CANNOT = Missing.INCOMPLETE, Missing.CANNOT_BE_COMPUTED


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (NOT_ENTERED, NOT_ENTERED, NOT_ENTERED),
        (NOT_AVAILABLE, NOT_AVAILABLE, NOT_AVAILABLE),
        (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE),
        (NOT_ENTERED, Decimal(5), INCOMPLETE),
        (INCOMPLETE, Decimal(5), INCOMPLETE),
        (NOT_ENTERED, NOT_AVAILABLE, INCOMPLETE),
        (NOT_AVAILABLE, Decimal(5), NOT_AVAILABLE),
        (CANNOT, Decimal(0), CANNOT),
        (NOT_AVAILABLE, NOT_APPLICABLE, NOT_AVAILABLE),
    ],
)
def test_a_missing_input_makes_the_result_missing(one, other, reason):
    """Rules 1.4 and 5.3: never counted as zero."""
    assert parse("[1.1] + [1.2]").evaluate({"1.1": one, "1.2": other}) is reason
    assert parse("[1.1] + [1.2]").evaluate({"1.1": other, "1.2": one}) is reason


@given(st.sampled_from(Missing), figures)
def test_no_missing_input_ever_gives_a_number(reason, number):
    """Rules 1.4: not even times nought."""
    assert isinstance(parse("0 * [1.1] + [1.2]").evaluate({"1.1": reason, "1.2": number}), Missing)


def test_an_indicator_that_was_not_handed_in_is_not_entered():
    """Rules 1.4."""
    assert parse("[1.1]").evaluate({}) is NOT_ENTERED


def test_a_formula_names_each_reference_once_in_their_order():
    assert parse("[1.3] / ([1.2] + [1.3]) * 100").references == ("1.3", "1.2")


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 1, "nothing is written"),
        ("  ", 1, "nothing is written"),
        ("5 * 100", 1, "no indicator is named"),
        ("1.2 / 1.3", 1, "no indicator is named"),
        ("[1.2] / [abc]", 9, "a reference is an indicator’s number in square brackets"),
        ("[1.2", 1, "a reference is an indicator’s number in square brackets"),
        ("[12] + 1", 1, "a reference is an indicator’s number in square brackets"),
        ("[1.2] % 3", 7, "“%” can’t stand in a formula"),
        ("[1.2] ** 2", 8, "is missing here"),
        ("[1.2] ^ 2", 7, "“\\^” can’t stand in a formula"),
        ("__import__('os') + [1.2]", 1, "“_” can’t stand in a formula"),
        ("[1.2] + ", 9, "is missing here"),
        ("[1.2] + )", 9, "is missing here"),
        ("* [1.2]", 1, "is missing here"),
        ("()", 2, "is missing here"),
        ("[1.2] [1.3]", 7, "two values stand side by side"),
        ("([1.2] [1.3])", 8, "two values stand side by side"),
        ("2 (3 + [1.2])", 3, "two values stand side by side"),
        ("84,5 * [1.2]", 3, "“,” can’t stand in a formula"),
        ("([1.2] + 3", 1, "this “\\(” is not closed"),
        ("5 * ([1.2] + (3)", 5, "this “\\(” is not closed"),
        ("[1.2] + 3)", 10, "this “\\)” closes nothing"),
        ("٣ + [1.2]", 1, "“٣” can’t stand in a formula"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(text, position, said):
    with pytest.raises(WrongFormula, match=said) as refused:
        parse(text)
    assert refused.value.position == position
    assert str(refused.value).startswith(f"At character {position}: ")


def position_refused(text: str) -> int | None:
    try:
        parse(text)
    except WrongFormula as refused:
        return refused.position
    return None


@given(st.text("[]().0123456789+-*/×÷− ,%abc", max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_a_place_in_it(text):
    """Nothing else can happen, least of all that it is run."""
    assert position_refused(text) in (None, *range(1, len(text) + 2))


def test_a_formula_has_a_length_and_a_depth():
    long, deep = "[1.2]" + "+1" * LONGEST, "(" * (DEEPEST + 1) + "[1.2]" + ")" * (DEEPEST + 1)
    for text in (long, deep, "-" * (DEEPEST + 1) + "[1.2]"):
        with pytest.raises(WrongFormula):
            parse(text)
    assert result("[1.2]" + "+1" * ((LONGEST - 5) // 2)) == 2431 + (LONGEST - 5) // 2
    assert result(deep[1:-1]) == 2431


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("[1.2] / [1.3] * 100", "[1.2] ÷ [1.3] × 100 = 2,431 ÷ 2,830 × 100 = 85.9%"),
        ("([1.3]−[1.2])+-[2.10]", "([1.3] − [1.2]) + −[2.10] = (2,830 − 2,431) + −(-4) = 403.0%"),
        ("-[1.2]", "−[1.2] = −2,431 = -2431.0%".replace("-2431", "-2,431")),
        ("[1.2] / [7.7]", "[1.2] ÷ [7.7] = 2,431 ÷ No value = Incomplete"),
        ("[1.2] / 0", "[1.2] ÷ 0 = 2,431 ÷ 0 = Can’t be computed"),
    ],
)
def test_an_auditor_can_redo_the_sum(text, working):
    """Rules 6.8."""
    assert parse(text).working(KNOWN, PERCENT) == working


def formulas(**typed: str):
    """`a1="[1.2]"` would not be a name, so `_1_1` stands for 1.1."""
    return {name[1:].replace("_", "."): parse(text) for name, text in typed.items()}


@pytest.mark.parametrize(
    ("found", "chain"),
    [
        (formulas(_1_1="[1.1] + 1"), {"1.1"}),
        (formulas(_1_1="[1.2]", _1_2="[1.1]"), {"1.1", "1.2"}),
        (formulas(_1_1="[1.2]", _1_2="[1.3] + [9.9]", _1_3="2 * [1.1]", _1_4="[1.1]"), {"1.1", "1.2", "1.3"}),
    ],
)
def test_a_circle_is_refused_and_named(found, chain):
    with pytest.raises(Circle) as refused:
        check_for_circles(found)
    named = refused.value.chain
    assert (set(named), named[0], len(named)) == (chain, named[-1], len(chain) + 1)
    assert all(needed in found[name].references for name, needed in pairwise(named))
    assert " needs ".join(named) in str(refused.value)


def test_formulas_without_a_circle_are_worked_out_after_what_they_need():
    found = formulas(_1_1="[1.2] + [1.3]", _1_2="[1.3]", _1_3="[9.9]", _1_4="[1.1] + [1.2]")
    check_for_circles(found)
    assert in_order(found) == ["1.3", "1.2", "1.1", "1.4"]


def test_a_long_chain_of_formulas_is_no_circle():
    chain = {f"1.{place}": parse(f"[1.{place + 1}]") for place in range(2000)}
    assert len(in_order(chain)) == 2000
    with pytest.raises(Circle):
        in_order(chain | {"1.2000": parse("[1.0]")})
