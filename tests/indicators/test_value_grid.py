"""The quarter's grid: what an officer sees, types, saves and submits."""

import re

import pytest

from indicators.expecting.expected import expected_in
from indicators.models import Indicator, Population, PopulationTable, Value
from tests.conftest import ON

ADDRESS = "/strategies/wlc-customer-2023-28/returns/2026-27-Q2/"


@pytest.fixture
def key(wlc, quarter, people):
    """`key("2.2")` is what the fields of that indicator start with in the officer's form."""
    all_expected = {
        expected.indicator.reference: expected.key for expected in expected_in(people["officer"], wlc, quarter, ON)
    }
    return all_expected.__getitem__


@pytest.fixture
def officer(signed_in):
    return signed_in("officer")


def entry(prefix: str, **fields) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in ({"version": "0"} | fields).items()}


def text(response) -> str:
    return response.content.decode()


def value_of(reference: str, quarter) -> Value | None:
    outcome, order = reference.split(".")
    found = Value.objects.filter(period__starts_on=quarter.start, indicator__order=order)
    return found.filter(indicator__key_output__outcome__number=outcome, unit=None).first()


def test_it_shows_exactly_what_the_officer_owes(officer):
    shown = set(re.findall(r'<th scope="row">(\d\.\d)', text(officer.get(ADDRESS))))
    assert shown == {"1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4", "4.2"}


@pytest.mark.parametrize("quarters", [1, 4])
def test_it_reads_the_indicators_of_a_person_once(quarters, officer, django_assert_num_queries):
    """What is expected of them and what they may enter on a day that they choose are of the same indicators."""
    with django_assert_num_queries(11 if quarters == 1 else 10):
        officer.get(ADDRESS, {"quarters": quarters})


def test_a_team_chosen_shows_only_what_it_owes_and_only_that_is_submitted(signed_in, wlc, quarter, key):
    """The performance team comes here from the page of who owes what."""
    team = Indicator.objects.of(wlc).get(key_output__outcome__number=3, order=1).owner
    client, address = signed_in("performance"), f"{ADDRESS}?team={team.pk}"
    typed = entry(key("2.2"), numerator="13300", denominator="17500", what_happened="So", why="So", what_next="So")
    client.post(ADDRESS, typed | {"save": "yes"})
    page = text(client.get(address))
    owned = Indicator.objects.of(wlc).filter(owner=team, level="organisation")
    assert set(re.findall(r'<th scope="row">(\d\.\d)', page)) == {each.reference for each in owned} != set()
    assert f"Only what {team} owes." in page
    answer = client.post(address, {"submit": "complete"})
    assert answer.status_code == 422 or f"team={team.pk}" in answer["Location"]
    assert value_of("2.2", quarter).state == "draft"


@pytest.mark.parametrize("team", ["0", "x", "9" * 18, "-1"])
def test_a_team_that_is_none_is_not_found(officer, team):
    assert officer.get(f"{ADDRESS}?team={team}").status_code == 404


def test_a_survey_is_entered_for_the_officers_own_unit(officer):
    assert "as good or excellent: Customer contact" in text(officer.get(ADDRESS))


def test_the_value_before_stands_beside_the_input(officer):
    assert "77.9%" in text(officer.get(ADDRESS))


def test_a_returned_value_shows_why(officer):
    assert "The figure leaves out the offices" in text(officer.get(ADDRESS))


def test_saving_keeps_a_draft(officer, key, quarter):
    data = entry(key("2.2"), numerator="13,300", denominator="17,500") | {"save": "yes"}
    response = officer.post(ADDRESS, data, follow=True)
    assert "1 value was saved as draft" in text(response)
    assert (value_of("2.2", quarter).numerator, value_of("2.2", quarter).state) == (13_300, "draft")


def test_submitting_sends_every_value_that_has_a_figure(officer, key, quarter):
    data = entry(key("2.2"), numerator="13300", denominator="17500") | {"submit": "yes"}
    officer.post(ADDRESS, data)
    assert value_of("2.2", quarter).state == "submitted"
    assert value_of("2.1", quarter).state == "submitted"


