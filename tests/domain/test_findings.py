"""Rules 10: shares with their base, themes, breakdowns that reveal nobody, coders' agreement."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.findings import (
    Breakdown,
    Share,
    coder_agreement,
    cumulative_shares,
    hide_small_cells,
    is_hidden_whole,
    theme_shares,
)
from strategy_portal.domain.numbers import Missing

SMALLEST = 5
tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 12), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
comments = st.lists(st.sets(st.integers(1, 30)), max_size=6)
judgements = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30)


def lines(shown: Breakdown) -> list[list[int | None]]:
    """Rows and columns, each with its total last."""
    rows = [[*row, total] for row, total in zip(shown.cells, shown.row_totals, strict=True)]
    rows.append([*shown.column_totals, shown.total])
    return rows + [list(column) for column in zip(*rows, strict=True)]


def with_totals(cells: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def test_a_share_names_its_own_base():
    """Rules 10.2: 51.8% of those who answered the question, not of all responses."""
    share = Share(3_084, 5_953)
    assert (share.base, share.text) == (5_953, "51.8%")


def test_a_share_of_nobody_cannot_be_computed():
    """Rules 10.2."""
    assert Share(0, 0).percent is Missing.CANNOT_BE_COMPUTED


def test_a_comment_with_two_themes_counts_for_each_of_them():
    """Rules 10.4."""
    assert theme_shares([{1, 2, 3}, {3, 4}], 10) == [Share(3, 10), Share(2, 10)]


def test_a_comment_with_two_themes_counts_once_in_the_cumulative_share():
    """Rules 10.4."""
    assert cumulative_shares([{1, 2, 3}, {3, 4}], 10) == [Share(3, 10), Share(4, 10)]


@given(comments)
def test_a_cumulative_share_never_falls_and_never_passes_the_sum(themes):
    """Rules 10.4."""
    cumulative = [share.count for share in cumulative_shares(themes, 30)]
    own = [share.count for share in theme_shares(themes, 30)]
    assert cumulative == sorted(cumulative)
    assert all(whole <= sum(own[: place + 1]) for place, whole in enumerate(cumulative))


@given(tables)
def test_nothing_small_is_shown(cells):
    """Rules 10.5."""
    assert all(
        count is None or count >= SMALLEST for line in lines(hide_small_cells(cells, SMALLEST)) for count in line
    )


@given(tables)
def test_what_is_shown_is_true(cells):
    """Rules 10.5."""
    shown = lines(hide_small_cells(cells, SMALLEST))[: len(cells) + 1]
    for printed, true in zip(shown, with_totals(cells), strict=True):
        assert all(count in (None, own) for count, own in zip(printed, true, strict=True))


@given(tables)
def test_what_a_line_leaves_for_the_hidden_is_not_small_either(cells):
    """Rules 10.5."""
    for *parts, total in lines(hide_small_cells(cells, SMALLEST)):
        if total is not None and None in parts:
            assert total - sum(count for count in parts if count is not None) >= SMALLEST


@given(tables)
def test_no_hidden_count_can_be_worked_out_from_what_is_shown(cells):
    """Rules 10.5: what could be subtracted to reveal a count is hidden as well."""
    assert not determined(hide_small_cells(cells, SMALLEST))


def determined(shown: Breakdown) -> set[tuple[int, int]]:
    """The hidden cells that the sums fix: those with an equation of their own once all are solved."""
    rows = len(shown.cells) + 1
    across = lines(shown)[:rows]
    unknown = [(r, c) for r, row in enumerate(across) for c, count in enumerate(row) if count is None]
    last = (rows - 1, len(across[0]) - 1)
    equations = [[sign(r, last[1], c) if r == line else 0 for r, c in unknown] for line in range(rows)]
    equations += [[sign(c, last[0], r) if c == line else 0 for r, c in unknown] for line in range(last[1] + 1)]
    return {unknown[row.index(1)] for row in solved(equations) if sum(map(bool, row)) == 1}


def sign(_line: int, end: int, place: int) -> int:
    return -1 if place == end else 1


def solved(equations: list[list[int]]) -> list[list[Fraction]]:
    """In reduced row echelon form."""
    rows = [[Fraction(number) for number in equation] for equation in equations]
    done = 0
    for column in range(len(rows[0])):
        pivot = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [number / rows[done][column] for number in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                rows[row] = [a - rows[row][column] * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    return rows[:done]


def test_the_solver_of_these_tests_finds_what_a_careless_table_gives_away():
    careless = Breakdown(((None, 20), (30, 40)), (22, 70), (32, 60), 92)
    assert determined(careless) == {(0, 0)}


def test_a_table_without_small_counts_is_shown_whole():
    """Rules 10.5."""
    shown = hide_small_cells([[10, 20], [30, 40]], SMALLEST)
    assert shown == Breakdown(((10, 20), (30, 40)), (30, 70), (40, 60), 100)


def test_one_small_count_hides_three_more_of_its_square_and_no_total():
    """Rules 10.5."""
    shown = hide_small_cells([[2, 20, 30], [25, 40, 50]], SMALLEST)
    assert shown == Breakdown(((None, None, 30), (None, None, 50)), (52, 115), (27, 60, 80), 167)


@given(tables, st.data())
def test_nothing_of_few_respondents_is_shown_nor_left_over_however_much_they_said(cells, data):
    """Rules 10.5."""
    people = [[data.draw(st.integers(min(count, 1), count)) for count in row] for row in cells]
    shown = hide_small_cells(cells, SMALLEST, people)
    for printed, total, true in zip(shown.cells, shown.row_totals, people, strict=True):
        assert all(count is None or number >= SMALLEST for count, number in zip(printed, true, strict=True))
        left = [number for count, number in zip(printed, true, strict=True) if count is None]
        assert total is None or not left or sum(left) >= SMALLEST
    assert not determined(shown)


def test_coders_who_always_agree_have_a_kappa_of_one():
    agreement = coder_agreement([(True, True), (False, False), (False, False)])
    assert (agreement.both, agreement.percent, agreement.kappa) == (3, 100, 1)


def test_agreement_that_chance_explains_has_a_kappa_of_nought():
    agreement = coder_agreement([(True, True), (True, False), (False, True), (False, False)])
    assert (agreement.percent, agreement.kappa) == (50, 0)


def test_the_textbook_example_of_kappa():
    """20 yes together, 15 no together, 5 and 10 apart: 70% agreement, kappa 0.4."""
    agreement = coder_agreement(
        [(True, True)] * 20 + [(False, False)] * 15 + [(True, False)] * 5 + [(False, True)] * 10
    )
    assert (agreement.percent, agreement.kappa) == (70, Decimal("0.4"))


@pytest.mark.parametrize("said", [True, False])
def test_where_both_always_say_the_same_there_is_no_kappa(said):
    assert coder_agreement([(said, said)] * 4).kappa is Missing.CANNOT_BE_COMPUTED


def test_of_comments_that_only_one_has_read_there_is_no_agreement():
    agreement = coder_agreement([])
    assert (agreement.percent, agreement.kappa) == (Missing.CANNOT_BE_COMPUTED, Missing.CANNOT_BE_COMPUTED)


@given(judgements)
def test_who_comes_first_does_not_matter(pairs):
    swapped = [(other, one) for one, other in pairs]
    assert coder_agreement(pairs) == coder_agreement(swapped)


@given(st.integers(0, 30), st.integers(1, 10))
def test_a_question_is_hidden_whole_exactly_if_a_few_answered_it(answered, smallest):
    """Rules 10.5: that nobody answered gives nobody away."""
    assert is_hidden_whole(answered, smallest) is (answered in range(1, smallest))
