"""One indicator's page."""

import json
import re
from decimal import Decimal

import pytest

from indicators.models import Indicator
from tests.indicators.setting_up import new_indicator


@pytest.fixture
def page(signed_in):
    def page(reference, query="", strategy="wlc-customer-2023-28"):
        return signed_in("board").get(f"/strategies/{strategy}/indicators/{reference}/{query}").content.decode()

    return page


def test_it_answers_why_this_colour(page):
    shown = page("1.3")
    assert "Why red?" in shown
    assert "Red: 77.8% is below 80%, the lowest value that is still amber." in shown


def test_the_sum_can_be_redone(page):
    """rules 6.8: 1,670 of 2,146 answers."""
    assert "1,670 ÷ 2,146 × 100 = 77.8%" in page("1.3")


def test_a_survey_carries_its_coverage_and_is_provisional_until_all_units_are_approved(page):
    """rules 4.3"""
    assert "<strong>Provisional</strong>: 12 of 14 units, 2,146 responses." in page("1.3")


def test_what_the_source_lacks_says_so(page):
    shown = page("1.1")
    lacking = "<dd>Definition, source of the data, method</dd>"
    assert f'<dt><span class="unknown">Not stated in the source</span></dt>{lacking}' in shown
    assert '<dt>Baseline</dt><dd><span class="unknown">Not stated in the source</span>' in shown


def test_of_an_indicator_that_was_made_in_the_portal_no_source_is_said_to_lack_anything(wlc, people, signed_in):
    made = new_indicator(wlc, people["performance"])
    assert "in the source" not in signed_in("officer").get(made.get_absolute_url()).content.decode()


def test_the_two_meanings_of_the_star_are_told_apart(page):
    assert "* Collected per unit and reported as a council average" in page("1.1")
    assert "* New indicator" in page("3.3")


def test_a_sum_is_judged_to_date_against_its_share(page):
    """rules 5.2: 10 a year are 5 by the second quarter."""
    shown = page("3.1")
    assert "2026/27 to the end of Q2" in shown
    assert "Red: 3 in the year to date is below 4.75" in shown


def test_a_suspended_year_gives_its_reason(page):
    shown = page("4.3", "?period=2024-25-Q2")
    assert "Why not available?" in shown
    assert "Inspections were suspended for the year" in shown


def test_an_annual_indicator_is_not_due_in_a_second_quarter(page):
    """rules 2.3"""
    assert "Why not due?" in page("1.5")


def test_an_indicator_that_is_not_measured_says_who_suggested_it(page):
    shown = page("4.1")
    assert "suggested by the Customer Champions" in shown
    assert "Not yet measured" in shown


def test_a_target_that_the_source_does_not_state_is_unknown(page):
    shown = page("3.1", strategy="borough-customer-service-2024-27")
    assert '<dt>Target</dt><dd><span class="unknown">Not stated</span>' in shown


def test_made_up_settings_are_labelled(page):
    assert 'Customer Services <strong class="demo-label">' in page("1.1")


def test_the_chart_gives_the_same_figures_as_the_table(signed_in, page):
    chart = signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/1.3/charts/course/")
    figures = [trace["y"] for trace in json.loads(chart.content)["data"] if "77.8" in str(trace["y"])]
    assert figures
    assert "77.8%" in page("1.3")


def test_the_picture_is_an_svg_with_a_title(signed_in):
    picture = signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/1.3/charts/course.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<title" in picture.content


def test_an_indicator_that_is_not_there_is_not_found(signed_in):
    assert signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/9.9/").status_code == 404


@pytest.mark.parametrize("period", ["2026-27-Q3", "2026-27", "soon"])
def test_a_period_that_cannot_be_shown_is_not_found(signed_in, period):
    address = f"/strategies/wlc-customer-2023-28/indicators/1.1/?period={period}"
    assert signed_in("board").get(address).status_code == 404


def test_it_takes_a_fixed_number_of_queries(signed_in, django_assert_num_queries):
    """Session and user, whether it is a draft, the indicator with what was decided on it, five for the figures, one for
    the units, one for actions with the replies that name them, two for what people say.
    """
    client = signed_in("board")
    client.get("/strategies/wlc-customer-2023-28/indicators/1.3/")  # Django asks once whether the database knows JSON
    with django_assert_num_queries(12):
        client.get("/strategies/wlc-customer-2023-28/indicators/1.3/")


# --- After a change of the rule (rules 6.7) ---


def test_it_explains_a_figure_by_the_rule_that_it_was_judged_by(turned, enter, approve, page):
    """rules 1.3, 6.8: 13,090 of 17,500 is 74.8%, and 75% in whole numbers."""
    approve(enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500))
    shown = page("2.2", "?period=2026-27-Q2")
    assert "Green: 75% is at or below the target of 75%." in shown
    assert "<dt>Better is</dt><dd>Lower</dd>" in shown
    assert "<dt>Rule version</dt><dd>1, as it holds from 1 July 2026</dd>" in shown
    assert "By the rule that holds from 1 July 2026. A value is judged as it is printed, to a whole number." in shown


def test_an_earlier_figure_keeps_the_precision_and_the_better_side_of_its_rule(turned, page):
    shown = page("2.2", "?period=2026-27-Q1")
    assert "<dt>Better is</dt><dd>Higher" in shown
    assert "A value is judged as it is printed, to 1 decimal." in shown


