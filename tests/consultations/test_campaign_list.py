"""Near-duplicates are offered, a person confirms; a campaign is shown once and each comment counted."""

import pytest

from consultations.coding.services import code_comment
from consultations.models import Campaign, Comment

from .commenting import AT, draft_codebook, say

LETTER = "Please keep the office in our village open on Saturdays"


@pytest.fixture
def alike(asked) -> list[Comment]:
    return say(asked, LETTER, f"{LETTER}. My children need it", LETTER.upper(), "More buses please, and soon")


@pytest.fixture
def confirm(signed_in, address):
    return lambda title, *comments: signed_in("officer").post(
        address("comments/campaigns/"), {"title": title, "comments": [each.pk for each in comments]}, follow=True
    )


@pytest.fixture
def page(signed_in, address):
    return lambda: signed_in("officer").get(address("comments/campaigns/")).content.decode()


def test_comments_that_say_nearly_the_same_are_offered_as_a_group(alike, page):
    assert "3 comments like comment 1" in page()
    assert "More buses please" not in page()


def test_nothing_is_a_campaign_before_a_person_confirms_it(alike, page, confirm):
    page()
    assert not Campaign.objects.exists()
    confirm("Open on Saturdays", *alike[:3])
    campaign = Campaign.objects.get()
    assert list(campaign.comments.all()) == alike[:3]
    assert campaign.history.get().history_user.username == "officer"
    assert "No two comments outside a campaign" in page()


def test_more_comments_join_a_campaign_by_its_title(alike, confirm):
    confirm("Open on Saturdays", *alike[:2])
    confirm("Open on Saturdays", alike[2])
    assert Campaign.objects.get().comments.count() == 3


def test_who_read_one_comment_of_a_campaign_has_read_them_all(asked, alike, confirm, people):
    theme = draft_codebook(asked, "Saturdays")
    code_comment(comment=alike[1], themes=theme, seen=0, by=people["officer"], at=AT)
    confirm("Open on Saturdays", *alike[:3])
    assert [list(coding.themes.all()) for comment in alike[:3] for coding in comment.codings.all()] == [theme] * 3


@pytest.mark.parametrize(("title", "count"), [("", 2), ("For Mrs Brown", 2), ("Open on Saturdays", 1)])
def test_a_campaign_has_two_comments_and_a_title_that_names_nobody(alike, confirm, title, count):
    assert confirm(title, *alike[:count]).status_code == 422
    assert not Campaign.objects.exists()


def test_a_campaign_can_be_dissolved(alike, confirm, signed_in, address):
    confirm("Open on Saturdays", *alike[:3])
    signed_in("officer").post(address("comments/campaigns/"), {"dissolve": Campaign.objects.get().pk})
    assert not Campaign.objects.exists()
    assert Comment.objects.filter(pk__in=[each.pk for each in alike]).count() == 4


def test_the_number_of_queries_does_not_grow(asked, alike, signed_in, address, django_assert_num_queries):
    client = signed_in("officer")
    with django_assert_num_queries(7):
        client.get(address("comments/campaigns/"))
    say(asked, *(f"{LETTER} {'very ' * (number % 4)}soon" for number in range(40)))
    with django_assert_num_queries(7):
        client.get(address("comments/campaigns/"))
