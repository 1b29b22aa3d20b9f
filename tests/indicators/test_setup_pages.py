"""The pages of setting up, as the performance team uses them."""

import re
from datetime import date

import pytest

from indicators.models import Benchmark, CollectionUnit, Indicator, IndicatorRule, PopulationTable, Target, Value
from indicators.setup.overview import frequency_lines
from indicators.setup.services import save_benchmark, withdraw_benchmark
from outcomes.models import Strategy
from strategy_portal.models import Team

from .setting_up import AGREED, SETUP, aim_at, indicator_of, judge_by, new_indicator, seal
from .test_setup_judging import POINTS

ONE = f"{SETUP}indicators/1.9/"
TARGET = {"value": "88", "basis": "year", "reason": "Two good years", "agreed_by": AGREED}


@pytest.fixture
def by(people):
    return people["performance"]


@pytest.fixture
def indicator(wlc, by) -> Indicator:
    return new_indicator(wlc, by)


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def filled(client):
    """What a form would send if nobody touched it, read from its page."""

    def filled(address: str) -> dict:
        form = client.get(address).context["form"]
        start = {name: form[name].value() for name in form.fields}
        return {name: prepared(value) for name, value in start.items() if value is not None and value is not False}

    def prepared(value):
        if isinstance(value, list | tuple):
            return [str(each) for each in value]
        return value.isoformat() if isinstance(value, date) else str(value)

    return filled


def hidden_version(page: str) -> int:
    return int(re.search(r'name="seen" value="(\d+)"', page)[1])


def test_the_page_of_a_strategy_counts_what_is_missing_and_leads_to_it(client):
    page = client.get(SETUP).content.decode()
    assert "18 in use" in page
    assert f'<a href="{SETUP}indicators/?missing=owner">1 of 18</a> without an owner' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("missing=owner", ["4.1"]), ("missing=polarity", []), ("state=proposed", ["4.1"]), ("search=complaints", ["1.4"])],
)
def test_the_list_of_indicators_is_filtered(client, query, found):
    table = client.get(f"{SETUP}indicators/?{query}").context["table"]
    assert [row.record.reference for row in table.rows] == found


def test_the_list_of_indicators_is_sorted_by_owner(client):
    table = client.get(f"{SETUP}indicators/?sort=-owner").context["table"]
    owners = [str(row.record.owner) for row in table.rows if row.record.owner]
    assert owners == sorted(owners, reverse=True)


def test_an_indicator_is_added_and_leads_to_its_own_page(client, wlc):
    sent = {
        "seen": 0, "outcome": wlc.outcomes.get(number=1).pk, "key_output": "Quick answers", "order": 10,
        "title": "Calls answered", "measure": "count", "factor": 1, "level": "organisation", "across_periods": "sum",
        "polarity": "higher", "decimal_places": 0, "trend_comparison": "previous-period", "no_change_band": "0.5",
        "answers_that_count": 0,
    }  # fmt: skip
    answer = client.post(f"{SETUP}indicators/add/", sent)
    assert answer.url == f"{SETUP}indicators/1.10/"
    assert indicator_of(wlc, "1.10").title == "Calls answered"