def test_a_baseline_is_printed_as_the_figure_beside_it_is(turned, enter, approve, page):
    """rules 1.2: 80.5 is 81 in whole numbers, and 75 is 6 below that."""
    Indicator.objects.filter(pk=turned.pk).update(baseline=Decimal("80.5"), baseline_period="2022/23")
    approve(enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500))
    assert "81%, 2022/23. The figure is 6 points below the baseline, which is better." in page("2.2")


def test_who_approved_is_never_blank(signed_in, people):
    people["approver"].__class__.objects.filter(username="approver").update(first_name="", email="a@example.org")
    page = signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/1.2/").content.decode()
    assert "by a@example.org" in page


def test_how_the_year_comes_from_the_periods_is_said_whoever_set_it(page, indicator_of):
    """Rules 5.1: also of an indicator that a council set up itself."""
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(setup_is_demonstration=False, across_periods="mean")
    assert "<dt>Year’s figure</dt><dd>The mean of its periods</dd>" in page("2.2")


def test_what_a_person_is_to_state_is_not_said_to_be_missing_in_the_source(page, indicator_of):
    Indicator.objects.filter(pk=indicator_of("2.2").pk).update(frequency="", owner=None)
    shown = page("2.2")
    for what in ("Frequency", "Owner"):
        fact = shown.partition(f"<dt>{what}</dt>")[2].partition("</dd>")[0]
        assert "Not stated" in fact
        assert "in the source" not in fact


def test_it_says_the_figure_in_a_sentence_of_which_the_wording_is_marked(page, indicator_of):
    assert "<strong>77.8% of customers rated staff knowledge good or excellent.</strong>" in page("1.3")
    assert "wording of the portal, not of the source" in page("1.3")
    Indicator.objects.filter(pk=indicator_of("1.3").pk).update(setup_is_demonstration=False)
    assert "wording of the portal" not in page("1.3")


# --- The indicators beside it ---


def beside(shown: str) -> dict[str, str]:
    return {place: address for address, place in re.findall(r'<a href="([^"]+)" rel="(prev|next)">', shown)}


def test_it_leads_to_the_indicators_before_and_after_in_the_strategys_order(page):
    """The last of an outcome is followed by the first of the next one."""
    start = "/strategies/wlc-customer-2023-28/indicators"
    assert beside(page("1.1")) == {"next": f"{start}/1.2/"}
    assert beside(page("1.5")) == {"prev": f"{start}/1.4/", "next": f"{start}/2.1/"}
    assert beside(page("4.4")) == {"prev": f"{start}/4.3/"}


def test_the_quarter_and_the_day_go_along(page):
    assert beside(page("1.2", "?period=2025-26-Q1"))["next"].endswith("/1.3/?period=2025-26-Q1")
    query = "?period=2025-26-Q1&as_of=2026-11-20"
    assert beside(page("1.2", query))["prev"].endswith("/1.1/?period=2025-26-Q1&amp;as_of=2026-11-20")


def test_an_indicator_that_was_added_later_does_not_stand_beside_one_of_an_earlier_day(wlc, people, signed_in, page):
    made, start = new_indicator(wlc, people["performance"]), "/strategies/wlc-customer-2023-28/indicators"
    assert beside(page("2.1"))["prev"] == f"{start}/{made.reference}/"
    assert beside(page("2.1", "?as_of=2026-11-20"))["prev"].startswith(f"{start}/1.5/")


# --- Its history ---


def test_the_judged_figure_has_a_column_only_where_it_is_another_than_the_periods(page):
    assert 'data-label="Year to date"' in page("3.1")
    assert 'data-label="Year to date"' not in page("1.3")


def test_a_column_in_which_nothing_is_said_is_left_out(page):
    assert '<td data-label="Units">12 of 14</td>' in page("1.3")
    assert '<td data-label="Coverage">2 of 2 periods</td>' in page("1.4")
    assert '<th scope="col">Coverage</th>' not in page("3.5")


def test_an_indicator_whose_figure_is_overdue_says_its_last_one(page):
    assert "<dt>Last figure</dt><dd><strong>90.7%</strong> in Q1 2026/27, green</dd>" in page("2.1")
    assert "<dt>Last figure</dt>" not in page("1.3")


def test_a_chart_that_is_seldom_read_is_folded_below_its_sentence(page):
    shown = page("1.3")
    assert shown.count('<p class="said">Usual is 82.6% to 87.6%, around 85.1%') == 1
    assert '<details class="fold"><summary>The chart, its limits, and how to read them</summary>' in shown


def test_the_history_says_where_an_owner_explained_nothing(page):
    assert '<td data-label="Owner’s text"><strong>none</strong>' in page("3.3")
    assert '<td data-label="Owner’s text">given</td>' in page("1.3")


def test_years_with_the_same_target_are_one_line(page, indicator_of):
    assert "From 1 April 2023, in each of 5 years: 85%" in page("1.3")
    indicator_of("1.3").targets.filter(year_starts_on="2025-04-01").update(value=86)
    shown = page("1.3")
    lines = ["From 1 April 2023, in each of 2 years: 85%", "From 1 April 2025: 86%", "From 1 April 2026, in each of 2"]
    assert [line for line in lines if line not in shown] == []
