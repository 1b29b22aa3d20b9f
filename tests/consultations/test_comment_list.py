"""The comments of a consultation as they came in."""

import pytest

from consultations.models import Comment

from .commenting import say


@pytest.fixture
def page(signed_in, address):
    return lambda **query: " ".join(signed_in("officer").get(address("comments/"), query).content.decode().split())


def test_it_says_how_many_wait_and_in_how_many_nothing_is_marked(asked, page):
    say(asked, "More buses", "I am at EH41 3HA")
    assert "2 wait to be moderated; in 1 of them nothing looks personal." in page()


def test_the_words_of_what_was_received_are_searched(asked, page):
    say(asked, "More buses", "Fewer CARS")
    shown = page(search="cars")
    assert "Fewer CARS" in shown
    assert "More buses" not in shown


@pytest.mark.parametrize(("marked", "order"), [("yes", 2), ("no", 1)])
def test_those_with_and_without_marks_can_be_had(asked, page, marked, order):
    say(asked, "More buses", "I am at EH41 3HA")
    shown = page(marked=marked)
    assert f"comments/{order}/" in shown[shown.index("<table") :]
    assert f"comments/{3 - order}/" not in shown[shown.index("<table") :]


def test_what_says_nothing_is_set_aside_in_one_step(asked, page, signed_in, address):
    say(asked, "More buses", "No", "n/a.", "None, thanks!", "No buses")
    assert "Set aside 3 that say nothing" in page()
    assert signed_in("officer").post(address("comments/set-aside/")).status_code == 302
    states = [(each.state, each.withheld_reason) for each in asked.comments.order_by("order")]
    aside = ("withheld", Comment.SAYS_NOTHING)
    assert states == [("waiting", ""), aside, aside, aside, ("waiting", "")]
    assert asked.comments.to_code().count() == 2


def test_where_there_is_nothing_to_set_aside_there_is_no_button(asked, signed_in, address):
    say(asked, "More buses")
    shown = signed_in("officer").get(address("comments/set-aside/")).content.decode()
    assert "Nothing to set aside" in shown
    assert "Set them aside" not in shown


def test_a_consultation_without_comments_says_so(asked, page):
    assert "There are no comments yet" in page()


def test_the_number_of_queries_does_not_grow(asked, signed_in, address, django_assert_num_queries):
    client = signed_in("officer")
    say(asked, "One", "Two")
    with django_assert_num_queries(12):
        client.get(address("comments/"))
    say(asked, *(f"More {number}" for number in range(30)))
    with django_assert_num_queries(12):
        client.get(address("comments/"))
