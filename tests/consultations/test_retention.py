"""Personal details go at the retention date, and every count stays (trust S7)."""

from datetime import date, timedelta

import pytest

from consultations.models import Comment, Contact, Original, Removal, Submission
from consultations.retaining.services import CountsChanged, counts, removable, remove_personal_details
from strategy_portal.records.checking import check

from .commenting import AT, say, submit

LAST_DAY = date(2027, 3, 31)
DAY_AFTER = LAST_DAY + timedelta(days=1)


@pytest.fixture
def filled(asked) -> list[Comment]:
    """One published as it came in, one waiting, one of another person; a form that was never sent."""
    first = say(asked, "Will Craig wants buses", "Write to a@example.org", name="Will Craig")
    first[0].show("Will Craig wants buses")
    first[0].save()
    say(asked, "More of them, says Will Craig", submission=submit(asked, "R9", group_name="Friends of Will"))
    Submission.objects.create(consultation=asked, receipt="R10", channel="web", started_at=AT, draft={"name": "Will"})
    return list(asked.comments.all())


@pytest.fixture
def remove(asked):
    return lambda on=DAY_AFTER: remove_personal_details(consultation=asked, on=on, at=AT)


def test_nothing_goes_on_the_last_day_on_which_it_is_kept(asked, filled, remove):
    Submission.objects.filter(receipt="R10").delete()
    assert remove(LAST_DAY) is None
    assert Contact.objects.exists()


def test_everything_that_names_somebody_goes_on_the_day_after(asked, filled, remove):
    remove()
    assert not Contact.objects.exists()
    assert not Original.objects.filter(comment__consultation=asked).exists()
    assert set(asked.submissions.values_list("group_name", flat=True)) == {""}
    assert not asked.submissions.filter(submitted_at=None).exists()


def test_a_published_text_loses_what_a_moderator_overlooked(asked, filled, remove):
    remove()
    filled[0].refresh_from_db()
    assert (filled[0].text, filled[0].state) == ("[name removed] wants buses", "published")


def publish(consultation, text: str, **who) -> Comment:
    (comment,) = say(consultation, text, **who)
    comment.show(text)
    comment.save()
    return comment


def test_it_ends_though_somebody_left_a_name_that_stands_in_the_notes_of_what_was_removed(asked, remove):
    for name in ("Name", "removed", "E-mail address removed"):
        publish(asked, f"I am the one called {name}, a@example.org", name=name)
    assert remove().removed["contacts"] == 3
    assert list(asked.comments.values_list("text", flat=True)) == [
        "I am the one called [name removed], [e-mail address removed]",
        "I am the one called removed, [e-mail address removed]",
        "I am the one called [name removed], [e-mail address removed]",
    ]
    assert remove() is None


def test_innocent_words_survive_though_they_are_names_of_somebody_else(asked, remove):
    submit(asked, "G1", group_name="Parents")
    submit(asked, "G2", group_name="IT")
    for name in ("Will", "May", "Mark Young"):
        say(asked, "Buses", name=name)
    words = "It will help Parents from West Lothian if the bus runs in May. Mark, young or old, wants IT"
    comment = publish(asked, words, name="Grace Will")
    remove()
    comment.refresh_from_db()
    assert comment.text == words


def test_a_group_is_not_named_in_what_it_or_others_wrote(asked, remove):
    own = publish(asked, "We at Rowans want buses", submission=submit(asked, "G1", group_name="Rowans"))
    other = publish(asked, "As the Friends of Ailsa Craig say", submission=submit(asked, "G2"))
    submit(asked, "G3", group_name="Friends of Ailsa Craig")
    remove()
    texts = [Comment.objects.get(pk=each.pk).text for each in (own, other)]
    assert texts == ["We at [name removed] want buses", "As the [name removed] say"]


def test_what_nobody_moderated_is_withheld_and_still_counted(asked, filled, remove):
    remove()
    waiting = asked.comments.get(order=2)
    assert (waiting.state, waiting.withheld_reason) == (
        "withheld", "Nobody had moderated it when personal details were removed",
    )  # fmt: skip


