"""The search in the header: by words or by number, and only what the person may see."""

import re
from random import Random
from unittest.mock import patch

import pytest

from actions.models import Action, OutcomeMeasure
from indicators.models import Indicator
from outcomes.models import Outcome, Strategy
from reports.models import BoardMeeting, Decision
from reports.searching.index import refresh
from reports.searching.kinds import KINDS
from reports.searching.search import piece_of, search
from strategy_portal.fulltext.engines import engine
from strategy_portal.fulltext.words import terms_of
from strategy_portal.models import Indexed, Team
from strategy_portal.records.history import create_with_history, delete_with_history, save_with_history


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


@pytest.mark.parametrize(
    "text",
    ["%", "_", "'", "a\0b", "\\", "99999.99999", "x" * 10_000, "é" * 50, '"', '""', '"a" OR "b', "a AND NOT (b",
     "NEAR(a b)", "title:a*", "a:* & !b | <->", "-- ; DROP TABLE x", "{a} ^b +c", "ﬁ ß İ",
     "\ud800", "\u202e\ufeff", "🙂 ½ ²", "of the", "2.2.2.2"],
)  # fmt: skip
def test_odd_words_are_answered(find, signed_in, text):
    assert find(text) is not None
    answer = signed_in("officer").get("/search/", {"q": text.encode("utf-8", "replace").decode()})
    assert answer.status_code in (200, 400)  # a NUL is refused before


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("sweep", True), ("sweeping", True), ("swe", True), ("weep", False), ("street", True), ("cafe", True),
        ("CAFÉS", True),
        ("wellbeing", True), ("well-being", True), ("well being", True), ("councils", True), ("council’s", True),
        ('"sweeping of streets"', True), ('"streets of sweeping"', False), ('"sweep of streets"', False),
        ('"sweeping of', True), ("o'brien", True), ("brien", True), ("3.5", True), ("35", False),
        ("sweeping nothing", False),
    ],
)  # fmt: skip
def test_endings_beginnings_accents_hyphens_and_phrases(find, wlc, words, is_found):
    wlc.title, wlc.purpose = "Sweeping of streets", "The council’s well-being plan of cafés by O'Brien, 3.5 times"
    wlc.save()
    assert ("Sweeping of streets" in find(words).get("Strategies", [])) is is_found


def test_a_bulk_load_a_change_and_a_removal_are_all_noticed(find, wlc, people):
    find("anything")
    create_with_history(
        [Outcome(strategy=wlc, number=90 + n, title=f"Zebra {n}") for n in range(3)], by=people["performance"]
    )
    assert find("zebra")["Outcomes"] == ["90. Zebra 0", "91. Zebra 1", "92. Zebra 2"]
    row = Outcome.objects.get(number=91, strategy=wlc)
    row.title = "Lion"
    save_with_history(row, by=people["performance"])
    delete_with_history(Outcome.objects.get(number=92, strategy=wlc), by=people["performance"])
    assert (find("zebra")["Outcomes"], find("lion")["Outcomes"]) == (["90. Zebra 0"], ["91. Lion"])


def test_what_an_indicator_is_named_after_is_noticed_too(find, wlc, people):
    find("anything")
    indicator = Indicator.objects.of(wlc).in_order().first()
    output = indicator.key_output
    output.title = "Zebras are happy"
    save_with_history(output, by=people["performance"])
    assert str(indicator) in find("zebras")["Indicators"]
    action = Action.objects.of(wlc).first()
    create_with_history([OutcomeMeasure(action=action, order=99, text="Okapis counted")], by=people["performance"])
    assert find("okapi")["Actions"] == [str(action)]


def test_a_record_that_is_committed_late_is_not_forgotten(find, wlc, people):
    """It has a lower number than one that was seen."""
    find("anything")
    Outcome.objects.create(strategy=wlc, number=95, title="Zebra")
    state = Indexed.objects.get(kind="Outcomes")
    Indexed.objects.filter(pk=state.pk).update(last=state.last + 100)
    assert find("zebra")["Outcomes"] == ["95. Zebra"]


def test_of_two_who_search_first_at_once_each_finds_rows_to_wait_for(find, wlc):
    """There is a row for each log before any text is put in, so the second waits for the first."""
    Indexed.objects.all().delete()
    with patch.object(Indexed.objects, "select_for_update", side_effect=lambda: waited.append(Indexed.objects.count())):
        waited: list[int] = []
        with pytest.raises(TypeError):  # None is no queryset: nothing is put in
            refresh()
    assert waited == [sum(len(kind.logs) for kind in KINDS)]
    assert find("staff knowledge")["Indicators"]


WORDS = re.compile(r"[^\W_]+")


def test_what_stands_in_a_text_word_by_word_is_found_as_a_plain_search_would(people):
    """Each visible row by some of its own words; none that a plain search of its words would miss."""
    random = Random(1)
    user = people["performance"]
    for kind in KINDS:
        for row in kind.rows(user)[:25]:
            texts = [str(getattr(row, name)) for name in (*kind.titles, *kind.texts) if "__" not in name]
            words = [word for text in texts for word in WORDS.findall(text)]
            for count in (1, 2, 3) if words else ():
                wanted = " ".join(random.sample(words, min(count, len(words))))
                refresh()
                keys = {key for number, key in engine().find(terms_of(wanted)) if number == kind.number}
                assert row.pk in keys, (kind.heading, row, wanted)


def test_a_draft_strategy_is_found_by_who_writes_it_alone(find, elc):
    elc.is_draft = True
    elc.save()
    assert any(title.startswith("16. ") for title in find("action 16", "performance")["Actions"])
    assert not any(title.startswith("16. ") for title in find("action 16").get("Actions", []))


def test_what_was_decided_on_a_draft_and_its_own_meetings_are_found_by_who_writes_it_alone(find, elc):
    Strategy.objects.update(is_draft=True)
    meeting = BoardMeeting.objects.create(strategy=elc, body="Zebra board", meets_on="2026-09-09", kind="board")
    Decision.objects.create(
        meeting=meeting, strategy=elc, team=Team.objects.first(), text="Count the zebras", due_on="2026-12-31"
    )
    assert set(find("zebra", "performance")) == {"Meetings", "Decisions"}
    assert find("zebra") == {}


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
    client.get("/search/?q=e")
    with django_assert_max_num_queries(15):  # one for each kind, two where much is found, three of the index, who asks
        client.get("/search/?q=e")
