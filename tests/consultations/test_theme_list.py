"""The codebook: drafted, described, confirmed, merged and separated again, in order."""

import pytest

from consultations.models import Coding, Reply, Theme

from .commenting import draft_codebook, say


@pytest.fixture
def themes(asked) -> list[Theme]:
    return draft_codebook(asked, "Phones", "Calls", "Website", state="draft")


@pytest.fixture
def do(signed_in, address):
    def post(what: str, theme: Theme):
        answer = signed_in("officer").post(address("comments/themes/"), {"do": what, "theme": theme.pk}, follow=True)
        theme.refresh_from_db()
        return answer.content.decode()

    return post


@pytest.fixture
def merge(signed_in, address):
    def post(theme: Theme, into: Theme):
        answer = signed_in("officer").post(address(f"comments/themes/{theme.pk}/merge/"), {"into": into.pk})
        theme.refresh_from_db()
        return answer

    return post


def test_a_theme_starts_as_a_draft_at_the_end(asked, themes, signed_in, address):
    typed = {"seen": 0, "title": "Letters", "description": "What is hard to read", "example": "Long words"}
    assert signed_in("officer").post(address("comments/themes/add/"), typed).status_code == 302
    theme = asked.themes.get(title="Letters")
    assert (theme.state, theme.order, theme.history.get().history_user.username) == ("draft", 4, "officer")


@pytest.mark.parametrize(
    ("title", "example", "said"),
    [
        ("", "", "Enter"),
        ("phones", "", "There is a theme of this title already"),
        ("Letters", "Write to a@example.org", "“a@example.org” looks like a personal detail"),
        ("Letters", "Will Craig said so", "“Will Craig” looks like a personal detail"),
    ],
)
def test_a_theme_has_one_title_and_names_nobody(asked, themes, signed_in, address, title, example, said):
    say(asked, "Longer hours", name="Will Craig")
    typed = {"seen": 0, "title": title, "example": example}
    answer = signed_in("officer").post(address("comments/themes/add/"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode() or "required" in answer.content.decode()


def test_a_word_that_is_also_somebodys_name_may_stand_in_the_codebook(asked, signed_in, address):
    for name in ("Will", "Mark May"):
        say(asked, "Longer hours", name=name)
    typed = {"seen": 0, "title": "Will it open in May?", "example": "Longer hours will mark may days"}
    assert signed_in("officer").post(address("comments/themes/add/"), typed).status_code == 302


def test_a_confirmed_theme_stays_confirmed(themes, do):
    assert "is confirmed" in do("confirm", themes[0])
    do("confirm", themes[0])
    assert (themes[0].state, themes[0].version) == ("confirmed", 2)


def test_a_confirmed_theme_can_go_back_to_draft_unless_the_council_replied(asked, themes, do):
    do("confirm", themes[0])
    assert "is a draft again" in do("unconfirm", themes[0])
    assert themes[0].state == "draft"
    Reply.objects.create(consultation=asked, theme=themes[1], kind="accepted", text="We will")
    do("confirm", themes[1])
    assert "The council has replied" in do("unconfirm", themes[1])


def test_an_empty_theme_is_removed_with_a_reason_and_one_with_comments_is_not(
    asked, themes, people, signed_in, address
):
    (comment,) = say(asked, "Hello")
    Coding.objects.create(comment=comment, coder=people["officer"]).themes.set(themes[:1])
    for theme, status in ((themes[0], 422), (themes[1], 302)):
        page = address(f"comments/themes/{theme.pk}/remove/")
        answer = signed_in("officer").post(page, {"reason": "A slip", "seen": theme.version})
        assert answer.status_code == status
    assert [str(each) for each in asked.themes.all()] == ["Phones", "Website"]


def test_who_changes_a_theme_later_sees_what_the_other_saved(themes, signed_in, address):
    place = address(f"comments/themes/{themes[0].pk}/")
    seen = signed_in("officer").get(place).context["form"]["seen"].value()
    signed_in("performance").post(place, {"seen": seen, "title": "Phone calls"})
    answer = signed_in("officer").post(place, {"seen": seen, "title": "Telephone"})
    assert answer.status_code == 409
    assert "Phone calls" in answer.content.decode()
    assert "Telephone" in answer.content.decode()


def test_a_merged_theme_can_be_separated_and_is_what_it_was(themes, do, merge):
    do("confirm", themes[1])
    merge(themes[1], into=themes[0])
    assert (themes[1].state, themes[1].merged_into) == ("merged", themes[0])
    do("separate", themes[1])
    assert (themes[1].state, themes[1].merged_into) == ("confirmed", None)


def test_what_was_merged_into_a_theme_goes_on_with_it(themes, merge):
    merge(themes[1], into=themes[0])
    merge(themes[0], into=themes[2])
    themes[1].refresh_from_db()
    assert themes[1].merged_into == themes[2]


def test_a_theme_is_not_merged_into_itself_or_into_a_merged_one(themes, merge):
    merge(themes[1], into=themes[0])
    assert merge(themes[2], into=themes[1]).status_code == 422
    assert merge(themes[2], into=themes[2]).status_code == 422


def test_a_theme_that_the_council_replied_to_is_not_merged_away(asked, themes, merge):
    Reply.objects.create(consultation=asked, theme=themes[1], kind="accepted", text="We will")
    assert "The council has replied to this theme" in merge(themes[1], into=themes[0]).content.decode()


def test_merging_changes_no_coding(asked, themes, people, merge):
    (comment,) = say(asked, "Hello")
    coding = Coding.objects.create(comment=comment, coder=people["officer"])
    coding.themes.set(themes[1:2])
    merge(themes[1], into=themes[0])
    assert list(coding.themes.all()) == [themes[1]]


def test_themes_change_places(asked, themes, do):
    do("up", themes[2])
    do("up", themes[0])
    assert [str(each) for each in asked.themes.all()] == ["Phones", "Website", "Calls"]


def test_another_consultations_theme_is_not_found(predecessor, themes, signed_in, address):
    theirs = predecessor.consultations.get().themes.first()
    assert signed_in("performance").get(address(f"comments/themes/{theirs.pk}/")).status_code == 404
    answer = signed_in("performance").post(address("comments/themes/"), {"do": "confirm", "theme": theirs.pk})
    assert answer.status_code == 404


def test_the_number_of_queries_does_not_grow(asked, signed_in, address, django_assert_num_queries):
    client = signed_in("officer")
    draft_codebook(asked, "One")
    with django_assert_num_queries(8):
        client.get(address("comments/themes/"))
    first = asked.themes.get()
    for theme in draft_codebook(asked, *(f"More {number}" for number in range(10))):
        Theme.objects.filter(pk=theme.pk).update(state="merged", merged_into=first)
    with django_assert_num_queries(8):
        client.get(address("comments/themes/"))