def test_text_that_is_no_number_stays_on_the_page_with_an_error(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2"), numerator="lots", denominator="17500") | {"save": "yes"})
    assert response.status_code == 422
    assert "“lots” is not a number" in text(response)
    assert 'value="lots"' in text(response)


def test_a_wrong_row_does_not_lose_the_right_ones(officer, key, quarter):
    data = entry(key("2.2"), numerator="13300", denominator="17500") | entry(key("2.3"), numerator="x", denominator="9")
    officer.post(ADDRESS, data | {"submit": "yes"})
    assert value_of("2.2", quarter).state == "draft"


def test_half_a_ratio_names_the_missing_half(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2"), numerator="13300") | {"save": "yes"})
    assert "Enter enquiries as well" in text(response)


def test_a_zero_denominator_is_refused(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2"), numerator="0", denominator="0") | {"save": "yes"})
    assert "Nothing can be divided by zero" in text(response)


def test_not_available_needs_a_reason(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2"), availability="not-available") | {"save": "yes"})
    assert "Say why there is no value" in text(response)


def test_not_available_with_a_reason_is_kept(officer, key, quarter):
    data = entry(key("2.2"), availability="not-available", reason="System replaced") | {"save": "yes"}
    officer.post(ADDRESS, data)
    assert value_of("2.2", quarter).reason == "System replaced"


def test_too_many_digits_are_refused_with_the_limit(officer, key):
    response = officer.post(ADDRESS, entry(key("2.2"), numerator="1" * 12, denominator="1") | {"save": "yes"})
    assert "at most 11 before the point" in text(response)


def test_two_people_at_once_both_figures_are_shown(officer, signed_in, key):
    signed_in("performance").post(ADDRESS, entry(key("2.2"), numerator="1", denominator="4") | {"save": "yes"})
    response = officer.post(ADDRESS, entry(key("2.2"), numerator="13300", denominator="17500") | {"save": "yes"})
    assert response.status_code == 422
    assert "<strong>Performance team</strong> saved 25.0%" in text(response)
    assert 'value="13300"' in text(response)


def test_after_a_conflict_saving_again_puts_mine_in_its_place(officer, signed_in, key, quarter):
    signed_in("performance").post(ADDRESS, entry(key("2.2"), numerator="1", denominator="4") | {"save": "yes"})
    mine = {"numerator": "13300", "denominator": "17500"}
    response = officer.post(ADDRESS, entry(key("2.2"), **mine) | {"save": "yes"})
    version = re.search(rf'name="{key("2.2")}-version" value="(\d+)"', text(response))[1]
    officer.post(ADDRESS, entry(key("2.2"), version=version, **mine) | {"save": "yes"})
    assert value_of("2.2", quarter).numerator == 13_300


def test_what_i_did_not_touch_is_not_in_conflict(officer, signed_in, key, quarter):
    first = entry(key("2.2"), numerator="1", denominator="4")
    officer.post(ADDRESS, first | {"save": "yes"})
    changed = entry(key("2.2"), version="1", numerator="2", denominator="4")
    signed_in("performance").post(ADDRESS, changed | {"save": "yes"})
    response = officer.post(ADDRESS, entry(key("2.2"), version="1", numerator="1", denominator="4") | {"save": "yes"})
    assert response.status_code == 302
    assert value_of("2.2", quarter).numerator == 2


def test_the_grid_counts_the_days_of_grace_as_my_returns_does(officer, settings):
    """rules 2.4"""
    settings.FIGURES = settings.FIGURES | {"GRACE_DAYS": 100}
    assert "this quarter is overdue" not in text(officer.get(ADDRESS))


def test_a_quarter_of_which_all_is_submitted_is_not_called_overdue(officer, settings):
    settings.FIGURES = settings.FIGURES | {"GRACE_DAYS": 0}
    assert "this quarter is overdue" in text(officer.get(ADDRESS))
    Value.objects.filter(period__slug="2026-27-Q2", period__locked_at=None).update(state="approved")
    grid = officer.get(ADDRESS).context["grid"]
    assert ("this quarter is overdue" in text(officer.get(ADDRESS))) is (grid.done < len(grid.owed))


def test_an_approved_value_is_shown_and_cannot_be_typed_over(officer, key):
    assert f'name="{key("1.4")}-numerator"' not in text(officer.get(ADDRESS))


def test_each_input_has_a_name_of_its_own(officer):
    names = re.findall(r'aria-label="([^"]+)"', text(officer.get(ADDRESS)))
    inputs = [name for name in names if "Q2 2026/27" in name]
    assert len(inputs) == len(set(inputs)) > 25


def test_the_number_of_queries_does_not_grow_with_the_values(signed_in, django_assert_max_num_queries):
    """At most 11; 94 values here, 9 in the officer's grid."""
    for username in ("officer", "performance"):
        client = signed_in(username)
        with django_assert_max_num_queries(12):
            client.get(ADDRESS)


def test_a_period_that_is_no_quarter_is_not_found(officer):
    assert officer.get("/strategies/wlc-customer-2023-28/returns/2026-27/").status_code == 404


@pytest.mark.parametrize("version", ["0", "1"])
def test_saving_one_value_takes_at_most_fourteen_queries(version, officer, key, django_assert_max_num_queries):
    """A first value and a changed one; two are of the sign-in, two of the transaction, drafts and deputies have one."""
    typed = {"numerator": "13300", "denominator": "17500"}
    if version == "1":
        officer.post(ADDRESS, entry(key("2.2"), **typed))
    with django_assert_max_num_queries(14):
        officer.post(ADDRESS, entry(key("2.2"), **typed | {"version": version, "numerator": "13301"}))


def test_saving_one_units_value_takes_at_most_fifteen_queries(officer, key, django_assert_max_num_queries):
    typed = entry(key("1.1"), numerator="80", denominator="100", respondents="100")
    officer.post(ADDRESS, typed)
    with django_assert_max_num_queries(15):
        officer.post(ADDRESS, typed | {f"{key('1.1')}-version": "1", f"{key('1.1')}-numerator": "81"})


def test_a_row_that_is_not_the_officers_is_passed_over(officer, people, wlc, quarter):
    """Whoever names another team's value in a form of their own changes nothing."""
    theirs = next(s for s in expected_in(people["performance"], wlc, quarter, ON) if s.indicator.reference == "3.1")
    for key in (theirs.key, "v1-2", "v1-x-0", f"v{'9' * 30}-1-0"):
        assert officer.post(ADDRESS, entry(key, number="1")).status_code == 302
    assert value_of("3.1", quarter) == theirs.value


def test_an_indicator_that_took_a_number_before_can_take_a_ratio(enter, officer, quarter, key):
    value = enter("2.2", "2026-27-Q2", number=78)
    sent = entry(key("2.2"), numerator="13300", denominator="17500") | {f"{key('2.2')}-version": str(value.version)}
    officer.post(ADDRESS, sent | {"save": "yes"})
    saved = value_of("2.2", quarter)
    assert (saved.number, saved.numerator) == (None, 13300)


def test_submitting_a_second_time_says_that_what_was_entered_waits(officer, key):
    """As by a double click, without a script."""
    data = entry(key("2.2"), numerator="13300", denominator="17500") | {"submit": "yes"}
    officer.post(ADDRESS, data)
    assert "nothing more to submit: what was entered waits for approval" in text(officer.post(ADDRESS, data))


ODD, WHY_ODD = {"numerator": "8750", "denominator": "17500"}, "50.0% is outside the usual range. Is it right?"


def test_an_open_question_makes_nobody_the_author_of_a_row_that_they_did_not_touch(officer, signed_in, key, quarter):
    """The page sends the question along; what nobody answered changes nothing (rules 3.4)."""
    officer.post(ADDRESS, entry(key("2.2"), **ODD) | {"save": "yes"})
    shown = entry(key("2.2"), version="1", **ODD, **{"asked-jump": WHY_ODD, "answer-jump": ""})
    answer = signed_in("performance").post(ADDRESS, shown | {"save": "yes"}, follow=True)
    assert "Everything was saved already" in text(answer)
    assert (value_of("2.2", quarter).version, value_of("2.2", quarter).entered_by.username) == (1, "officer")


def test_the_same_answer_to_another_question_is_saved(officer, key, quarter):
    """An answer holds for the question as it was asked (rules 1.5)."""
    for version, asked in (("0", "Another question?"), ("1", WHY_ODD)):
        answered = {"asked-jump": asked, "answer-jump": "It is so"}
        officer.post(ADDRESS, entry(key("2.2"), version=version, **ODD, **answered) | {"save": "yes"})
    assert [each["text"] for each in value_of("2.2", quarter).answers] == [WHY_ODD]


def test_nobody_submits_what_somebody_else_saved_after_the_page_was_opened(officer, signed_in, key, quarter):
    """rules 3.3: who submits a figure has seen it. It is shown first, and the second time it goes."""
    seen = entry(key("2.2"), numerator="13300", denominator="17500")
    officer.post(ADDRESS, seen | {"save": "yes"})
    theirs = entry(key("2.2"), version="1", numerator="13350", denominator="17500")
    signed_in("performance").post(ADDRESS, theirs | {"save": "yes"})
    answer = officer.post(ADDRESS, seen | {f"{key('2.2')}-version": "1", "submit": "yes"})
    assert "Performance team saved 76.3% since you opened this page" in text(answer)
    assert (answer.status_code, value_of("2.2", quarter).state) == (422, "draft")
    officer.post(ADDRESS, theirs | {f"{key('2.2')}-version": "2", "submit": "yes"})
    assert value_of("2.2", quarter).state == "submitted"


def test_submitting_divides_by_what_the_population_table_says_now(officer, key, quarter):
    """rules 3.2: it was corrected after the figure was typed."""
    officer.post(ADDRESS, entry(key("2.2"), numerator="13300", denominator="17500") | {"save": "yes"})
    table = PopulationTable.objects.create(name="Enquiries")
    Population.objects.create(table=table, holds_from=quarter.start, value=17_400, reason="Counted", agreed_by="All")
    Indicator.objects.filter(pk=value_of("2.2", quarter).indicator_id).update(population=table)
    officer.post(ADDRESS, {"submit": "yes"})
    assert (value_of("2.2", quarter).state, value_of("2.2", quarter).denominator) == ("submitted", 17_400)


LOW = {"numerator": "1000", "denominator": "17500"}
"""Red, and outside the usual range."""


def test_a_refused_submit_names_all_that_is_wanted(officer, key):
    refused = text(officer.post(ADDRESS, entry(key("2.2"), **LOW) | {"submit": "yes"}))
    assert "2.2: answer what is asked about the figure" in refused
    assert "2.2: say what happened, why and what next" in refused


def test_what_is_complete_is_submitted_while_others_wait(officer, key, quarter):
    refused = officer.post(ADDRESS, entry(key("2.2"), **LOW) | {"submit": "yes"})
    assert 'name="submit" value="complete"' in text(refused)
    assert value_of("2.1", quarter).state == "returned"
    officer.post(ADDRESS, {"submit": "complete"})
    assert (value_of("2.1", quarter).state, value_of("2.2", quarter).state) == ("submitted", "draft")


def test_where_nothing_is_complete_the_same_is_said_again(officer, key, quarter):
    Value.objects.filter(pk=value_of("2.1", quarter).pk).delete()
    answer = officer.post(ADDRESS, entry(key("2.2"), **LOW) | {"submit": "complete"})
    assert (answer.status_code, value_of("2.2", quarter).state) == (422, "draft")


def test_an_indicator_of_a_population_table_keeps_its_status_in_a_refused_grid(officer, key, quarter):
    officer.post(ADDRESS, entry(key("2.2"), numerator="13600", denominator="17500") | {"save": "yes"})
    table = PopulationTable.objects.create(name="Enquiries")
    Population.objects.create(table=table, holds_from=quarter.start, value=17_500, reason="Counted", agreed_by="All")
    Indicator.objects.filter(pk=value_of("2.2", quarter).indicator_id).update(population=table)
    seen = entry(key("2.2"), version="1", numerator="13600") | entry(key("1.1"), numerator="lots", denominator="420")
    assert "77.7% is at or above the target of 75%" in text(officer.post(ADDRESS, seen | {"submit": "yes"}))


def test_commentary_is_typed_in_the_row_that_wants_it(officer, key, quarter):
    officer.post(ADDRESS, entry(key("2.2"), **LOW) | {"save": "yes"})
    shown = text(officer.get(f"{ADDRESS}?check=yes"))
    assert re.findall(r'<textarea[^>]* name="([^"]+)"', shown) == [
        f"{key('2.2')}-{name}" for name in ("what_happened", "why", "what_next")
    ]
    said = entry(key("2.2"), version="1", why="Two offices were closed.", **LOW)
    officer.post(ADDRESS, said | {"save": "yes"})
    assert value_of("2.2", quarter).why == "Two offices were closed."
