"""The search in the header: by words or by number, and only what the person may see."""

import pytest

from reports.models import BoardMeeting
from reports.searching.search import KINDS, piece_of, search


@pytest.fixture
def find(people):
    """`find("words")` is what the officer finds, titles by heading."""

    def find(text, who="officer"):
        return {kind.heading: [each.title for each in kind.found] for kind in search(text, people[who])}

    return find


def test_every_kind_of_row_is_found_by_its_title(find):
    wanted = {
        "Strategies": "Customer Service Strategy", "Outcomes": "outcome", "Indicators": "staff knowledge",
        "Actions": "online", "Consultations": "draft", "Reports": "annual", "Meetings": "corporate board",
        "Decisions": "staff knowledge",
    }  # fmt: skip
    wanted["Outcomes"] = find("customer")["Outcomes"][0].split(" ", 1)[1]
    assert {heading for heading, words in wanted.items() if heading in find(words)} == {kind.heading for kind in KINDS}


def test_a_number_finds_the_indicator_of_each_strategy_that_has_it(find):
    assert all(title.startswith("2.2 ") for title in find("2.2")["Indicators"])
    assert find("2.2")["Indicators"]


def test_an_action_is_found_by_its_number(find):
    assert any(title.startswith("16. ") for title in find("action 16")["Actions"])


def test_all_words_have_to_be_there_in_any_order_and_case(find):
    assert find("KNOWLEDGE staff")["Indicators"] == find("staff knowledge")["Indicators"]
    assert find("staff knowledge nowhere") == {}


def test_rows_whose_title_says_it_come_before_those_whose_text_does(people, wlc):
    wlc.scope = "All about panels."
    wlc.save()
    BoardMeeting.objects.all().update(purpose="Nothing")
    (found,) = [kind for kind in search("panels", people["officer"]) if kind.heading == "Strategies"]
    assert found.found[0].said == "All about panels."


def test_nothing_is_searched_for_without_a_word(find):
    assert find("   ") == {}


@pytest.mark.parametrize("text", ["%", "_", "'", "a\0b", "\\", "99999.99999", "x" * 500, "é" * 50])
def test_odd_words_are_answered(find, text):
    assert find(text) is not None


def test_a_draft_strategy_is_found_by_who_writes_it_alone(find, elc):
    elc.is_draft = True
    elc.save()
    assert any(title.startswith("16. ") for title in find("action 16", "performance")["Actions"])
    assert not any(title.startswith("16. ") for title in find("action 16").get("Actions", []))


def test_a_piece_of_a_long_text_stands_around_the_word():
    text = f"{'a ' * 100}needle{' b' * 100}"
    assert piece_of(text, ["needle"]).startswith("…")
    assert "needle" in piece_of(text, ["Needle"])
    assert piece_of(text, ["absent"]) == ""


def test_the_page_names_what_was_found_and_how_much(signed_in):
    page = signed_in("officer").get("/search/?q=staff+knowledge").content.decode()
    assert "found." in page
    assert '<h2 id="found-1">' in page
    assert "Nothing was found" in signed_in("officer").get("/search/?q=zzzz").content.decode()


def test_every_page_of_who_is_signed_in_has_the_box(signed_in, client):
    assert 'class="site-search screen-only"' in signed_in("board").get("/board/").content.decode()
    assert 'class="site-search screen-only"' not in client.get("/reports/").content.decode()


def test_the_number_of_queries_does_not_grow(signed_in, django_assert_max_num_queries):
    client = signed_in("officer")
    with django_assert_max_num_queries(12):  # one for each kind, two for who asks, one for a count that is cut
        client.get("/search/?q=e")
