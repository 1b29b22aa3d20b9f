"""Comments that say nearly the same, and themes that a comment may have."""

import string

from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.similarity import Example, likeness, near_duplicates, runs, suggestions

LETTER = "Please keep the library in our village open on Saturdays because children need it"
texts = st.text(alphabet=string.ascii_lowercase[:6] + " ", max_size=60)


def test_a_letter_that_many_signed_is_one_group_whatever_they_added():
    comments = [(1, LETTER), (2, "More buses"), (3, f"{LETTER}. Yours, a parent"), (4, LETTER.upper()), (5, "No more")]
    assert near_duplicates(comments) == [[1, 3, 4]]


def test_the_largest_group_comes_first():
    assert near_duplicates([(1, "a b"), (2, "c d"), (3, "c d"), (4, "a b"), (5, "c d")]) == [[2, 3, 5], [1, 4]]


def test_texts_without_words_are_no_group():
    assert near_duplicates([(1, ""), (2, ""), (3, "?!")]) == []


def test_the_same_words_in_another_order_are_another_text():
    assert likeness(runs("one two three four five"), runs("five four three two one")) == 0


@given(st.lists(texts, max_size=12))
def test_nobody_is_in_two_groups_and_nobody_is_made_up(said):
    found = [key for group in near_duplicates(list(enumerate(said))) for key in group]
    assert len(found) == len(set(found))
    assert set(found) <= set(range(len(said)))


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_whole_for_the_same_text(one, other):
    assert likeness(runs(one), runs(other)) == likeness(runs(other), runs(one))
    assert likeness(runs(one), runs(one)) == (1 if runs(one) else 0)


def test_a_theme_is_suggested_by_a_similar_comment_or_by_the_codebook():
    coded = [Example(7, "The phone queue takes half an hour", [1]), Example(8, "Parking is expensive", [2])]
    book = {1: "Phones", 2: "Parking", 3: "Website: search, forms, accounts"}
    assert [(each.theme, each.because_of) for each in suggestions("Long queues on the phone", coded, book)] == [(1, 7)]
    assert [(each.theme, each.because_of) for each in suggestions("The website's forms", coded, book)] == [(3, None)]


def test_what_is_like_nothing_gets_no_suggestion():
    assert suggestions("Bins", [Example(1, "Buses", [1])], {1: "Buses"}) == []
    assert suggestions("", [], {}) == []


def test_at_most_three_are_suggested():
    book = dict.fromkeys(range(9), "library")
    assert len(suggestions("library", [], book)) == 3
