"""Signing off submitted values."""

import pytest

from indicators.models import Value

ADDRESS = "/strategies/wlc-customer-2023-28/approvals/2026-27-Q2/"


@pytest.fixture
def waiting(db):
    return Value.objects.awaiting_approval().filter(indicator__order=4, unit=None).get()


def test_it_shows_what_is_submitted_beside_the_value_before(signed_in):
    page = signed_in("approver").get(ADDRESS).content.decode()
    assert page.count('name="values"') == 7


def test_approving_makes_a_value_count(signed_in, waiting):
    signed_in("approver").post(ADDRESS, {"decision": "approve", "values": [waiting.pk]})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approved_by.username) == ("approved", "approver")


def test_returning_without_a_reason_keeps_the_page_and_the_choice(signed_in, waiting):
    response = signed_in("approver").post(ADDRESS, {"decision": "return", "values": [waiting.pk]})
    assert response.status_code == 422
    assert "Say why you return the values" in response.content.decode()
    assert response.content.decode().count(" checked>") == 1


def test_returning_with_a_reason_sends_it_back(signed_in, waiting):
    data = {"decision": "return", "values": [waiting.pk], "reason": "Which exercises?"}
    signed_in("approver").post(ADDRESS, data)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.return_reason) == ("returned", "Which exercises?")


def test_choosing_nothing_is_an_error(signed_in):
    response = signed_in("approver").post(ADDRESS, {"decision": "approve"})
    assert "Choose at least one value" in response.content.decode()


def test_when_nothing_waits_the_page_says_so(signed_in):
    Value.objects.awaiting_approval().update(state="draft")
    assert "Nothing waits for you" in signed_in("approver").get(ADDRESS).content.decode()


def test_the_page_takes_at_most_ten_queries(signed_in, django_assert_max_num_queries):
    client = signed_in("approver")
    with django_assert_max_num_queries(10):
        client.get(ADDRESS)


def test_the_list_counts_what_waits_by_quarter(signed_in):
    page = signed_in("approver").get("/approvals/").content.decode()
    assert ADDRESS in page
    assert ">7<" in page
