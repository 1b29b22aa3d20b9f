"""What a person watches: indicators and actions, on a page of their own and on their home page."""

import csv
import io

import pytest

from actions.models import Action
from indicators.models import Indicator, Seal, Value
from outcomes.models import Strategy
from reports.models import Watch
from reports.scorecards.watched import watched, watched_lines
from reports.watching.services import watch
from strategy_portal.models import User

WLC = "/strategies/wlc-customer-2023-28"
PAGE = "/watchlist/"


@pytest.fixture
def indicator(wlc) -> Indicator:
    return Indicator.objects.of(wlc).get(key_output__outcome__number=1, order=3)


def test_a_button_puts_an_indicator_on_the_list_and_takes_it_off(signed_in, indicator):
    officer = signed_in("officer")
    assert ">Watch<" in officer.get(f"{WLC}/indicators/1.3/").text
    page = officer.post(f"{WLC}/indicators/1.3/watch/", {"watch": "on"}, follow=True).text
    assert ">Stop watching<" in page
    assert "you alone see" in page
    assert "1.3 Staff knowledge" in officer.get(PAGE).text
    page = officer.post(f"{WLC}/indicators/1.3/watch/", {"watch": "off", "back": PAGE}, follow=True).text
    assert "You watch nothing yet" in page


def test_an_action_stands_there_with_its_state_and_how_late_it_is(signed_in, elc):
    clerk, late = signed_in("clerk"), elc.actions.get(number=16)
    clerk.post(f"{late.get_absolute_url()}watch/", {"watch": "on"})
    assert ">Stop watching<" in clerk.get(late.get_absolute_url()).text
    assert "late</strong>" in clerk.get(PAGE).text
    assert "late</strong>" in clerk.get("/").text.split("What you watch")[1]


def test_the_home_page_shows_the_figure_and_status_that_were_last_approved(people, indicator, on):
    watch(indicator, by=people["clerk"])
    (line,) = watched_lines(people["clerk"], on, drafts=False)
    (each,) = watched(people["clerk"], on, drafts=False).indicators
    assert each.line == line
    assert (line.status, line.text) == (
        each.card.status, f"{each.card.standing.shown_text}, {each.card.standing.span_label}"
    )  # fmt: skip


def test_both_pages_say_the_same_of_a_figure_that_is_older_than_the_last_quarter(signed_in, people, indicator, on):
    """Since July nothing was approved, and the last quarter that ended is Q2: both name Q1."""
    Seal.objects.filter(indicator=indicator, period__starts_on__gte="2026-07-01").update(is_current=False)
    Value.objects.filter(indicator=indicator, period__starts_on__gte="2026-07-01").update(state="draft")
    watch(indicator, by=people["clerk"])
    (line,) = watched_lines(people["clerk"], on, drafts=False)
    assert line.period == "Q1 2026/27"
    for page in ("/", PAGE):
        shown = signed_in("clerk").get(page).text
        assert line.text in shown, page
    (each,) = watched(people["clerk"], on, drafts=False).indicators
    assert (each.card.asked.label, each.line.status) == (line.period, line.status)


def test_the_worst_comes_first(people, wlc, elc, on):
    for subject in (*Indicator.objects.of(wlc), elc.actions.get(number=16)):
        watch(subject, by=people["board"])
    found = [line.how_bad for line in watched_lines(people["board"], on, drafts=False)]
    assert found == sorted(found)
    assert found[0] == 0


def test_nobody_else_sees_it_and_twice_is_once(signed_in, people, indicator, on):
    watch(indicator, by=people["officer"])
    watch(indicator, by=people["officer"])
    assert Watch.objects.count() == 1
    assert watched_lines(people["board"], on, drafts=False) == []
    assert "nothing yet" in signed_in("board").get(PAGE).text
    assert "watch" not in signed_in("board").get("/api/v1/").text


def test_a_draft_is_seen_by_who_writes_it_alone(signed_in, people, indicator, on):
    for name in ("performance", "clerk"):
        watch(indicator, by=people[name])
    Strategy.objects.filter(pk=indicator.outcome.strategy.pk).update(is_draft=True)
    assert "Staff knowledge" in signed_in("performance").get(PAGE).text
    assert "Staff knowledge" not in signed_in("clerk").get(PAGE).text
    assert "Staff knowledge" not in signed_in("clerk").get("/").text
    assert signed_in("clerk").post(f"{WLC}/indicators/1.3/watch/").status_code == 404


def test_it_leads_nowhere_else(signed_in, indicator):
    for back in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = signed_in("clerk").post(f"{WLC}/indicators/1.3/watch/", {"watch": "on", "back": back})
        assert answer["Location"] == f"{WLC}/indicators/1.3/"


def test_it_goes_with_the_person(indicator):
    person = User.objects.create(username="leaves")
    watch(indicator, by=person)
    User.objects.filter(pk=person.pk).delete()
    assert not Watch.objects.exists()


def test_the_number_of_queries_does_not_grow(
    people, wlc, elc, on, django_assert_num_queries, django_assert_max_num_queries
):
    for subject in (*Indicator.objects.of(wlc), *Action.objects.of(elc)):
        watch(subject, by=people["clerk"])
    with django_assert_num_queries(1):
        watched_lines(people["clerk"], on, drafts=False)
    with django_assert_max_num_queries(10):  # the line of the home page is one of them
        page = watched(people["clerk"], on, drafts=False)
    assert (len(page.indicators), len(page.actions)) == (18, 24)


def test_what_was_never_approved_says_so(people, borough, on):
    watch(Indicator.objects.of(borough).get(), by=people["clerk"])
    (line,) = watched_lines(people["clerk"], on, drafts=False)
    assert (line.status, line.text) == (None, "")


def test_home_is_the_same_for_any_number_of_watched_things(
    signed_in, people, wlc, elc, role, django_assert_max_num_queries
):
    if role != "public":
        for subject in (*Indicator.objects.of(wlc), *Action.objects.of(elc)):
            watch(subject, by=people[role])
    client = signed_in(role)
    with django_assert_max_num_queries(12):
        client.get("/")


def test_the_list_is_a_file_too_of_indicators_and_actions_in_the_same_columns(signed_in, people, indicator, elc):
    for subject in (indicator, Action.objects.of(elc).get(number=16)):
        watch(subject, by=people["clerk"])
    file = signed_in("clerk").get("/watchlist/?download=csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(file))
    assert head == ["Name", "Strategy", "Status", "Figure or state", "Target or due date", "Since when, or how late"]
    assert [row[0].split()[0] for row in rows] == [indicator.reference, "Action"]
