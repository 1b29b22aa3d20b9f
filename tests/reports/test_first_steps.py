"""From an empty portal to the first report: what is done, what is next, and the samples."""

import re
from datetime import date

import pytest
from django.core.cache import caches

from outcomes.models import Strategy
from reports.models import Arrangement
from reports.scorecards.first_steps import ALL_DONE, FirstSteps, State, Step, _Found, all_done, first_steps
from reports.starting.samples import load_samples, put_samples_away, sample_names
from strategy_portal.council.services import Entered, save_council
from strategy_portal.models import Council, User
from strategy_portal.records.checking import check
from strategy_portal.records.versions import Refused

PAGE = "/first-steps/"


@pytest.fixture
def nothing(db):
    """No strategy is in use, as far as the first steps can see."""
    Strategy.objects.update(archived_on=date(2026, 1, 1))


@pytest.fixture
def steps(people, on):
    """`steps("Targets")` is that step as the performance team has it."""

    def steps(title: str):
        return next(step for step in first_steps(people["performance"], on).steps if step.title == title)

    return steps


def draft() -> Strategy:
    return Strategy.objects.create(
        slug="homes", title="Homes", organisation="Anytown Council", organisation_short="AC", is_draft=True,
        starts_on=date(2026, 4, 1), ends_on=date(2031, 3, 31),
    )  # fmt: skip


def test_without_a_strategy_the_first_step_is_to_add_one_and_the_rest_is_later(nothing, steps):
    assert (steps("The first strategy").state, steps("The first strategy").url) == (State.TO_DO, "/strategies/add/")
    assert {steps(title).state for title in ("Indicators", "Targets", "Adopted")} == {State.LATER}


def test_a_draft_leads_to_its_contents(nothing, steps):
    draft()
    found = steps("What it wants to achieve")
    assert (found.state, found.url) == (State.TO_DO, "/strategies/homes/setup/strategy/")


def test_what_indicators_lack_is_counted_and_leads_to_them(wlc, steps):
    found = steps("Targets")
    assert found.state in (State.BEGUN, State.TO_DO)
    assert "?missing=target" in found.url


def test_a_strategy_that_is_reported_nowhere_leads_to_its_arrangement(wlc, steps):
    assert steps("How it is reported").state is State.DONE
    Arrangement.objects.filter(strategy=wlc).delete()
    assert steps("How it is reported").url == f"/strategies/{wlc.slug}/reports/arrangement/"


def test_nobody_who_approves_is_said(steps):
    User.objects.filter(role="approver").update(is_active=False)
    assert "nobody as approver" in steps("People").said


def test_who_may_not_do_a_step_reads_who_may(nothing, people, on):
    found = first_steps(people["administrator"], on)
    strategy = next(step for step in found.steps if step.title == "The first strategy")
    assert (strategy.url, strategy.who) == ("", "performance team")
    assert next(step for step in found.steps if step.title == "People").url == "/people/invite/"


def test_an_empty_portal_opens_on_them_and_a_filled_one_does_not(signed_in):
    assert "steps__progress" not in signed_in("performance").get("/").text
    assert signed_in("performance").get(PAGE).status_code == 200
    assert signed_in("officer").get(PAGE).status_code == 403


def test_the_first_step_is_the_council_itself(steps, people):
    found = steps("Name, logo, colour and financial year")
    assert (found.state, found.url) == (State.TO_DO, "/council/")
    save_council(Entered("Anytown Council", "#702020", 7), seen=0, by=people["performance"])
    found = steps("Name, logo, colour and financial year")
    assert found.state is State.DONE
    assert "begins in July" in found.said


def test_the_home_page_leads_to_them_and_asks_apart_how_far_they_are(signed_in):
    page = signed_in("performance").get("/").text
    assert 'hx-get="/first-steps/"' in page
    assert "First steps" not in signed_in("board").get("/").text
    part = signed_in("performance").get(PAGE, headers={"HX-Request": "true"}).text
    assert re.search(r"\d+ of \d+ done", part)
    assert "<html" not in part


def test_once_all_is_done_the_home_page_gets_nothing(signed_in, monkeypatch):
    monkeypatch.setattr(FirstSteps, "is_done", True)
    assert signed_in("administrator").get(PAGE, headers={"HX-Request": "true"}).text.strip() == ""


@pytest.mark.parametrize(("last", "is_there"), [(State.DONE, False), (State.TO_DO, True)])
def test_once_all_is_done_they_leave_the_home_page_without_a_script(signed_in, monkeypatch, last, is_there):
    for name in ("of_the_council", "of_the_strategy", "of_figures", "of_reports"):
        state = last if name == "of_reports" else State.DONE
        monkeypatch.setattr(_Found, name, lambda self, state=state: [Step("A step", "", "", state, "")])
    assert ("first-steps-box" in signed_in("administrator").get("/").text) is is_there


def test_whether_all_is_done_is_asked_up_to_the_first_step_that_is_not_and_once_a_minute(
    people, on, django_assert_num_queries, django_assert_max_num_queries, settings
):
    with django_assert_num_queries(0):
        assert not all_done(people["performance"], on), "the council has no name"
    caches["process"].delete(ALL_DONE)
    save_council(Entered("Anytown Council", "#702020", 7), seen=0, by=people["performance"])
    settings.MAIL = True
    with django_assert_max_num_queries(12):  # the council’s own row among them
        all_done(people["performance"], on)
    with django_assert_num_queries(0):
        all_done(people["performance"], on)


def test_somebody_takes_them_off_the_home_page_of_all_and_puts_them_back(signed_in):
    signed_in("performance").post(PAGE, {"home": "hide"})
    assert "All first steps" not in signed_in("administrator").get("/").text
    assert str(Council.history.get().history_user) == "Performance team"
    assert "took them off" in signed_in("administrator").get(PAGE).text
    signed_in("administrator").post(PAGE, {"home": "show"})
    assert "All first steps" in signed_in("performance").get("/").text


def test_they_ask_the_same_number_of_queries_for_any_number_of_strategies(people, on, django_assert_num_queries):
    with django_assert_num_queries(11):
        first_steps(people["performance"], on)
    draft()
    with django_assert_num_queries(11):
        first_steps(people["performance"], on)


def test_the_samples_are_put_away_and_taken_up_from_the_page(signed_in, on):
    client = signed_in("administrator")
    client.post(PAGE, {"samples": "away"})
    assert not Strategy.objects.running_on(on).filter(slug__in=sample_names()).exists()
    client.post(PAGE, {"samples": "load"})
    assert Strategy.objects.filter(slug__in=sample_names(), archived_on=None).count() == 4
    assert check().findings == []


def test_samples_that_are_there_are_not_loaded_twice(people, on):
    with pytest.raises(Refused, match="already"):
        load_samples(by=people["administrator"])
    put_samples_away(by=people["administrator"], on=on)
    with pytest.raises(Refused, match="No sample"):
        put_samples_away(by=people["administrator"], on=on)
