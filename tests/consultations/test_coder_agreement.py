"""Agreement of two coders, by theme and comment by comment."""

import pytest

from consultations.coding.services import code_comment, compare
from consultations.models import Coding, Comment, Theme

from .commenting import AT, draft_codebook, say


@pytest.fixture
def themes(asked) -> list[Theme]:
    return draft_codebook(asked, "Phones", "Website")


@pytest.fixture
def comments(asked, themes, people) -> list[Comment]:
    """Both read the first four; on the first they differ."""
    made = say(asked, "One", "Two", "Three", "Four", "Five")
    phones, website = themes
    readings = {
        "officer": [[phones, website], [phones], [], [website], [phones]],
        "performance": [[phones], [phones], [], [website]],
    }
    for username, given in readings.items():
        for comment, chosen in zip(made, given, strict=False):
            code_comment(comment=comment, themes=chosen, seen=0, by=people[username], at=AT)
    return made


@pytest.fixture
def compared(asked, comments, people):
    return lambda: compare(asked, people["officer"].pk, people["performance"].pk)


def test_the_base_is_what_both_have_read(compared):
    """Rules 10.2."""
    assert (compared().both, compared().the_same) == (4, 3)


def test_each_theme_has_its_percent_and_kappa(compared):
    phones, website = compared().themes
    assert (phones.agreement.percent, phones.agreement.kappa) == (100, 1)
    assert (website.first, website.second, website.agreement.percent) == (2, 1, 75)
    assert website.agreement.kappa == pytest.approx(0.5)


def test_differences_are_listed_comment_by_comment(compared, comments):
    (difference,) = compared().differences
    assert (difference.comment, difference.only_first, difference.only_second) == (comments[0], ("Website",), ())


def test_a_merged_theme_agrees_with_the_one_it_went_into(compared, themes):
    Theme.objects.filter(pk=themes[1].pk).update(state="merged", merged_into=themes[0])
    assert compared().the_same == 4


def test_the_page_shows_figures_with_their_base(comments, signed_in, address):
    shown = " ".join(signed_in("officer").get(address("comments/agreement/")).content.decode().split())
    assert "have both read <strong>4</strong> comments" in shown
    assert '<th scope="row">Website</th><td class="number">2</td><td class="number">1</td>' in shown
    assert (
        '<td class="number">3</td><td class="number">4</td><td class="number">75.0%</td><td class="number">0.50'
        in shown
    )


def test_a_person_settles_which_reading_counts(comments, signed_in, address, people):
    theirs = comments[0].codings.get(coder=people["performance"])
    client, page = signed_in("officer"), address("comments/agreement/")
    assert client.post(page, {"count": f"{theirs.pk}.{theirs.version}"}).status_code == 302
    assert [(each.coder.username, each.counts) for each in comments[0].codings.order_by("coder")] == [
        (each.username, each.username == "performance") for each in sorted(
            (people["officer"], people["performance"]), key=lambda each: each.pk
        )
    ]  # fmt: skip
    assert "Settled by" in client.get(page).content.decode()


def test_a_reading_that_was_changed_meanwhile_is_not_settled_unseen(comments, signed_in, address, people):
    theirs = comments[0].codings.get(coder=people["performance"])
    page = address("comments/agreement/")
    answer = signed_in("officer").post(page, {"count": f"{theirs.pk}.{theirs.version + 1}"}, follow=True)
    assert "changed that reading" in answer.content.decode()
    assert comments[0].codings.get(counts=True).coder == people["officer"]


def test_with_one_coder_there_is_nothing_to_compare(asked, signed_in, address):
    assert "Nothing to compare yet" in signed_in("officer").get(address("comments/agreement/")).content.decode()


def test_the_number_of_queries_does_not_grow(
    asked, comments, themes, people, signed_in, address, django_assert_num_queries
):
    client = signed_in("officer")
    with django_assert_num_queries(12):
        client.get(address("comments/agreement/"))
    for comment in say(asked, *(f"More {number}" for number in range(20))):
        Coding.objects.create(comment=comment, coder=people["officer"]).themes.set(themes)
        Coding.objects.create(comment=comment, coder=people["performance"], counts=False)
    with django_assert_num_queries(12):
        client.get(address("comments/agreement/"))
