"""Moderation: nothing is shown until a person has decided, and what is removed leaves no word behind (trust S7)."""

import pytest

from consultations.models import Comment, Redaction
from consultations.moderating.services import spot_details
from strategy_portal.records.checking import check
from strategy_portal.records.signing import keyed

from .commenting import AT, say

TEXT = "My name is Ailsa Craigmyle, ring 01620 827827. More buses!"


@pytest.fixture
def comment(asked) -> Comment:
    (comment,) = say(asked, TEXT)
    return comment


@pytest.fixture
def moderate(signed_in, address):
    """Posts the page as somebody; what is not said is as the page offers it: everything marked is removed."""

    def post(comment: Comment, action: str = "publish", by: str = "performance", **typed):
        data = {"seen": comment.version, "kind": "name", action: ""}
        for mark in comment.redactions.all():
            data |= {f"decision-{mark.pk}": "remove", f"reason-{mark.pk}": "Tells who somebody is"}
        return signed_in(by).post(address(f"comments/{comment.order}/"), data | typed)

    return post


def states(comment: Comment) -> list[tuple[str, str]]:
    return [(mark.kind, mark.state) for mark in comment.redactions.all()]


def test_what_comes_in_waits_and_what_looks_personal_is_marked(comment):
    assert (comment.state, comment.text) == ("waiting", "")
    assert states(comment) == [("name", "spotted"), ("phone", "spotted")]


def test_the_name_that_was_left_is_marked_in_the_writers_own_comment(asked):
    (comment,) = say(asked, "Craig here. Buses!", name="Will Craig")
    assert states(comment) == [("name", "spotted")]


def test_the_page_shows_the_original_with_its_marks_and_what_would_be_published(comment, signed_in, address):
    shown = signed_in("performance").get(address("comments/1/")).content.decode()
    assert "</span>Ailsa Craigmyle</mark>" in shown
    assert "My name is [name removed], ring [phone number removed]. More buses!" in shown


def test_publishing_leaves_out_what_is_removed_and_keeps_a_digest(comment, moderate):
    assert moderate(comment).status_code == 302
    comment.refresh_from_db()
    assert comment.text == "My name is [name removed], ring [phone number removed]. More buses!"
    assert (comment.state, comment.text_digest, comment.version) == ("published", keyed(comment.text), 2)
    assert states(comment) == [("name", "redacted"), ("phone", "redacted")]


def test_what_is_not_personal_can_be_kept(comment, moderate):
    phone = comment.redactions.get(kind="phone")
    moderate(comment, **{f"decision-{phone.pk}": "keep"})
    comment.refresh_from_db()
    assert "ring 01620 827827" in comment.text
    assert states(comment) == [("name", "redacted"), ("phone", "kept")]


def test_more_words_can_be_removed_wherever_they_stand(comment, moderate):
    moderate(comment, words="More buses\nMy", kind="other")
    comment.refresh_from_db()
    assert comment.text == "[words removed] name is [name removed], ring [phone number removed]. [words removed]!"


def test_words_that_do_not_stand_there_are_refused_and_nothing_is_lost(comment, moderate):
    answer = moderate(comment, words="Less buses")
    assert answer.status_code == 422
    assert "“Less buses” does not stand in the comment like this" in answer.content.decode()
    assert "Tells who somebody is" in answer.content.decode()
    comment.refresh_from_db()
    assert comment.state == "waiting"


def test_looking_at_it_again_saves_nothing(comment, moderate):
    phone = comment.redactions.get(kind="phone")
    answer = moderate(comment, "preview", **{f"decision-{phone.pk}": "keep"})
    assert "My name is [name removed], ring 01620 827827." in answer.content.decode()
    comment.refresh_from_db()
    assert (comment.state, states(comment)[1]) == ("waiting", ("phone", "spotted"))


def test_a_comment_is_withheld_for_a_reason(comment, moderate):
    assert moderate(comment, "withhold").status_code == 422
    assert moderate(comment, "withhold", withheld_reason="Not about this consultation").status_code == 302
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.withheld_reason) == ("withheld", "", "Not about this consultation")


