"""An indicator's baseline: shown beside the figure, read by programs."""

from decimal import Decimal

import pytest

from indicators.models import Indicator

WLC = "wlc-customer-2023-28"
PAGE = f"/strategies/{WLC}/indicators/2.3/?period=2026-27-Q2"


@pytest.fixture
def based(wlc) -> Indicator:
    """2.3, 85.3% in the quarter, with a baseline."""
    indicator = Indicator.objects.of(wlc).get(key_output__outcome__number=2, order=3)
    indicator.baseline, indicator.baseline_period = Decimal("80.5"), "2022/23"
    indicator.baseline_source = "Survey of the council"
    indicator.save()
    return indicator


def test_what_the_source_does_not_state_is_shown_as_not_stated(signed_in):
    shown = signed_in("board").get(PAGE).text
    assert '<dt>Baseline</dt><dd><span class="unknown">' in shown
    assert "above the baseline" not in shown


def test_the_page_shows_the_difference_to_it(based, signed_in):
    """rules 7.2"""
    shown = signed_in("board").get(PAGE).text
    assert "80.5%, 2022/23. The figure is 4.8 points above the baseline, which is better." in shown
    assert "(Survey of the council)" in shown


def test_a_year_to_date_is_not_compared_with_it(wlc, signed_in):
    Indicator.objects.of(wlc).filter(key_output__outcome__number=3, order=1).update(baseline=12)
    shown = signed_in("board").get(f"/strategies/{WLC}/indicators/3.1/?period=2026-27-Q2").text
    assert "A year to date is not compared with it." in shown


def test_programs_read_it_with_the_difference(based, signed_in):
    row = signed_in("board").get(f"/api/v1/indicators/{based.pk}/", {"period": "2026-27-Q2"}).json()
    assert row["baseline"] == {
        "value": "80.5", "period": "2022/23", "source": "Survey of the council", "difference": "4.8",
        "difference_text": "4.8 points above the baseline, which is better",
    }  # fmt: skip


def test_programs_read_null_where_none_is_stated(wlc, signed_in):
    row = signed_in("board").get("/api/v1/indicators/", {"strategy": WLC, "include": "setup"}).json()["results"][0]
    assert set(row["baseline"].values()) == {None}


def test_the_end_of_strategy_report_lists_it(based, signed_in):
    shown = signed_in("performance").get(f"/strategies/{WLC}/reports/end-of-strategy/").text
    assert "80.5%, 2022/23" in shown
