"""What is not approved is read by the teams that it belongs to, on pages and in the API (trust S1)."""

import pytest
from django.urls import reverse

from indicators.api import key_of
from indicators.models import Value
from strategy_portal.models import Team


@pytest.fixture
def draft(people) -> Value:
    """Of a team to which neither the officer nor the approver belongs any more; never approved."""
    never = Value.objects.exclude(pk__in=Value.objects.once_approved().values("pk")).exclude(state="approved")
    value = never.in_remit_of(people["officer"]).order_by("pk").first()
    for person in ("officer", "approver"):
        people[person].teams.remove(owner_of(value))
    return value


def owner_of(value: Value) -> Team:
    return value.unit.team if value.unit else value.indicator.owner


def seen_by(client, value: Value) -> dict[str, bool]:
    history = client.get(reverse("indicators:value-history", args=[value.pk])).status_code
    of_period = {"indicator": key_of(value.indicator), "period": value.period.slug, "page_size": 200}
    listed = [row["id"] for row in client.get("/api/v1/values/", of_period).json()["results"]]
    return {
        "page": history == 200,
        "list": value.pk in listed,
        "api": client.get(f"/api/v1/values/{value.pk}/").status_code == 200,
    }


@pytest.mark.parametrize(("who", "sees"), [("officer", 0), ("approver", 0), ("performance", 1), ("board", 0)])
def test_a_draft_of_another_team_is_not_found(who, sees, draft, signed_in):
    assert set(seen_by(signed_in(who), draft).values()) == {sees}


def test_a_draft_of_ones_own_team_is_found(draft, people, signed_in):
    people["officer"].teams.add(owner_of(draft))
    assert set(seen_by(signed_in("officer"), draft).values()) == {True}


def test_of_an_approved_value_another_team_sees_what_was_approved(people, signed_in):
    value = Value.objects.approved().filter(unit=None).in_remit_of(people["officer"]).first()
    people["officer"].teams.clear()
    assert seen_by(signed_in("officer"), value) == {"page": True, "list": True, "api": True}
