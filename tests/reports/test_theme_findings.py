"""What the comments are about, in figures (rules 10.4 and 10.5)."""

from datetime import date

import pytest

from consultations.coding.services import code_comment
from consultations.models import Comment, Consultation, RespondentType, Theme
from consultations.moderating.services import set_aside
from consultations.scorecards.findings import theme_findings
from tests.consultations.commenting import AT, consultation_card, draft_codebook, say, submit


@pytest.fixture
def asked(wlc) -> Consultation:
    return Consultation.objects.create(
        strategy=wlc, slug="asked", title="Asked", opened_on=date(2026, 9, 1), closed_on=date(2026, 10, 31)
    )


@pytest.fixture
def themes(asked) -> list[Theme]:
    return draft_codebook(asked, "Phones", "Website", "Hours")


@pytest.fixture
def give(people):
    def code(comment: Comment, *themes: Theme, by: str = "officer") -> None:
        code_comment(comment=comment, themes=themes, seen=0, by=people[by], at=AT)

    return code


def lines(asked: Consultation) -> list[tuple]:
    return [(each.theme.title, each.share.count, each.share.base) for each in theme_findings(asked).themes]


def test_where_nobody_has_coded_there_is_nothing_and_the_sources_counts_stand_apart(elc, predecessor):
    assert theme_findings(elc.consultations.get()) is None
    assert theme_findings(predecessor.consultations.get()) is None


def test_a_share_is_of_the_comments_read_and_a_comment_with_two_themes_counts_once_together(asked, themes, give):
    """Rules 10.4."""
    phones, website, _ = themes
    first, second, third, _ = say(asked, "One", "Two", "Three", "Four")
    give(first, phones, website)
    give(second, phones)
    give(third)
    found = theme_findings(asked)
    assert lines(asked) == [("Phones", 2, 3), ("Website", 1, 3)]
    assert [each.together.count for each in found.themes] == [2, 2]
    assert [each.share.text for each in found.themes] == ["66.7%", "33.3%"]
    assert (found.comments, found.read, found.not_read, found.none) == (4, 3, 1, 1)


def test_of_two_readings_of_a_comment_the_first_counts(asked, themes, give):
    """Until a person settles it; rules 10.4."""
    (comment,) = say(asked, "One")
    give(comment, themes[0])
    give(comment, themes[0], themes[1], by="performance")
    assert lines(asked) == [("Phones", 1, 1)]


def test_what_was_set_aside_because_it_says_nothing_is_not_left_to_read(asked, themes, give, people):
    first, *_ = say(asked, "Answer the phone", "n/a", "None")
    give(first, themes[0])
    set_aside(consultation=asked, by=people["performance"], at=AT)
    assert lines(asked) == [("Phones", 1, 1)]


def test_a_draft_is_not_counted_and_a_merged_theme_counts_for_the_other(asked, themes, give):
    phones, website, hours = themes
    first, second = say(asked, "One", "Two")
    give(first, website, hours)
    give(second, phones)
    Theme.objects.filter(pk=website.pk).update(state="merged", merged_into=phones)
    Theme.objects.filter(pk=hours.pk).update(state="draft")
    assert lines(asked) == [("Phones", 2, 2)]


def test_each_comment_of_a_campaign_counts_and_one_is_shown(asked, themes, give):
    campaign = asked.campaigns.create(title="Longer hours")
    for comment in say(asked, "Open longer", "Open longer!", "Open longer, please"):
        give(comment, themes[2])
        comment.campaign = campaign
        comment.show("Open longer")
        comment.save()
    assert lines(asked) == [("Hours", 3, 3)]
    (theme,) = (each for each in consultation_card(asked).themes if each.title == "Hours")
    assert (len(theme.comments), len(theme.verbatim), theme.verbatim[0].alike) == (3, 1, 3)


@pytest.fixture
def by_type(asked, themes, give):
    """Seven residents and two businesses on phones, six and eight on the website, twelve and eleven on hours."""
    counts = {"Resident": (7, 6, 12), "Business": (2, 8, 11)}
    for order, (title, numbers) in enumerate(counts.items()):
        kind = RespondentType.objects.create(consultation=asked, order=order, title=title)
        for theme, number in zip(themes, numbers, strict=False):
            for place in range(number):
                submission = submit(asked, f"{title} {theme} {place}", respondent_type=kind)
                give(say(asked, "Hello", submission=submission)[0], theme)
    return theme_findings(asked).by_type


