"""What a typed figure would mean: status, questions, and what has to be explained before it is submitted."""

from decimal import Decimal

import pytest
from django.utils import timezone

from indicators.entering.checking import Entered
from indicators.entering.previews import Previewer, open_questions
from indicators.entering.services import NotComplete, submit_values
from indicators.expecting.expected import ExpectedEntry, expected_in
from indicators.models import CollectionUnit, Indicator, Value
from strategy_portal.domain.status import Status
from tests.conftest import ON

from .conftest import figure


@pytest.fixture
def all_expected(wlc, quarter, people):
    return {
        (expected.indicator.reference, str(expected.unit) if expected.unit else ""): expected
        for expected in expected_in(people["performance"], wlc, quarter, ON)
    }


@pytest.fixture
def preview(all_expected, on):
    previewer = Previewer(list(all_expected.values()), on)

    def preview(reference: str, unit: str = "", **entered):
        numbers = {name: Decimal(number) for name, number in entered.items() if name != "availability"}
        return previewer.of(all_expected[reference, unit], Entered(**{**entered, **numbers}))

    return preview


def test_a_figure_on_target_would_be_green_and_needs_no_word(preview):
    seen = preview("2.2", numerator=13_600, denominator=17_500)
    assert (seen.status, seen.needs_commentary, seen.questions) == (Status.GREEN, False, ())


@pytest.mark.parametrize(("numerator", "status"), [(13_000, Status.AMBER), (12_000, Status.RED)])
def test_a_figure_off_target_has_to_be_explained(numerator, status, preview):
    seen = preview("2.2", numerator=numerator, denominator=17_500)
    assert (seen.status, seen.needs_commentary) == (status, True)


def test_a_figure_that_is_not_available_has_to_be_explained(preview):
    assert preview("2.2", availability="not-available").needs_commentary


def test_a_sum_is_previewed_as_the_year_to_date(preview):
    """rules 5.2"""
    assert preview("4.4", number=2).standing.span_label == "2026/27 to the end of Q2"


@pytest.fixture
def preview_of(indicator_of, wlc, on):
    """`preview_of("4.4", "2026-27-Q3", number=0)`, with what is entered of the periods before."""

    def preview_of(reference: str, period: str, unit: str = "", **entered):
        row = wlc.periods.select_related("strategy").get(slug=period)
        place = CollectionUnit.objects.get(strategy=wlc, name=unit) if unit else None
        expected = ExpectedEntry(indicator_of(reference), row, place, None)
        return Previewer([expected], on).of(expected, figure(**entered))

    return preview_of


def test_a_sum_counts_the_quarters_before_that_are_entered_and_not_approved_yet(preview_of):
    """rules 5.2: of 3 a year, 1 in Q1, 0 in Q2 that waits and 0 in Q3 are 1 where 2.25 are due."""
    seen = preview_of("4.4", "2026-27-Q3", number=0)
    assert (seen.status, seen.standing.value_text, seen.standing.target_text) == (Status.RED, "1", "2.25")


@pytest.fixture
def nothing_in_q2(indicator_of) -> None:
    Value.objects.filter(indicator=indicator_of("4.4"), period__slug="2026-27-Q2").delete()


def test_a_poor_quarter_is_explained_even_while_an_earlier_one_is_missing(nothing_in_q2, preview_of):
    """rules 5.3: the year to date is incomplete, so Q3 is held against its own 0.75 of the year's 3."""
    seen = preview_of("4.4", "2026-27-Q3", number=0)
    assert (seen.status, seen.standing.target_text, seen.needs_commentary) == (Status.RED, "0.75", True)


def test_one_unit_of_a_sum_has_no_target_of_its_own(preview_of):
    """rules 4.2: 3 together are the target; one unit's 1 is neither red nor to be explained."""
    Indicator.objects.filter(key_output__outcome__number=4, order=4).update(level="units", across_units="sum")
    seen = preview_of("4.4", "2026-27-Q2", "Housing", number=1)
    assert (seen.status, seen.needs_commentary) == (Status.NO_TARGET, False)