def test_every_count_stays(asked, filled, remove):
    before = counts(asked)
    remove()
    assert counts(asked) == before
    assert before["comments"] == 3


def test_the_report_has_counts_and_nothing_else(asked, filled, remove):
    removal = remove()
    assert removal.removed == {
        "contacts": 1, "originals": 3, "unsent_forms": 1, "names_of_groups": 1, "published_texts": 1, "survey_files": 0,
        "letters": 0,
    }  # fmt: skip
    assert removal.history.get().removed == removal.removed


def test_a_second_time_there_is_nothing_to_do(asked, filled, remove):
    remove()
    assert remove() is None
    assert removable(asked, DAY_AFTER).is_nothing
    assert Removal.objects.filter(consultation=asked).count() == 1


def test_without_a_date_nothing_but_a_form_that_was_given_up_goes(asked, filled, remove):
    asked.retain_until = None
    asked.save()
    assert remove(asked.closed_on + timedelta(days=29)) is None
    assert remove(asked.closed_on + timedelta(days=30)).removed["unsent_forms"] == 1
    assert Contact.objects.exists()


def test_a_form_that_can_still_be_sent_stays_however_long_ago_it_was_begun(asked, filled, remove):
    Submission.objects.filter(receipt="R10").update(started_at=AT - timedelta(days=400))
    assert remove(asked.closed_on) is None
    assert asked.submissions.filter(receipt="R10").exists()


def test_if_a_count_would_change_nothing_is_removed(asked, filled, remove, monkeypatch):
    numbers = iter(range(9))
    monkeypatch.setattr("consultations.retaining.services.counts", lambda consultation: next(numbers))
    with pytest.raises(CountsChanged):
        remove()
    assert Contact.objects.exists()


def test_the_sources_own_words_stay(asked, remove):
    comment = Comment(consultation=asked, order=1, is_summary=True)
    comment.show("Councillor Brown chaired it")
    comment.save()
    assert remove() is None


def test_what_a_meeting_found_loses_what_a_moderator_overlooked(asked, remove):
    comment = publish(asked, "Mrs Jean Smith of EH54 6AA, jean@example.org, wants a lift")
    comment.meeting, comment.is_summary = asked.meetings.create(order=1, group="Tenants"), True
    comment.save()
    remove()
    comment.refresh_from_db()
    assert comment.text == "Mrs [name removed] of [postcode removed], [e-mail address removed], wants a lift"


def test_the_history_fits_afterwards_and_holds_no_word(asked, filled, remove):
    """trust S6"""
    remove()
    tables = [Comment.history.model, Submission.history.model, Removal.history.model]
    assert check(tables).findings == []
    assert "Craig" not in str([list(table.objects.values()) for table in tables])


@pytest.fixture
def page(signed_in, address):
    return lambda: " ".join(signed_in("performance").get(address("personal-details/")).content.decode().split())


def test_the_page_shows_before_what_would_go_and_asks(asked, filled, page, signed_in, address):
    asked.retain_until = asked.closed_on
    asked.save()
    assert "Names and e-mail addresses that were left: 1" in page()
    assert signed_in("performance").post(address("personal-details/")).status_code == 422
    answer = signed_in("performance").post(address("personal-details/"), {"sure": "on"}, follow=True)
    assert "The personal details are removed" in answer.content.decode()
    assert "Comments as they came in, whether published, waiting or withheld: 3" in answer.content.decode()
    assert Removal.objects.get(consultation=asked).history.get().history_user.username == "performance"


def test_before_the_date_the_page_says_until_when_they_are_kept(asked, filled, page):
    assert "They are kept until 31 March 2027." in page()


def test_the_page_says_what_is_held_now_beside_when_it_goes(asked, signed_in):
    say(asked, "More buses", "Fewer cars", name="Jean Smith")
    shown = " ".join(signed_in("performance").get("/consultations/personal-details/").content.decode().split())
    assert "Names and e-mail addresses: 1<br>Comments as they came in: 2" in shown
    assert shown.index(asked.title) < shown.index("31 March 2027")