def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(client, filled, indicator):
    answer = client.post(f"{ONE}edit/", filled(f"{ONE}edit/") | {"definition": "Every answer counts"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_reason">Why: The definition changes: say why' in page
    assert "Every answer counts</textarea>" in page


@pytest.mark.parametrize("reference", ["1.1", "3.4", "4.1", "1.9"])
def test_a_form_that_nobody_touched_changes_nothing(client, filled, indicator, wlc, reference):
    before, address = indicator_of(wlc, reference), f"{SETUP}indicators/{reference}/edit/"
    assert client.post(address, filled(address)).status_code == 302
    after = indicator_of(wlc, reference)
    assert said_by(Indicator, before) == said_by(Indicator, after)
    assert said_by(IndicatorRule, before.rules.get()) == said_by(IndicatorRule, after.rules.get())


def said_by(model, row) -> dict:
    """Everything but the version, which each save counts."""
    names = [field.attname for field in model._meta.concrete_fields if field.name != "version"]
    return {name: getattr(row, name) for name in names}


def test_a_baseline_is_set_with_a_reason(client, filled, indicator):
    sent = filled(f"{ONE}edit/") | {"baseline": "80.5", "baseline_period": "2022/23"}
    assert client.post(f"{ONE}edit/", sent).status_code == 422
    assert client.post(f"{ONE}edit/", sent | {"reason": "Found in the annual report"}).status_code == 302
    indicator.refresh_from_db()
    assert indicator.baseline_at(indicator.format) == "80.5%, 2022/23"


def test_two_who_change_different_fields_keep_both(client, filled, indicator, by):
    mine = filled(f"{ONE}edit/") | {"code": "MINE"}
    theirs = filled(f"{ONE}edit/") | {"suggested_by": "The panel"}
    client.post(f"{ONE}edit/", theirs)
    answer = client.post(f"{ONE}edit/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Suggested by: The panel" in page
    again = mine | {"suggested_by": answer.context["form"]["suggested_by"].value(), "seen": hidden_version(page)}
    assert client.post(f"{ONE}edit/", again).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.code, indicator.suggested_by) == ("MINE", "The panel")


def test_two_who_change_one_field_see_both_values_and_who_saved(client, filled, indicator):
    mine, theirs = filled(f"{ONE}edit/") | {"code": "MINE"}, filled(f"{ONE}edit/") | {"code": "THEIRS"}
    client.post(f"{ONE}edit/", theirs)
    answer = client.post(f"{ONE}edit/", mine)
    page = answer.content.decode()
    assert "<td>MINE</td><td>THEIRS</td>" in page
    assert "You, in another window or on another device, saved on" in page
    indicator.refresh_from_db()
    assert indicator.code == "THEIRS"


def test_a_sealed_indicator_shows_no_rule_to_change_from_the_start(client, indicator, by):
    """rules 6.7"""
    seal(indicator, "2026-27-Q1", by)
    page = client.get(f"{ONE}edit/").content.decode()
    assert 'name="polarity"' not in page
    assert f'<a href="{ONE}rules/add/">' in page


def test_a_target_is_changed_from_a_day_on(client, indicator):
    seen = indicator.version
    sent = TARGET | {"seen": seen, "holds_from": "2027-01-01"}
    answer = client.post(f"{ONE}targets/2026-27/", sent, follow=True)
    page = answer.content.decode()
    assert "The target of 2026/27 is 88% from 1 January 2027." in page
    assert "Two good years" in page


def test_a_target_in_a_sealed_period_says_which_day_can_be_had(client, indicator, by):
    """rules 6.7"""
    seal(indicator, "2026-27-Q2", by)
    seen = indicator.version
    answer = client.post(f"{ONE}targets/2026-27/", TARGET | {"seen": seen, "holds_from": "2026-08-01"})
    assert answer.status_code == 422
    assert 'href="#id_holds_from">Holds from: Q2 2026/27 is sealed' in answer.content.decode()


def test_the_form_says_beforehand_from_which_day_on_a_change_can_hold(client, indicator, by):
    """rules 6.7"""
    seal(indicator, "2026-27-Q2", by)
    for address in (f"{ONE}targets/2026-27/", f"{ONE}rules/add/"):
        assert "1 October 2026 or later: Q2 2026/27 is sealed." in client.get(address).content.decode()


def test_two_who_set_one_target_see_both(client, indicator, by):
    seen = indicator.version
    aim_at(indicator, 91, by=by)
    answer = client.post(f"{ONE}targets/2026-27/", TARGET | {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert '<th scope="row">Target</th><td>88</td><td>91</td>' in page
    assert client.post(f"{ONE}targets/2026-27/", TARGET | {"seen": hidden_version(page)}).status_code == 302


def test_a_year_that_is_no_year_is_not_found(client):
    assert [client.get(f"{ONE}targets/{slug}/").status_code for slug in ("2026-27-Q1", "soon")] == [404, 404]


def test_a_target_is_withdrawn_after_a_question(client, indicator, by):
    row = aim_at(indicator, 88, holds_from=date(2027, 1, 1), by=by)
    address = f"{ONE}targets/{row.pk}/withdraw/"
    page = client.get(address).content.decode()
    assert "The target 88% that holds from 1 January 2027" in page
    client.post(address, {"seen": hidden_version(page), "reason": "Typed for the wrong year"})
    assert not Target.objects.filter(pk=row.pk).exists()
    assert "Typed for the wrong year" in client.get(ONE).content.decode()


def test_what_was_judged_by_is_not_offered_for_withdrawal(client, indicator, by):
    """rules 6.7: the target that held in a sealed quarter, and the rule; what holds after it is offered."""
    first = indicator.targets.get(year_starts_on=date(2026, 4, 1))
    change = judge_by(indicator, POINTS, date(2026, 4, 1), by=by)
    later = aim_at(indicator, 88, holds_from=date(2027, 1, 1), by=by)
    seal(indicator, "2026-27-Q1", by)
    page = client.get(ONE).content.decode()
    offered = [f"{ONE}targets/{first.pk}/withdraw/", f"{ONE}targets/{later.pk}/withdraw/", f"/{change.pk}/withdraw/"]
    assert [address in page for address in offered] == [False, True, False]


def test_a_year_that_is_sealed_to_its_end_is_not_offered_for_change(client, indicator, by):
    """rules 6.7"""
    seal(indicator, "2025-26-Q4", by)
    page = client.get(ONE).content.decode()
    assert [f'"{ONE}targets/{year}/"' in page for year in ("2025-26", "2026-27")] == [False, True]


def test_a_figure_of_a_population_table_that_values_were_divided_by_is_not_offered_for_withdrawal(client, wlc):
    """rules 3.2"""
    used = Value.objects.exclude(population=None).first().population
    page = client.get(f"/setup/populations/{used.table_id}/").content.decode()
    assert f"/figures/{used.pk}/withdraw/" not in page


def test_the_page_of_an_indicator_tells_its_changes(client, indicator, by):
    aim_at(indicator, 88, holds_from=date(2027, 1, 1), reason="Two good years", by=by)
    page = client.get(ONE).content.decode()
    assert "Target of 2026/27: from 1 January 2027" in page
    assert f"Two good years. Agreed by {AGREED}" in page


def test_the_changes_of_an_indicator_say_that_a_benchmark_was_withdrawn(client, indicator, by):
    benchmark = Benchmark(name="Scotland", year_starts_on=date(2026, 4, 1), value=88, source="Published tables")
    save_benchmark(indicator=indicator, benchmark=benchmark, seen=Indicator.objects.get(pk=indicator.pk).version, by=by)
    seen = Indicator.objects.get(pk=indicator.pk).version
    withdraw_benchmark(benchmark=benchmark, reason="It counts otherwise.", seen=seen, by=by)
    assert "Benchmark Scotland, 2026/27: withdrawn" in client.get(ONE).text


def test_a_unit_closes_with_a_reason_and_not_before_its_last_value(client, filled):
    unit = CollectionUnit.objects.get(name="Roads")
    address = f"{SETUP}units/{unit.pk}/"
    early = client.post(address, filled(address) | {"closed_on": "2025-03-31", "reason": "Merged"})
    assert "The unit has a value for" in early.content.decode()
    page = client.post(address, filled(address) | {"closed_on": "2027-03-31", "reason": "Merged"}, follow=True)
    assert "Roads: closed on" in page.content.decode()
    assert "Merged" in page.content.decode()


def test_a_unit_is_added_once(client):
    sent = {"seen": 0, "name": "Parks"}
    assert client.post(f"{SETUP}units/add/", sent).status_code == 302
    assert "There is a unit “Parks” already" in client.post(f"{SETUP}units/add/", sent).content.decode()


def test_a_team_is_added_for_the_organisation_of_the_strategy(client, wlc, by):
    client.post(f"{SETUP}teams/add/", {"name": "Parks"})
    team = Team.objects.get(name="Parks")
    assert (team.organisation, team.history.get().history_user) == (wlc.organisation, by)
    assert client.post(f"{SETUP}teams/add/", {"name": "parks"}).status_code == 422


def test_a_figure_of_a_population_table_needs_day_reason_and_who_agreed(client):
    """rules 3.2"""
    client.post("/setup/populations/add/", {"seen": 0, "name": "Population", "source": "Mid-year estimate"})
    table = PopulationTable.objects.get(name="Population")
    address = f"/setup/populations/{table.pk}/figures/add/"
    bare = client.post(address, {"seen": 0, "value": "180,000"}).content.decode()
    assert all(f'href="#id_{name}"' in bare for name in ("holds_from", "reason", "agreed_by"))
    sent = {"seen": 0, "value": "180,000", "holds_from": "2026-04-01", "reason": "Estimate", "agreed_by": "the board"}
    assert client.post(address, sent).status_code == 302
    assert table.rows.get().value == 180_000


def test_a_figure_of_a_population_table_does_not_reach_into_a_sealed_period(client, indicator, by):
    """rules 6.7"""
    table = PopulationTable.objects.create(name="Population")
    Indicator.objects.filter(pk=indicator.pk).update(population=table)
    seal(indicator, "2026-27-Q2", by)
    sent = {"seen": 0, "value": "1", "holds_from": "2026-09-30", "reason": "Estimate", "agreed_by": "the board"}
    answer = client.post(f"/setup/populations/{table.pk}/figures/add/", sent)
    assert "Q2 2026/27 is sealed" in answer.content.decode()


def test_an_indicator_of_another_strategy_is_not_found(client):
    assert client.get("/strategies/elc-customer-2023-28/setup/indicators/1.1/").status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [("/setup/", 8), (SETUP, 12), (f"{SETUP}indicators/", 10), (f"{SETUP}indicators/1.1/", 16), (f"{SETUP}units/", 6)],
)
def test_the_number_of_queries_does_not_grow_with_the_data(client, address, most, django_assert_max_num_queries):
    with django_assert_max_num_queries(most):
        client.get(address)


def test_each_line_of_the_definition_says_what_it_is(client, indicator):
    labels = [label for label, _ in client.get(ONE).context["facts"]]
    assert "Introduced on" in labels
    assert "None" not in labels


def test_each_rule_of_an_indicator_says_how_precisely_it_prints(client, indicator):
    IndicatorRule.objects.filter(indicator=indicator).update(decimal_places=3)
    page = client.get(ONE).text
    assert re.search(r'<td class="number">3</td>', page)


def test_what_is_asked_is_answered_by_a_tick_that_appears_then(client, wlc):
    """Rules 6.4: and nothing typed is lost."""
    sent = {
        "seen": 0, "outcome": wlc.outcomes.get(number=1).pk, "key_output": "Quick answers", "order": 10,
        "title": "Calls answered", "measure": "percentage", "factor": 1, "level": "organisation",
        "across_periods": "none", "polarity": "higher", "decimal_places": 0, "trend_comparison": "previous-period",
        "answers_that_count": 0,
    }  # fmt: skip
    assert 'name="is_so"' not in client.get(f"{SETUP}indicators/add/").content.decode()
    asked = client.post(f"{SETUP}indicators/add/", sent)
    assert (asked.status_code, 'name="is_so"' in asked.content.decode()) == (422, True)
    assert client.post(f"{SETUP}indicators/add/", sent | {"is_so": "on"}).status_code == 302
    made = indicator_of(wlc, "1.10")
    assert (made.factor, made.no_change_band) == (1, None)


def test_a_benchmark_begins_with_the_last_year_that_has_ended(client, indicator):
    assert client.get(f"{ONE}benchmarks/add/").context["form"]["year_starts_on"].value() == "2025-04-01"


def test_setting_a_target_says_what_else_was_set_and_what_is_suggested(client, indicator):
    """Rules 5.5."""
    indicator.targets.filter(year_starts_on=date(2027, 4, 1)).delete()
    Indicator.objects.filter(pk=indicator.pk).update(measure="count")
    seen = indicator_of(indicator.outcome.strategy, "1.9").version
    answer = client.post(
        f"{ONE}targets/2026-27/", TARGET | {"value": "8", "basis": "strategy", "seen": seen}, follow=True
    )
    page = answer.content.decode()
    assert "So is that of 2027/28" in page
    assert "An equal share of it is less than 3" in page


def test_the_form_of_an_indicator_is_a_page_of_sections_of_which_those_that_are_needed_stand_open(signed_in):
    page = signed_in("performance").get("/strategies/wlc-customer-2023-28/setup/indicators/add/").content.decode()
    shown = re.findall(r'<details class="section"( open)?><summary><h2>([^<]+)</h2>', page)
    assert [title for is_open, title in shown if is_open][:3] == ["What it is", "Definition", "How it is measured"]
    assert "Trend" in [title for is_open, title in shown if not is_open]


def test_periods_are_counted_for_the_frequencies_of_indicators_in_use(wlc):
    """A quarter that ended is not called overdue: whether it is stands on the page of periods (rules 2.4)."""
    lines = frequency_lines(wlc, date(2026, 11, 21))
    assert [(line.frequency, len(line.periods), line.ended) for line in lines] == [
        ("quarterly", 20, 14),
        ("annual", 5, 3),
    ]


def test_what_is_empty_and_needed_says_what_to_do(signed_in, wlc):
    errors = (
        signed_in("performance")
        .post(f"/strategies/{wlc.slug}/setup/indicators/add/", {"seen": 0})
        .context["form"]
        .errors
    )
    assert (errors["title"], errors["measure"], errors["outcome"]) == (["Fill this in"], ["Choose one"], ["Choose one"])


def test_a_new_indicator_gets_the_next_number_of_the_outcome_that_is_chosen_or_the_only_one(signed_in, wlc):
    client = signed_in("performance")
    outcome = wlc.outcomes.get(number=2)
    page = client.get(f"/strategies/{wlc.slug}/setup/indicators/add/?outcome={outcome.pk}")
    last = Indicator.objects.filter(key_output__outcome=outcome).order_by("order").last()
    assert (page.context["form"]["outcome"].value(), page.context["form"]["order"].value()) == (
        outcome.pk, last.order + 1
    )  # fmt: skip
    chosen = client.get(f"/strategies/{wlc.slug}/setup/indicators/add/?outcome=x").context["form"]["outcome"].value()
    assert chosen is None, "there are several"
    new = Strategy.objects.create(
        slug="new", title="New", organisation="A council", organisation_short="AC", starts_on="2026-04-01",
        ends_on="2030-03-31",
    )  # fmt: skip
    only = new.outcomes.create(number=1, title="Fast")
    form = client.get("/strategies/new/setup/indicators/add/").context["form"]
    assert (form["outcome"].value(), form["order"].value()) == (only.pk, 1)
