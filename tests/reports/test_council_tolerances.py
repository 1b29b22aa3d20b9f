"""No page takes one query more for what the council set (speed.md)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.expecting.expected import expected_in
from indicators.models import CouncilTolerance
from reports.scorecards.radar import radar
from reports.scorecards.report import annual_report
from strategy_portal.domain.periods import period_from_slug
from tests.conftest import ON, QUARTER
from tests.indicators.setting_up import AGREED

WLC = "/strategies/wlc-customer-2023-28"
PAGES = [
    "/strategies/wlc-customer-2023-28/board/",
    "/strategies/wlc-customer-2023-28/board/?as_of=2026-09-15",
    "/radar/",
    f"{WLC}/",
    f"{WLC}/outcomes/1/?as_of=2026-09-15",
    "/indicators/",
    f"{WLC}/indicators/1.3/",
    f"{WLC}/indicators/1.3/?as_of=2026-09-15",
    f"{WLC}/indicators/2.2/changes/",
    f"{WLC}/returns/2026-27-Q2/",
    f"{WLC}/setup/indicators/",
    f"{WLC}/setup/indicators/1.1/",
    "/setup/",
    f"{WLC}/approvals/2026-27-Q2/",
    "/api/v1/indicators/?page_size=200",
    "/api/v1/values/?page_size=200",
]


@pytest.fixture
def count() -> Callable[[Callable], int]:
    def count(ask: Callable) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask()
        return len(queries)

    return count


def set_sizes() -> None:
    """Two of each kind, so that each indicator without a tolerance of its own follows some."""
    for kind in CouncilTolerance.Kind:
        for year in (2025, 2026):
            CouncilTolerance.objects.create(
                kind=kind, size=2, holds_from=date(year, 10, 1), reason="Reviewed", agreed_by=AGREED
            )


@pytest.mark.parametrize("address", PAGES)
def test_a_page_takes_as_many_queries_as_before(address, count, signed_in):
    client = signed_in("performance")
    assert client.get(address).status_code == 200
    before = count(lambda: client.get(address))
    set_sizes()
    assert count(lambda: client.get(address)) == before


def test_a_report_takes_as_many_queries_as_before(count, wlc):
    def report() -> None:
        annual_report(wlc, period_from_slug("2025-26"), ON)

    report()  # the first one also asks for the strategy's forerunner
    before = count(report)
    set_sizes()
    assert count(report) == before


def test_saving_a_value_takes_as_many_queries_as_before(count, signed_in, wlc, people):
    client = signed_in("officer")
    all_expected = expected_in(people["officer"], wlc, QUARTER, ON)
    key = next(expected.key for expected in all_expected if expected.indicator.reference == "2.2")

    def save(version: int) -> None:
        typed = {"version": version, "numerator": f"1330{version}", "denominator": "17500"}
        client.post(f"{WLC}/returns/2026-27-Q2/", {f"{key}-{name}": value for name, value in typed.items()})

    save(0)
    before = count(lambda: save(1))
    set_sizes()
    assert count(lambda: save(2)) == before


def test_what_the_council_set_shows_on_the_radar(wlc):
    set_sizes()
    (group,) = [each for each in radar([wlc], ON).groups if each.signal.slug == "default-tolerance"]
    assert {finding.detail for finding in group.findings} >= {"2 points is used"}
