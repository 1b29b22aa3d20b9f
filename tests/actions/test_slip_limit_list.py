"""The council's slip limit: what holds on a day, the page that keeps it, and where else it shows (rules 9.4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from actions.models import Action, SlipLimit, slip_limits
from actions.scorecards.action_changes import changes_of_slip_limit
from actions.scorecards.action_plan import action_line, action_lines
from strategy_portal.domain.action_status import Slippage
from strategy_portal.records.checking import Checked, wrong_rows
from strategy_portal.records.holdings import agree
from strategy_portal.records.versions import Refused

ADDRESS = "/setup/slip-limit/"
ADD = f"{ADDRESS}add/"
DECEMBER = date(2026, 12, 1)
AGREED = "the corporate board on 4 November 2026"
SENT = {"seen": 0, "months": "3", "holds_from": "2026-12-01", "reason": "Reviewed", "agreed_by": AGREED}


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def change(people):
    """`change(3)`: three months from December on."""

    def change(months: int, holds_from: date = DECEMBER, **said) -> SlipLimit:
        row = SlipLimit(months=months, holds_from=holds_from, **{"reason": "Reviewed", "agreed_by": AGREED} | said)
        return agree(row, seen=row.version_seen, by=people["performance"])

    return change


@pytest.fixture
def slipped(elc, move) -> Action:
    """24: in progress, moved from End 2026 to April 2027, four months later."""
    action = elc.actions.get(number=24)
    move(action, "April 2027")
    Action.objects.filter(pk=action.pk).update(state="in-progress")
    return Action.objects.get(pk=action.pk)


def test_before_the_council_set_anything_it_is_six_months(db):
    """rules 9.4"""
    assert slip_limits().on(DECEMBER).months == 6


def test_an_action_is_judged_on_a_day_by_the_limit_of_that_day(slipped, change):
    """rules 9.4"""
    change(3)
    found = [action_line(slipped, day) for day in (DECEMBER - timedelta(days=1), DECEMBER)]
    assert [line.slippage for line in found] == [Slippage.UNDER_LIMIT, Slippage.LIMIT_OR_MORE]
    assert [line.status.value for line in found] == ["amber", "red"]


def test_as_of_a_day_a_limit_that_was_recorded_later_does_not_count(slipped, change):
    """rules 9.4"""
    recorded_on = timezone.localdate(change(3, date(2026, 10, 1)).made_at)
    days = (recorded_on - timedelta(days=1), recorded_on, None)
    assert [action_lines([slipped], DECEMBER, as_of)[0].slip_limit.months for as_of in days] == [6, 3, 3]


@pytest.mark.parametrize("months", [0, 121])
def test_a_limit_is_a_number_of_months_from_1_to_120(change, months):
    with pytest.raises(Refused, match="from 1 to 120") as refused:
        change(months)
    assert refused.value.field == "months"


@pytest.mark.parametrize("wrong", [{"months": 0}, {"reason": ""}, {"agreed_by": ""}])
def test_the_database_refuses_a_limit_without_size_reason_or_who_agreed(change, wrong):
    change(3)
    with pytest.raises(IntegrityError):
        SlipLimit.objects.update(**wrong)


def test_a_limit_that_was_altered_past_the_portal_is_found(change):
    """trust S6"""
    change(3)
    assert not list(wrong_rows(SlipLimit.history.model, Checked()))
    SlipLimit.objects.update(months=12)
    (found,) = wrong_rows(SlipLimit.history.model, Checked())
    assert "months" in found.what


# --- The page ---------------------------------------------------------------------------------------------------------


def test_without_a_limit_of_the_councils_the_default_stands_there(client, db):
    shown = client.get(ADDRESS).content.decode()
    assert "<strong>6 months</strong>, the default of the rules of figures" in shown
    assert "The council has set no limit yet" in shown


def test_a_change_is_saved_and_stands_on_the_page_with_its_reason_and_who_agreed(client):
    answer = client.post(ADD, SENT, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Saved: 3 months, from 1 December 2026." in shown
    assert "then 3 months, from 1 December 2026" in shown
    assert ">Reviewed</td>" in shown
    assert f">{AGREED}</td>" in shown


def test_an_empty_form_says_what_to_enter(client):
    answer = client.post(ADD, {"seen": 0})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"months", "holds_from", "reason", "agreed_by"}


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(client, change):
    change(4)
    answer = client.post(ADD, SENT)
    assert answer.status_code == 409
    assert answer.context["form"].conflict.both == (("Limit, in months", "3", "4"),)


def test_a_limit_is_withdrawn_after_a_question_and_stays_in_the_history(client, change):
    address = f"{ADDRESS}{change(3).pk}/withdraw/"
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {"seen": seen, "reason": "Typed for the wrong day"})
    assert slip_limits().on(DECEMBER).months == 6
    withdrawn, set_first = changes_of_slip_limit()
    assert (withdrawn.fields[0].label, withdrawn.why) == (
        "from 1 December 2026 withdrawn",
        f"Typed for the wrong day. Agreed by {AGREED}",
    )
    assert set_first.fields[0].after == "3 months"


@pytest.mark.parametrize("address", ["/setup/", "/strategies/elc-customer-2023-28/plan/"])
def test_set_up_and_the_key_of_a_plan_lead_to_it(client, elc, address):
    assert f'href="{ADDRESS}"' in client.get(address).content.decode()


def test_the_key_of_a_plan_names_the_limit_of_the_day(client, elc, change):
    """rules 6.6"""
    change(1, date(2026, 10, 1))
    assert "moved by 1 month or more" in client.get("/strategies/elc-customer-2023-28/plan/").content.decode()


def test_the_api_says_which_limit_holds_and_who_agreed_it(client, slipped, change):
    shown = lambda: client.get(f"/api/v1/actions/{slipped.pk}/").json()["slippage"]["limit"]  # noqa: E731
    assert shown() == {"months": 6, "holds_from": None, "reason": None, "agreed_by": None}
    change(3, date(2026, 10, 1))
    assert shown() == {"months": 3, "holds_from": "2026-10-01", "reason": "Reviewed", "agreed_by": AGREED}


@pytest.mark.parametrize("what", ["add", "withdraw"])
def test_a_version_that_never_was_there_is_said_to_be_none(client, what):
    """A form that was not made here: the list has no row yet."""
    row = SlipLimit.objects.create(months=3, holds_from=DECEMBER, reason="Reviewed", agreed_by=AGREED)
    answer = client.post(ADD if what == "add" else f"{ADDRESS}{row.pk}/withdraw/", SENT | {"seen": 3})
    assert answer.status_code == 409
    assert "What you saw is not there" in answer.content.decode()
