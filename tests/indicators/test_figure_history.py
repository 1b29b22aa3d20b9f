"""The history of an indicator's figure in a period: each sealed version with its parts (rules 6.7)."""

import pytest
from django.utils import timezone

from indicators.approving.history import sealed_versions
from indicators.approving.services import approve_values, revise_value
from indicators.models import Indicator, Seal, Value

ADDRESS = "/strategies/wlc-customer-2023-28/indicators/{}/{}/history/"


@pytest.fixture
def survey(wlc):
    return Indicator.objects.of(wlc).with_setting().get(key_output__outcome__number=1, order=1)


def test_a_surveys_figure_names_each_unit_with_its_sum(survey, wlc):
    version = sealed_versions(survey, wlc.periods.get(slug="2026-27-Q1"))[0]
    assert len(version.parts) == 14
    assert all(part.figure.endswith("%") and part.url.startswith("/values/") for part in version.parts)


def test_a_revision_adds_a_version_marked_as_restated(wlc, people, signed_in):
    """rules 3.4"""
    value = Value.objects.approved().filter(period__slug="2026-27-Q2", unit=None).with_setting().first()
    revise_value(value, reason="An office was left out", by=people["officer"])
    value.state, value.submitted_by, value.submitted_at = "submitted", people["officer"], timezone.now()
    value.version += 1
    value.save()
    approve_values([value], by=people["approver"], at=timezone.now())
    page = signed_in("board").get(ADDRESS.format(value.indicator.reference, "2026-27-Q2")).content.decode()
    assert "Version 2, in force" in page
    assert "Version 1" in page
    assert "An office was left out" in page


def test_a_formulas_parts_are_the_figures_of_other_indicators(survey, wlc, people):
    period = wlc.periods.get(slug="2026-27-Q3")
    kept = {"number": "85.5", "numerator": None, "denominator": None, "respondents": None}
    reading = kept | {"settled": True, "reported": 1, "expected": 1}
    Seal.objects.create(
        indicator=survey, period=period, version=1, sealed_at=timezone.now(), sealed_by=people["approver"],
        reading=reading, status="green", proof={}, inputs=[{"indicator": "2.3", **reading}],
    )  # fmt: skip
    part = sealed_versions(survey, period)[0].parts[0]
    assert (part.name, part.figure) == ("Indicator 2.3", "85.5")
    assert part.url == ADDRESS.format("2.3", "2026-27-Q3")


def test_a_period_without_an_approval_says_so(signed_in):
    assert "Nothing is sealed yet" in signed_in("board").get(ADDRESS.format("1.1", "2026-27-Q4")).content.decode()


def test_a_period_that_is_not_there_is_not_found(signed_in):
    assert signed_in("board").get(ADDRESS.format("1.1", "2099-00-Q4")).status_code == 404


def test_the_indicators_page_links_to_it(signed_in):
    page = signed_in("board").get("/strategies/wlc-customer-2023-28/indicators/1.1/").content.decode()
    assert ADDRESS.format("1.1", "2026-27-Q2") in page


def test_the_page_takes_at_most_ten_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("board")
    with django_assert_max_num_queries(10):
        client.get(ADDRESS.format("1.1", "2026-27-Q1"))


def test_a_version_is_printed_as_it_was_sealed(turned, enter, approve, wlc):
    """rules 1.2, 6.7"""
    approve(enter("2.2", "2026-27-Q2", numerator=13_090, denominator=17_500))
    version = sealed_versions(turned, wlc.periods.get(slug="2026-27-Q2"))[0]
    assert (version.figure, version.parts[0].figure) == ("75%", "75%")