def test_a_small_number_is_hidden_and_so_is_what_would_give_it_away(by_type):
    """Rules 10.5: the two businesses follow from the theme's total unless the residents are hidden with them."""
    assert by_type.types == ("Resident", "Business")
    phones = dict(by_type.rows)["Phones"]
    assert phones == (None, None)


def test_many_comments_of_one_group_are_one_respondents(asked, themes, give):
    """Rules 10.5: a community council with six comments is not shown."""
    resident, council = (
        RespondentType.objects.create(consultation=asked, order=order, title=title, is_group=order == 2)
        for order, title in enumerate(("Resident", "Community council"), 1)
    )
    for place in range(12):
        give(say(asked, "Hello", submission=submit(asked, f"R{place}", respondent_type=resident))[0], themes[0])
    group = submit(asked, "G", respondent_type=council, group_name="Uphall", speaks_for=900)
    for comment in say(asked, *(f"Hello {place}" for place in range(6)), submission=group):
        give(comment, themes[0])
    assert dict(theme_findings(asked).by_type.rows)["Phones"] == (None, None)


def test_the_page_says_hidden_and_why(by_type, asked, signed_in):
    shown = " ".join(signed_in("board").get(asked.get_absolute_url()).content.decode().split())
    assert '<span class="unknown">Hidden</span>' in shown
    assert "Comments of fewer than 5 respondents are hidden so that nobody can be recognised" in shown


def test_a_table_in_which_every_number_would_be_hidden_gives_way_to_one_sentence(asked, themes, give, signed_in):
    """Rules 10.5: it says why, and from how many respondents on a number is shown."""
    for order, title in enumerate(("Resident", "Business")):
        kind = RespondentType.objects.create(consultation=asked, order=order, title=title)
        give(say(asked, "Hello", submission=submit(asked, title, respondent_type=kind))[0], themes[0])
    shown = " ".join(signed_in("board").get(asked.get_absolute_url()).content.decode().split())
    assert "Comments with each theme, by who answered" not in shown
    assert "a number is shown where at least 5 respondents stand behind it" in shown


def test_a_theme_that_no_comment_was_given_is_neither_shown_nor_counted(asked, themes, give, signed_in):
    give(say(asked, "One")[0], themes[0])
    card = consultation_card(asked)
    assert ([theme.title for theme in card.themes], card.answered.base) == (["Phones"], 1)
    assert "Website" not in signed_in("board").get(asked.get_absolute_url()).content.decode()


def test_beside_its_findings_a_consultation_lists_a_theme_only_where_the_source_says_more(asked, themes, give):
    Theme.objects.filter(title="Website").update(rank=1)
    assert [theme.title for theme in consultation_card(asked).listed_themes] == ["Website"]
    give(say(asked, "One")[0], themes[0])
    assert [theme.title for theme in consultation_card(asked).themes] == ["Phones", "Website"]
    assert [theme.title for theme in consultation_card(asked).listed_themes] == ["Website"]


def test_it_takes_at_most_five_queries(by_type, asked, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        theme_findings(asked)


def test_the_chart_shows_what_the_first_themes_have_together_in_all_its_forms(asked, themes, give, signed_in):
    """Rules 10.4: two of three comments have one of the two themes, since one comment has both."""
    phones, website, _ = themes
    first, second, third = say(asked, "One", "Two", "Three")
    give(first, phones, website)
    give(second, phones)
    give(third)
    client, page = signed_in("board"), f"/strategies/{asked.strategy.slug}/consultations/asked/"
    picture = client.get(f"{page}themes.svg").content.decode()
    assert "Phones: 66.7%, with those above 66.7%; Website: 33.3%, with those above 66.7%" in picture
    line = client.get(f"{page}themes/").json()["data"][1]
    assert [round(each, 1) for each in line["x"]] == [66.7, 66.7]
    assert client.get(f"{page}themes.csv").content.decode().splitlines()[2] == '"Website",1,"33.3%","66.7%"'
    assert f'data-chart="{page}themes/"' in client.get(page).content.decode()


def test_without_a_theme_there_is_no_chart(asked, signed_in):
    assert (
        signed_in("board").get(f"/strategies/{asked.strategy.slug}/consultations/asked/themes.svg").status_code == 404
    )


def test_the_chart_takes_few_queries(asked, themes, give, signed_in, django_assert_max_num_queries):
    give(*say(asked, "One"), themes[0])
    client = signed_in("board")
    with django_assert_max_num_queries(8):
        client.get(f"/strategies/{asked.strategy.slug}/consultations/asked/themes.svg")
