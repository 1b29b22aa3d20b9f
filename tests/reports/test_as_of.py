"""Pages and the API as they stood at the end of an earlier day (rules 6.7)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from actions.models import Action, ActionOwner
from indicators.expecting.periods import lock_periods, reopen_periods
from indicators.judging.indicator_page import indicator_page
from indicators.judging.loading import load_figures
from indicators.models import Benchmark, Indicator, IndicatorRule, Seal, Target
from outcomes.models import Strategy
from reports.scorecards.board import board
from reports.scorecards.home import strategy_page
from strategy_portal.domain.periods import Frequency, Period
from strategy_portal.domain.status import Status
from strategy_portal.models import Team
from strategy_portal.records.history import save_with_history
from tests.indicators.setting_up import new_indicator

THEN = date(2026, 9, 15)
EARLIER = Period(date(2026, 4, 1), Frequency.QUARTERLY)
WLC = "wlc-customer-2023-28"
PAGES = [
    f"/strategies/{WLC}/board/?",
    f"/strategies/{WLC}/?",
    f"/strategies/{WLC}/outcomes/1/?",
    f"/strategies/{WLC}/indicators/1.3/?",
]


COUNTS = {
    "/board/?": 13, PAGES[0]: 11, PAGES[1]: 12, PAGES[2]: 12, PAGES[3]: 11,
    f"/strategies/{WLC}/indicators/1.1/?": 11, f"/strategies/{WLC}/plan/?": 6,
}  # fmt: skip
"""How many queries each page asks as of a day, session, user and whether the strategy is a draft included."""


@pytest.fixture
def get(signed_in):
    return signed_in("board").get


@pytest.fixture
def survey(wlc) -> Indicator:
    return Indicator.objects.of(wlc).with_judging().get(key_output__outcome__number=1, order=3)


def board_then(wlc):
    return board(wlc, EARLIER, THEN, THEN)


def told(wlc) -> list[tuple]:
    cards = board_then(wlc).scores.indicators
    return [(card.standing.value_text, card.status, card.standing.target_text, card.short) for card in cards]


def restated(indicator: Indicator, people, at: datetime) -> Seal:
    """The first quarter approved once more, as red."""
    last = Seal.objects.get(indicator=indicator, period__starts_on=EARLIER.start, is_current=True)
    Seal.objects.filter(pk=last.pk).update(is_current=False)
    proof = last.proof | {"judged": last.proof["judged"] | {"status": "red", "value": "1.0"}}
    return Seal.objects.create(
        indicator=indicator, period=last.period, version=last.version + 1, sealed_at=at, sealed_by=people["approver"],
        is_restated=True, reasons=["A unit had counted twice"], status="red", proof=proof, inputs=last.inputs,
        reading=last.reading | {"number": "1.0"},
    )  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_as_of_which_day_it_is(get, address):
    assert "As it stood on 15 September 2026." in get(f"{address}as_of=2026-09-15").content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("day", "mistake"), [("2026-11-22", "has not come yet"), ("soon", "This is not a day")])
def test_a_day_that_cannot_be_shown_is_an_error_beside_its_field(get, address, day, mistake):
    answer = get(f"{address}as_of={day}")
    assert answer.status_code == 422
    assert '<a href="#id_as_of">As it stood on: ' in answer.content.decode()
    assert mistake in answer.content.decode()


def test_links_keep_the_day(get):
    assert f"/strategies/{WLC}/indicators/1.3/?period=2026-27-Q1&amp;as_of=2026-09-15" in (
        get(f"{PAGES[0]}as_of=2026-09-15").content.decode()
    )
    shown = get(f"{PAGES[3]}as_of=2026-09-15").content.decode()
    assert "charts/course/?period=2026-27-Q1&amp;as_of=2026-09-15" in shown


def test_only_quarters_that_had_ended_can_be_chosen(get):
    shown = get(f"{PAGES[0]}as_of=2026-09-15").content.decode()
    assert '<option value="2026-27-Q1" selected' in shown
    assert "2026-27-Q2" not in shown


def test_a_quarter_that_had_not_ended_then_gives_way_to_the_last_that_had(get):
    assert "Q1 2026/27. Year 4 of 5." in get(f"{PAGES[0]}as_of=2026-09-15&period=2026-27-Q2").content.decode()


def test_an_approval_after_the_day_changes_nothing(wlc, survey, people):
    before = told(wlc)
    restated(survey, people, datetime(2026, 9, 16, tzinfo=UTC))
    assert told(wlc) == before


def test_an_approval_on_the_day_counts(wlc, survey, people):
    restated(survey, people, datetime(2026, 9, 15, 20, tzinfo=UTC))
    assert indicator_page(survey, EARLIER, THEN, as_of=THEN).standing.status is Status.RED


def test_a_target_that_was_changed_later_recolours_nothing(wlc):
    """rules 6.7"""
    before = told(wlc)
    for target in Target.objects.filter(indicator__key_output__outcome__strategy=wlc):
        if target.value is not None:
            target.value += 100
            target.save()
    assert told(wlc) == before


def test_a_year_is_judged_by_the_target_as_it_was_recorded_then(survey):
    target = survey.targets.get(year_starts_on=date(2025, 4, 1))
    target.value = Decimal(1)
    target.save()
    survey = Indicator.objects.with_judging().get(pk=survey.pk)
    years = {year.label: standing for year, standing in indicator_page(survey, EARLIER, THEN, as_of=THEN).years}
    assert years["2025/26"].target_text == "85%"


def said_of_actions(wlc) -> list[tuple]:
    lines = board_then(wlc).lines
    return [(line.owners_text, line.status, line.latest and line.latest.done, line.due_as_written) for line in lines]


def test_what_was_reported_later_is_not_there_whatever_day_it_names(wlc, people):
    before, action = said_of_actions(wlc), Action.objects.filter(strategy=wlc).first()
    action.updates.create(written_on=date(2026, 9, 1), written_by=people["officer"], done="Said later", at_risk=True)
    assert said_of_actions(wlc) == before


def test_an_action_has_its_owners_of_that_day(db):
    elc = Strategy.objects.get(slug="elc-customer-2023-28")
    before = said_of_actions(elc)
    for owner in ActionOwner.objects.filter(action__strategy=elc):
        owner.team = Team.objects.create(organisation="Council", name=f"Later {owner.pk}")
        owner.save()
    assert said_of_actions(elc) == before
    assert all(owners for owners, *_ in before)


def test_nothing_awaits_approval_on_an_earlier_day(get, wlc):
    assert not any(card.standing.entry.awaiting for card in board_then(wlc).scores.indicators)
    assert "awaiting approval" not in get(f"{PAGES[0]}as_of=2026-11-20").content.decode()


def test_an_action_that_was_completed_later_was_overdue(elc):
    overdue = Action.objects.of(elc).overdue_on(THEN).first()
    before = [line.action for line in board(elc, EARLIER, THEN, THEN).late]
    overdue.state = Action.State.COMPLETED
    overdue.save()
    assert overdue.pk in {action.pk for action in before}
    assert [line.action for line in board(elc, EARLIER, THEN, THEN).late] == before


def test_as_of_today_is_what_the_page_shows(get, wlc, quarter, on):
    now, as_of = board(wlc, quarter, on), board(wlc, quarter, on, on)
    assert [card.standing.judged for card in now.scores.indicators] == [
        card.standing.judged for card in as_of.scores.indicators
    ]


def test_titles_and_definitions_are_those_of_the_day(get, survey):
    survey.title, survey.definition, survey.target_text = "Courtesy", "How courteous we are", "99%"
    survey.save()
    now, then = get(PAGES[3]).text, get(f"{PAGES[3]}as_of=2026-09-15").text
    for text in ("Courtesy", "How courteous we are", "99%"):
        assert text in now
        assert text not in then


@pytest.mark.parametrize("address", [PAGES[0], PAGES[2]])
def test_an_indicator_that_was_added_later_is_not_there_yet(get, wlc, people, address):
    new_indicator(wlc, people["performance"])
    assert "Calls answered in 5 minutes" in get(address).text
    assert "Calls answered in 5 minutes" not in get(f"{address}as_of=2026-09-15").text


def test_an_indicator_that_was_added_later_has_no_page_of_an_earlier_day(get, wlc, people):
    page = f"/strategies/{WLC}/indicators/1.9/"
    new_indicator(wlc, people["performance"])
    assert [get(f"{page}{query}").status_code for query in ("", "?as_of=2026-09-15")] == [200, 404]


def test_the_api_leaves_out_what_was_added_later(get, wlc, people):
    new_indicator(wlc, people["performance"])
    answers = [
        get("/api/v1/indicators/", {"strategy": wlc.slug, **day}).json() for day in ({}, {"as_of": "2026-09-15"})
    ]
    assert [answer["count"] for answer in answers] == [19, 18]


@pytest.mark.parametrize(
    ("reference", "changes"),
    [
        ("4.1", {"is_proposed": False, "frequency": "quarterly"}),
        ("1.1", {"retired_on": date(2026, 3, 31)}),
        ("1.1", {"frequency": "annual"}),
        ("1.1", {"across_periods": "sum"}),
    ],
)
def test_an_indicator_stands_where_it_stood_whatever_its_set_up_is_now(wlc, reference, changes):
    """rules 6.7: proposed, retired, collected and put together as it was that day."""
    before = told(wlc)
    outcome, order = reference.split(".")
    indicator = Indicator.objects.of(wlc).get(key_output__outcome__number=outcome, order=order)
    for name, content in changes.items():
        setattr(indicator, name, content)
    indicator.save()
    assert told(wlc) == before


def test_an_indicator_has_the_owner_of_the_day(get, survey):
    was, survey.owner = survey.owner, Team.objects.create(name="Night desk")
    survey.save()
    assert "Night desk" in get(PAGES[3]).text
    shown = get(f"{PAGES[3]}as_of=2026-09-15").text
    assert "Night desk" not in shown
    assert str(was) in shown


def test_a_key_output_has_the_title_of_the_day_beside_each_of_its_indicators(get, survey):
    output = survey.key_output
    output.title = "Courtesy throughout"
    output.save()
    assert "Courtesy throughout" in get(PAGES[2]).text
    assert "Courtesy throughout" not in get(f"{PAGES[2]}as_of=2026-09-15").text


@pytest.mark.parametrize("address", PAGES)
def test_an_outcome_has_the_title_of_the_day(get, wlc, address):
    outcome = wlc.outcomes.get(number=1)
    outcome.title = "Kindness first"
    outcome.save()
    assert "Kindness first" in get(address).text
    assert "Kindness first" not in get(f"{address}as_of=2026-09-15").text


def test_a_target_that_was_written_down_later_is_not_listed(get, survey):
    """rules 6.7"""
    target = survey.targets.get(year_starts_on=date(2026, 4, 1))
    target.value, target.reason = Decimal(91), "Raised after the summer"
    target.save()
    assert "Raised after the summer" in get(PAGES[3]).text
    assert "Raised after the summer" not in get(f"{PAGES[3]}as_of=2026-09-15").text


def test_a_benchmark_that_a_person_added_later_is_not_there_yet(survey, people):
    save_with_history(
        Benchmark(indicator=survey, name="Wales", source="A survey", value=80, year_starts_on=date(2025, 4, 1)),
        by=people["performance"],
    )
    assert "Wales" in [line.name for line in indicator_page(survey, EARLIER, THEN).benchmarks]
    assert "Wales" not in [line.name for line in indicator_page(survey, EARLIER, THEN, as_of=THEN).benchmarks]


def test_the_strategys_page_counts_actions_by_the_state_and_date_of_the_day(elc):
    """rules 9.1"""
    before = strategy_page(elc, THEN, THEN).actions
    for action in Action.objects.of(elc):
        action.state, action.due_as_written, action.due_ends_on = Action.State.CANCELLED, "", None
        action.due_starts_on = None
        action.save()
    assert strategy_page(elc, THEN, THEN).actions == before
    assert strategy_page(elc, THEN).actions != before


def test_a_period_that_was_reopened_since_was_locked_then(wlc, survey, people):
    """rules 3.5"""
    period = wlc.periods.get(slug="2026-27-Q1")
    locked = period.as_domain()

    def is_locked(as_of: date | None) -> bool:
        return locked in load_figures([survey], as_of=as_of)[0].locked

    lock_periods([period], reason="Closed", by=people["performance"], at=datetime(2026, 9, 1, tzinfo=UTC))
    reopen_periods([period], reason="A figure was wrong", by=people["performance"])
    assert (is_locked(date(2026, 8, 31)), is_locked(THEN), is_locked(None)) == (False, True, False)


def test_a_rule_that_was_withdrawn_since_held_then(survey, people):
    """rules 6.7"""
    change = IndicatorRule(
        indicator=survey, holds_from=date(2026, 7, 1), polarity="higher", decimal_places=0, reason="Whole numbers",
        agreed_by="The panel",
    )  # fmt: skip
    at = datetime(2026, 9, 1, tzinfo=UTC)
    save_with_history(change, by=people["performance"], reason="Whole numbers", at=at)
    change.delete()
    judged = {
        as_of: figures.rule_in(Period(date(2026, 7, 1), Frequency.QUARTERLY)).format.places
        for as_of in (THEN, None)
        for figures in load_figures(Indicator.objects.filter(pk=survey.pk).with_judging(), as_of=as_of)
    }
    assert judged == {THEN: 0, None: 1}


@pytest.mark.parametrize(("address", "count"), COUNTS.items())
def test_an_earlier_day_takes_a_fixed_number_of_queries(get, address, count, wlc, django_assert_num_queries):
    """However many rows there are and changed since; one of them asks for the owners of then, where they are others."""
    get(address)  # Django asks once whether the database knows JSON
    team = Team.objects.create(name="Night desk", parent=Team.objects.create(name="Nights"))
    for indicator in Indicator.objects.of(wlc):
        indicator.title += " in all"
        indicator.owner = team
        indicator.save()
    with django_assert_num_queries(count):
        get(f"{address}as_of=2026-09-15")


def test_every_strategy_has_a_board_on_every_day(db):
    for strategy in Strategy.objects.all():
        for day in (date(2000, 1, 1), strategy.starts_on, strategy.ends_on):
            board(strategy, EARLIER, day, day)


@pytest.mark.parametrize("address", ["indicators", "outcomes"])
def test_the_api_takes_the_day_too(get, wlc, address):
    answer = get(f"/api/v1/{address}/", {"strategy": wlc.slug, "as_of": "2026-09-15"})
    assert answer.status_code == 200


def test_the_api_says_what_the_page_said(get, wlc):
    rows = get("/api/v1/indicators/", {"strategy": wlc.slug, "as_of": "2026-09-15", "page_size": 200}).json()["results"]
    cards = board_then(wlc).scores.indicators
    assert [row["status"]["slug"] for row in rows] == [card.status for card in cards]


@pytest.mark.parametrize("day", ["2026-11-22", "soon", "20260915", "1999-12-31", "2026-02-30"])
def test_the_api_refuses_a_day_that_cannot_be_shown(get, day):
    answer = get("/api/v1/indicators/", {"as_of": day})
    assert (answer.status_code, list(answer.json())) == (400, ["as_of"])