@pytest.mark.parametrize(
    "reason", ["About Ailsa Craigmyle", "ailsa craigmyle again", "Mr Brown complained", "EH41 3HA"]
)
def test_a_reason_names_nobody_because_it_is_kept_for_good(comment, moderate, reason):
    answer = moderate(comment, "withhold", withheld_reason=reason)
    assert answer.status_code == 422
    assert "A reason is kept for good" in answer.content.decode()


def test_a_reason_may_have_a_word_in_which_a_removed_one_stands(comment, moderate):
    answer = moderate(comment, words="More buses\nring", kind="other", words_reason="Not a matter of bringing buses")
    assert answer.status_code == 302


def test_a_published_comment_can_be_moderated_again_when_a_detail_is_noticed_late(comment, moderate):
    moderate(comment)
    comment.refresh_from_db()
    moderate(comment, words="buses", kind="other")
    comment.refresh_from_db()
    assert comment.text.endswith("More [words removed]!")
    moderate(comment, "withhold", withheld_reason="So personal that little would be left")
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.text_digest) == ("withheld", "", "")


def test_the_later_of_two_moderators_is_told_what_the_first_decided(comment, moderate):
    moderate(comment, by="officer", words="buses", kind="other")
    comment.version = 1  # as the other person saw it
    answer = moderate(comment)
    assert answer.status_code == 409
    assert "Officer, Customer Services moderated this comment since you opened it: it is published" in (
        answer.content.decode()
    )


def test_the_next_that_waits_comes_up(asked, moderate):
    first, _, third = say(asked, "One", "Two", "Three")
    assert moderate(first)["Location"].endswith("/comments/2/")
    assert moderate(third)["Location"].endswith("/comments/2/")


def test_the_history_tells_who_decided_what_and_never_a_word_of_it(comment, moderate, signed_in, address):
    moderate(comment, by="officer")
    shown = signed_in("performance").get(address("comments/1/")).content.decode()
    told = shown[shown.index("Who decided what") :]
    assert "Officer, Customer Services" in told
    assert "Phone number: redacted" in told
    records = [*Comment.history.values(), *Redaction.history.values()]
    assert not [record for record in records if "Ailsa" in str(record) or "827827" in str(record)]


def test_a_published_text_that_was_changed_behind_the_portals_back_is_found(comment, moderate):
    """trust S6: the history has only its digest."""
    moderate(comment)
    assert check([Comment.history.model]).findings == []
    Comment.objects.filter(pk=comment.pk).update(text="Fewer buses")
    assert [each.what for each in check([Comment.history.model]).findings] == ["its text differs from its text_digest"]


@pytest.mark.parametrize(
    ("username", "status"),
    [("performance", 200), ("officer", 200), ("officer-housing", 404), ("board", 403), ("approver", 403)],
)
def test_only_the_performance_team_and_the_leading_team_read_what_came_in(
    comment, signed_in, address, username, status
):
    for rest in ("comments/", "comments/1/", "comments/publish/"):
        assert signed_in(username).get(address(rest)).status_code == status


def test_hostile_words_are_shown_as_text(asked, signed_in, address):
    say(asked, "<script>alert(1)</script>", "Mr <b>x</b> Mrs Brown<i>")
    for order in (1, 2):
        shown = signed_in("performance").get(address(f"comments/{order}/")).content.decode()
        assert "<script>alert" not in shown
        assert "<b>x" not in shown


def test_details_are_marked_once_however_many_comments_come_in(asked, django_assert_max_num_queries):
    comments = say(asked, *(f"I am at EH{number} 3HA" for number in range(1, 30)))
    Redaction.objects.all().delete()
    with django_assert_max_num_queries(8):
        spot_details(comments)
    assert Redaction.objects.count() == 29


def test_at_is_when_it_was_decided(comment, moderate):
    moderate(comment)
    comment.refresh_from_db()
    assert comment.moderated_at > AT
    assert comment.moderated_by.username == "performance"