def test_the_same_figure_is_asked_about_even_if_the_one_before_waits_for_approval(preview_of):
    """rules 1.5: Q2 is 0."""
    assert "same-as-last" in [each.key for each in preview_of("4.4", "2026-27-Q3", number=0).questions]


def test_the_figure_of_a_period_further_back_is_not_that_of_the_period_before(nothing_in_q2, preview_of):
    """rules 1.5: Q1 was 1."""
    assert "same-as-last" not in [each.key for each in preview_of("4.4", "2026-27-Q3", number=1).questions]


def test_a_units_own_figure_is_compared_with_the_organisations_target(preview):
    seen = preview("1.1", "Customer contact", numerator=300, denominator=400)
    assert (seen.standing.value_text, seen.status) == ("75.0%", Status.RED)


def test_a_jump_is_questioned(preview):
    """rules 1.5"""
    assert [question.key for question in preview("2.2", numerator=1_000, denominator=17_500).questions] == ["jump"]


def test_a_units_figure_is_compared_with_its_own_figures_before(preview):
    asked = [each.key for each in preview("1.1", "Planning", numerator=1, denominator=1, respondents=1).questions]
    assert "few-respondents" in asked


def test_previews_of_many_places_take_a_fixed_number_of_queries(all_expected, on, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        previewer = Previewer(list(all_expected.values()), on)
        for expected in all_expected.values():
            previewer.of(expected, Entered(numerator=Decimal(1), denominator=Decimal(2)))


# --- Before it is submitted ------------------------------------------------------------------------------------------


def test_a_figure_off_target_is_not_submitted_without_commentary(enter, people):
    value = enter("2.2", "2026-27-Q2", numerator=13_000, denominator=17_500, why="")
    with pytest.raises(NotComplete, match=r"2\.2"):
        submit_values([value], by=people["officer"], at=timezone.now())


def test_a_figure_on_target_is_submitted_without_commentary(enter, people):
    nothing = {"what_happened": "", "why": "", "what_next": ""}
    value = enter("2.2", "2026-27-Q2", numerator=13_600, denominator=17_500, **nothing)
    assert submit_values([value], by=people["officer"], at=timezone.now()) == 1


def test_an_open_question_keeps_a_value_from_being_submitted(enter, people):
    """rules 1.5: a question that the officer can answer, not a refusal."""
    with pytest.raises(NotComplete, match=r"2\.2"):
        submit_values([enter("2.2", "2026-27-Q2", numerator=1_000, denominator=17_500)], by=people["officer"],
                      at=timezone.now())  # fmt: skip


def test_an_answered_question_does_not_and_the_answer_is_kept(enter, preview, people):
    """rules 1.5"""
    (question,) = preview("2.2", numerator=1_000, denominator=17_500).questions
    answers = [{"key": question.key.value, "text": question.text, "answer": "The line was down for two months."}]
    value = enter("2.2", "2026-27-Q2", numerator=1_000, denominator=17_500, answers=answers)
    submit_values([value], by=people["officer"], at=timezone.now())
    assert Value.objects.get(pk=value.pk).answers[0]["answer"] == "The line was down for two months."


def test_an_answer_to_an_earlier_figure_does_not_reach_the_approver(enter, preview, people):
    """rules 1.5"""
    (question,) = preview("2.2", numerator=1_000, denominator=17_500).questions
    answers = [{"key": question.key.value, "text": question.text, "answer": "The line was down."}]
    value = enter("2.2", "2026-27-Q2", numerator=13_600, denominator=17_500, answers=answers)
    submit_values([value], by=people["officer"], at=timezone.now())
    assert Value.objects.get(pk=value.pk).answers == []


def test_an_answer_to_an_earlier_figure_does_not_hold_for_another(preview):
    (question,) = preview("2.2", numerator=1_000, denominator=17_500).questions
    other = preview("2.2", numerator=2_000, denominator=17_500)
    assert open_questions(other, [{"key": "jump", "text": question.text, "answer": "Yes"}]) == list(other.questions)
