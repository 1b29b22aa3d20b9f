"""The search in the header: by words or by number, and only what the person may see."""

import re
from random import Random
from unittest.mock import patch

import pytest
from django.db import OperationalError

from actions.models import Action, OutcomeMeasure
from indicators.models import CollectionUnit, Indicator, ReportingPeriod, Value
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


@pytest.fixture
def returns(wlc, quarter, people):
    """A draft, a submitted and a returned value of the officer's team, and a draft of another team."""
    period = ReportingPeriod.objects.get(strategy=wlc, slug=quarter.slug)
    own = Indicator.objects.of(wlc).filter(
        owner__in=people["officer"].acts_for.teams, frequency="quarterly", formula=""
    )
    mine = list(own.exclude(level="units").in_order()[:3])
    Value.objects.filter(indicator__in=mine, period=period).delete()
    states = ("draft", "submitted", "returned")
    for indicator, state in zip(mine, states, strict=True):
        Value.objects.create(
            indicator=indicator, period=period, number=5, state=state, entered_by=people["officer"],
            return_reason="Why?" if state == "returned" else "",
        )  # fmt: skip
    return mine


@pytest.mark.parametrize(
    ("who", "is_seen"),
    [
        ("officer", (True, True, True)), ("approver", (False, True, False)), ("performance", (True, True, True)),
        ("board", (False,) * 3), ("clerk", (False,) * 3), ("administrator", (False,) * 3),
    ],
)  # fmt: skip
def test_returns_are_found_by_number_and_period_by_who_enters_or_approves_them(find, people, returns, who, is_seen):
    for indicator, wanted in zip(returns, is_seen, strict=True):
        title = f"{indicator.reference} {indicator.title}, Q2 2026/27"
        for text in (f"{indicator.reference} Q2", f"{indicator.reference} Q2 2026/27", f"q2 {indicator.title}"):
            assert (title in find(text, who).get("Returns", [])) is wanted, (who, text)
        assert title not in find(f"{indicator.reference} Q1", who).get("Returns", [])


def test_a_return_of_another_team_is_found_by_no_officer(find, people, returns):
    stranger = Team.objects.create(name="Another team")
    Indicator.objects.filter(pk=returns[0].pk).update(owner=stranger)
    found = find(f"{returns[0].reference} Q2").get("Returns", [])
    assert not any(title.startswith(f"{returns[0].reference} ") for title in found)


def test_the_return_of_a_unit_is_found_by_the_name_of_the_unit(find, people, wlc, quarter):
    unit = CollectionUnit.objects.filter(strategy=wlc, team__in=people["officer"].acts_for.teams).first()
    survey = Indicator.objects.of(wlc).filter(level="units", formula="", is_proposed=False).in_order().first()
    period = ReportingPeriod.objects.filter(strategy=wlc, frequency=survey.frequency, ends_on__lte=quarter.end).last()
    Value.objects.filter(indicator=survey, unit=unit, period=period).delete()
    Value.objects.create(indicator=survey, unit=unit, period=period, number=5, entered_by=people["officer"])
    title = f"{survey.reference} {survey.title}, {period}, {unit}"
    assert title in find(f"{survey.reference} {unit.name} {period}")["Returns"]
    assert title in find(unit.name)["Returns"]


def test_a_return_leads_to_where_the_person_goes_on_with_it(people, returns, wlc):
    draft, submitted = returns[:2]
    (found,) = [kind for kind in search(f"{draft.reference} Q2", people["officer"]) if kind.heading == "Returns"]
    assert found.found[0].url.endswith(f"/returns/2026-27-Q2/{draft.reference}/")
    assert found.found[0].within == f"Draft, {wlc}"
    (found,) = [kind for kind in search(f"{submitted.reference} Q2", people["approver"]) if kind.heading == "Returns"]
    value = Value.objects.get(indicator=submitted, period__slug="2026-27-Q2")
    assert found.found[0].url.endswith(f"/approvals/2026-27-Q2/#title-{value.pk}")


def test_returns_of_a_draft_strategy_are_found_by_who_writes_it_alone(find, returns, wlc):
    wlc.is_draft = True
    wlc.save()
    assert "Returns" in find(f"{returns[0].reference} Q2", "performance")
    assert "Returns" not in find(f"{returns[0].reference} Q2")


@pytest.mark.parametrize("said", ["database or disk is full", "attempt to write a readonly database", "locked"])
def test_a_search_answers_from_what_is_indexed_when_the_index_can_not_be_written(
    find, signed_in, wlc, people, caplog, said
):
    before = find("staff knowledge")
    create_with_history([Outcome(strategy=wlc, number=90, title="Zebra")], by=people["performance"])
    failing = patch("reports.searching.index._refresh", side_effect=OperationalError(said))
    with caplog.at_level("WARNING"), failing:
        assert find("staff knowledge") == before
        assert find("zebra") == {}
        assert signed_in("officer").get("/search/?q=zebra").status_code == 200
    assert "could not be written: OperationalError" in caplog.text
    assert find("zebra")["Outcomes"] == ["90. Zebra"]
