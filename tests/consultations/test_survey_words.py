"""What survey tools write around what people said is known: signs, words for no answer, headings, moments."""

import pytest
from django.utils.timezone import localtime

from consultations.answering.survey_words import choice_named, choices_in, moments, question_of

KNOWN = {"livingston", "bathgate", "by bus, or on foot"}
QUESTIONS = {
    "saturday": "The desk should open on Saturdays",
    "often": "How often do you come?",
    "age": "Age",
    "why": "Why do you come to the desk, and what would you rather do from home if you could?",
}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Livingston, Bathgate", ["Livingston", "Bathgate"]),
        ("Livingston;Bathgate;", ["Livingston", "Bathgate"]),
        ("Livingston\nBathgate", ["Livingston", "Bathgate"]),
        ("By bus, or on foot", ["By bus, or on foot"]),
        ("Livingston,By bus, or on foot", ["Livingston", "By bus, or on foot"]),
        ("Livingston, near the station", ["Livingston, near the station"]),
    ],
)
def test_several_choices_in_one_cell_are_parted_where_each_part_is_known(cell, found):
    assert choices_in(cell, KNOWN) == found


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("The desk should open on Saturdays", "saturday"),
        ("Q1. The desk should open on Saturdays", "saturday"),
        ("1) The desk should open on saturdays (choose one)", "saturday"),
        ("Question 2: How often do you come? - Response", "often"),
        ("[Q2] How often do you come", "often"),
        ("Q3 Age", "age"),
        ("What language do you speak at this age?", None),
        ("Why do you come to the desk, and what w...", "why"),
        ("IP address", None),
    ],
)
def test_a_heading_is_known_despite_what_stands_around_it(heading, found):
    assert question_of(heading, QUESTIONS) == found


def test_a_column_about_one_choice_is_known_by_the_end_of_its_heading():
    assert choice_named("Q3. What do you use? - Bathgate", ["Livingston", "Bathgate"]) == "Bathgate"
    assert choice_named("Q3. What do you use?", ["Livingston", "Bathgate"]) is None


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["05/11/2026 10:23", "13/11/2026"], ["2026-11-05 10:23", "2026-11-13 00:00"]),
        (["11/05/2026 10:23:00 AM", "11/13/2026 1:00:00 PM"], ["2026-11-05 10:23", "2026-11-13 13:00"]),
        (["2026-11-05T10:23:44Z", "2026-11-05"], ["2026-11-05 10:23", "2026-11-05 00:00"]),
        (["5 November 2026", "soon"], ["2026-11-05 00:00", None]),
    ],
)
def test_moments_are_read_with_the_day_first_unless_only_the_other_way_reads_all(texts, found):
    read = moments(texts).values()
    assert [each and f"{localtime(each):%Y-%m-%d %H:%M}" for each in read] == found
