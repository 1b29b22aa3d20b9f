"""Figures that only a source gives are entered by the performance team, and stand as reported."""

import pytest

from consultations.models import Theme

PAGE = "/strategies/elc-customer-2023-28/consultations/draft-customer-strategy-2023-2028/"


@pytest.fixture
def team(signed_in):
    return signed_in("performance")


@pytest.fixture
def scale(draft_strategy):
    question = draft_strategy.questions.get()
    return [question.choices.create(order=order, text=text) for order, text in enumerate(("Yes", "No"), 1)]


@pytest.fixture
def fill(team):
    """Open the form, type over it, save it."""

    def fill(**typed):
        form = team.get(f"{PAGE}setup/reported/").context["form"]
        stored = {field.html_name: field.value() for field in form if field.value() not in (None, "")}
        return team.post(f"{PAGE}setup/reported/", stored | typed)

    return fill


def test_what_stands_is_saved_as_it_stands(fill, draft_strategy):
    themes = list(draft_strategy.themes.values("rank", "comment_count"))
    assert fill().status_code == 302
    assert list(draft_strategy.themes.values("rank", "comment_count")) == themes
    assert (draft_strategy.theme_share.as_written, draft_strategy.theme_share.themes.count()) == ("almost 70%", 5)


def test_a_theme_has_the_rank_and_the_number_that_the_source_gives(fill, digital, people):
    fill(**{f"comments_{digital.pk}": "41"})
    digital.refresh_from_db()
    assert (digital.rank, digital.comment_count) == (2, 41)
    assert digital.history.latest().history_user == people["performance"]


def test_how_often_each_choice_was_made_stands_with_its_base(team, fill, draft_strategy, scale):
    """Rules 10.2."""
    draft_strategy.questions.update(base=50)
    fill(**{f"choice_{scale[0].pk}": "40", f"choice_{scale[1].pk}": ""})
    shown = " ".join(team.get(PAGE).content.decode().split())
    assert '<th scope="row">Yes</th><td class="number">40</td><td class="number">80.0%</td>' in shown
    assert '<th scope="row">No</th><td class="number"><span class="unknown">Not stated</span>' in shown


def test_without_a_base_a_reported_number_has_no_share(team, fill, scale):
    """Rules 10.2."""
    fill(**{f"choice_{scale[0].pk}": "40"})
    shown = " ".join(team.get(PAGE).content.decode().split())
    assert '<th scope="row">Yes</th><td class="number">40</td><td class="number"></td>' in shown


def test_reported_numbers_are_in_the_api(fill, scale, signed_in):
    fill(**{f"choice_{scale[0].pk}": "0"})
    (found,) = signed_in("board").get("/api/v1/consultations/", {"strategy": "elc-customer-2023-28"}).json()["results"]
    assert [each["reported_count"] for each in found["questions"][0]["choices"]] == [0, None]


def test_more_than_answered_is_refused_and_what_was_typed_stays(fill, draft_strategy, scale):
    """Rules 10.2."""
    draft_strategy.questions.update(base=50)
    answer = fill(**{f"choice_{scale[0].pk}": "40", f"choice_{scale[1].pk}": "11"})
    assert answer.status_code == 422
    assert "more than the 50 who answered" in str(answer.context["form"].errors[f"choice_{scale[0].pk}"])
    assert 'value="11"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"share": ""}, "as the source words it"), ({"share_of": []}, "as the source words it")],
)
def test_a_share_names_what_it_is_of(fill, typed, said):
    answer = fill(**typed)
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors["share"])


def test_a_share_is_taken_away(fill, draft_strategy):
    fill(share="", share_of=[])
    draft_strategy.refresh_from_db()
    assert not hasattr(draft_strategy, "theme_share")


def test_two_themes_do_not_share_a_rank(fill, digital, draft_strategy):
    first = Theme.objects.get(consultation=draft_strategy, rank=1)
    assert "Two themes have this rank" in fill(**{f"rank_{digital.pk}": "1"}).content.decode()
    assert first.rank == 1


def test_of_two_people_the_later_one_is_told(team, fill, digital):
    seen = team.get(f"{PAGE}setup/reported/").context["form"]["seen"].value()
    fill(**{f"comments_{digital.pk}": "41"})
    answer = fill(seen=seen, **{f"comments_{digital.pk}": "40"})
    assert answer.status_code == 409
    assert 'value="40"' in answer.content.decode()
