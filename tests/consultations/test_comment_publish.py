"""Several comments published at once: those in which nothing is marked, read and confirmed."""

import pytest

from consultations.models import Comment

from .commenting import say


@pytest.fixture
def three(asked) -> list[Comment]:
    """The second one has a detail in it."""
    return say(asked, "More buses", "I am at EH41 3HA", "Fewer cars")


@pytest.fixture
def publish(signed_in, address):
    return lambda *comments, **typed: signed_in("officer").post(
        address("comments/publish/"), {"comments": [f"{each.pk}-{each.version}" for each in comments], **typed}
    )


def published(comments: list[Comment]) -> list[str]:
    return [comment.text for comment in Comment.objects.filter(pk__in=[each.pk for each in comments])]


def test_only_comments_in_which_nothing_is_marked_are_offered(three, signed_in, address):
    shown = signed_in("officer").get(address("comments/publish/")).content.decode()
    assert "More buses" in shown
    assert "EH41" not in shown


def test_a_person_says_that_they_have_read_them(three, publish):
    assert publish(three[0]).status_code == 422
    assert publish(three[0], three[2], read="on").status_code == 302
    assert published(three) == ["More buses", "", "Fewer cars"]


def test_a_marked_comment_is_never_published_this_way(three, publish):
    assert publish(three[1], read="on").status_code == 422
    assert published(three) == ["", "", ""]


def test_nothing_chosen_is_no_choice(three, publish):
    assert "Choose at least one comment" in publish(read="on").content.decode()


def test_each_has_its_own_record_of_who_published_it(three, publish):
    publish(three[0], read="on")
    record = three[0].history.first()
    assert (record.state, record.version, record.history_user.username) == ("published", 2, "officer")
    assert record.text_digest


def test_what_somebody_moderated_meanwhile_is_left_out(three, publish):
    Comment.objects.filter(pk=three[0].pk).update(version=2)
    assert publish(three[0], read="on").status_code == 422
    assert published(three)[0] == ""


def test_when_none_is_left_the_page_says_so(asked, signed_in, address):
    assert "None is left" in signed_in("officer").get(address("comments/publish/")).content.decode()
