"""Coding: each coder gives a comment several themes, or says that none fits (rules 10.4)."""

import pytest

from consultations.coding.services import settle_reading
from consultations.models import Coding, Comment, Theme
from consultations.scorecards.findings import theme_findings

from .commenting import AT, draft_codebook, say


@pytest.fixture
def themes(asked) -> list[Theme]:
    return draft_codebook(asked, "Phones", "Website", "Opening hours")


@pytest.fixture
def comments(asked, themes) -> list[Comment]:
    return say(asked, "The phone queue is long", "The website is slow, and nobody answers the phone", "Thanks")


@pytest.fixture
def code(signed_in, address):
    def post(order: int, *themes: Theme, by: str = "officer", seen: int = 0, **typed):
        data = {"seen": seen, "themes": [theme.pk for theme in themes], **typed}
        return signed_in(by).post(address(f"comments/{order}/themes/"), data)

    return post


def given(comment: Comment) -> dict[str, set[str]]:
    return {coding.coder.username: {str(theme) for theme in coding.themes.all()} for coding in comment.codings.all()}


@pytest.fixture
def page(signed_in, address):
    return lambda order, by="officer": " ".join(
        signed_in(by).get(address(f"comments/{order}/themes/")).content.decode().split()
    )


def test_a_comment_gets_several_themes_and_the_next_comes_up(comments, themes, code):
    assert code(2, *themes[:2])["Location"].endswith("/comments/3/themes/")
    assert given(comments[1]) == {"officer": {"Phones", "Website"}}


def test_each_coder_has_a_reading_of_their_own(comments, themes, code):
    code(1, themes[0])
    code(1, themes[2], by="performance")
    assert given(comments[0]) == {"officer": {"Phones"}, "performance": {"Opening hours"}}


def test_none_of_these_is_a_reading_without_themes(comments, code):
    assert code(3).status_code == 422
    assert code(3, none="on").status_code == 302
    assert given(comments[2]) == {"officer": set()}


def test_none_of_these_and_a_theme_contradict_each_other(comments, themes, code):
    assert code(1, themes[0], none="on").status_code == 422


def test_the_same_again_writes_nothing(comments, themes, code):
    code(1, themes[0])
    code(1, themes[0], seen=1)
    coding = Coding.objects.get(comment=comments[0])
    assert (coding.version, coding.history.count()) == (1, 2)


def test_a_reading_from_another_window_is_not_overwritten_unseen(comments, themes, code):
    code(1, themes[0])
    answer = code(1, themes[1])
    assert answer.status_code == 409
    assert "You coded this comment in another window since" in answer.content.decode()
    assert 'name="seen" value="1"' in answer.content.decode()
    assert given(comments[0]) == {"officer": {"Phones"}}


def test_the_history_says_who_gave_which_themes(comments, themes, code):
    code(1, themes[0])
    record = comments[0].codings.get().history.first()
    assert (record.history_user.username, [each.theme for each in record.themes.all()]) == ("officer", [themes[0]])


def test_a_merged_theme_is_not_offered_and_shows_as_the_one_it_went_into(comments, themes, code, page):
    code(1, themes[0])
    Theme.objects.filter(pk=themes[0].pk).update(state="merged", merged_into=themes[1])
    assert f'value="{themes[1].pk}" id="theme-{themes[1].pk}" data-key="1" checked' in page(1)
    assert f'id="theme-{themes[0].pk}"' not in page(1)
    assert code(2, themes[0]).status_code == 422


def test_a_suggestion_is_labelled_and_never_chosen(comments, themes, code, page):
    code(1, themes[0])
    shown = page(2)
    assert '<strong class="suggestion">Suggestion: like comment 1</strong>' in shown
    assert '<strong class="suggestion">Suggestion: by the words of the codebook</strong>' in shown
    assert " checked" not in shown
    assert given(comments[1]) == {}


def test_progress_counts_mine_and_anybodys(comments, themes, code, page):
    code(1, themes[0])
    code(2, themes[0], by="performance")
    assert "<strong>1 of 3</strong> comments; 2 are read by anybody" in page(3)


def test_when_all_is_read_the_codebook_comes_up(comments, themes, code):
    code(1, themes[0])
    code(2, themes[0])
    assert code(3, none="on")["Location"].endswith("/comments/themes/")


def test_a_campaign_is_coded_once_for_all_its_comments(asked, comments, themes, code):
    campaign = asked.campaigns.create(title="Longer hours")
    Comment.objects.filter(pk__in=[each.pk for each in comments[:2]]).update(campaign=campaign)
    assert code(1, themes[2])["Location"].endswith("/comments/3/themes/")
    assert given(comments[1]) == {"officer": {"Opening hours"}}
    code(2, themes[1], seen=1)
    assert given(comments[0]) == given(comments[1]) == {"officer": {"Website"}}


def test_a_second_reading_stays_apart_until_a_person_settles_it(comments, themes, code, asked, people):
    code(1, themes[0])
    code(1, themes[1], by="performance")
    assert {each.coder.username: each.counts for each in comments[0].codings.all()} == {
        "officer": True, "performance": False,
    }  # fmt: skip
    assert [each.theme.title for each in theme_findings(asked).themes] == ["Phones"]
    second = comments[0].codings.get(counts=False)
    settle_reading(coding=second, seen=second.version, by=people["performance"])
    assert [each.theme.title for each in theme_findings(asked).themes] == ["Website"]


def test_the_sources_summaries_are_not_for_coding(asked, themes, comments, page):
    Comment.objects.create(consultation=asked, order=99, is_summary=True, text="All like us", state="published")
    assert "0 of 3" in page(1)


@pytest.mark.parametrize(("username", "status"), [("officer-housing", 404), ("board", 403), ("clerk", 403)])
def test_only_the_performance_team_and_the_leading_team_code(comments, signed_in, address, username, status):
    for rest in ("1/themes/", "themes/", "themes/add/", "campaigns/", "agreement/"):
        assert signed_in(username).get(address(f"comments/{rest}")).status_code == status


def test_the_number_of_queries_does_not_grow(
    asked, comments, themes, people, signed_in, address, django_assert_num_queries
):
    client = signed_in("officer")
    for times in range(2):
        for comment in say(asked, *(f"The phone rang {number} times" for number in range(10 * times + 1))):
            coding = Coding.objects.create(comment=comment, coder=people["performance"], coded_at=AT)
            coding.themes.set(themes)
        with django_assert_num_queries(14):
            client.get(address("comments/2/themes/"))
