"""The page of the council's tolerances, and where else they show, as the performance team uses them."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import CouncilTolerance
from indicators.setup.changes import changes_of_indicator
from strategy_portal.access import RIGHTS
from strategy_portal.models import Role

from .setting_up import AGREED, SETUP, judge_by, judged_from_the_start, rule, seal

ADDRESS = "/setup/tolerances/"
ADD = f"{ADDRESS}points/add/"
DECEMBER = date(2026, 12, 1)
SENT = {"seen": 0, "size": "4", "holds_from": "2026-12-01", "reason": "Reviewed", "agreed_by": AGREED}


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def page(client):
    return lambda address=ADDRESS: client.get(address).content.decode()


@pytest.fixture
def row(client) -> CouncilTolerance:
    """Four points from December on."""
    client.post(ADD, SENT)
    return CouncilTolerance.objects.get()


def line(page: str, label: str) -> str:
    """What the table says of one kind."""
    return page.split(f'<th scope="row">{label}</th>')[1].split("</tr>")[0]


def test_without_a_size_of_the_councils_the_defaults_hold(page):
    """rules 6.2"""
    shown = page()
    assert "The council has set no size yet" in shown
    assert ">5 points</td>" in line(shown, "Percentages, in points")


def test_it_says_how_many_indicators_follow_it(page):
    assert '<td class="number" data-label="Indicators that follow it">14</td>' in line(page(), "Percentages, in points")


def test_a_change_is_saved_and_stands_on_the_page_with_its_reason_and_who_agreed(client, page):
    """rules 6.7"""
    answer = client.post(ADD, SENT, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Saved: 4 points, from 1 December 2026." in shown
    assert "<td>Reviewed</td>" in shown
    assert f"<td>{AGREED}</td>" in shown
    assert "4 points, from 1 December 2026: added</th>" in shown


def test_what_is_to_come_stands_beside_what_holds(page, row):
    assert "then 4 points, from 1 December 2026" in line(page(), "Percentages, in points")


def test_what_holds_says_since_when(page, row):
    CouncilTolerance.objects.update(holds_from=date(2026, 10, 1))
    shown = line(page(), "Percentages, in points")
    assert ">4 points</td>" in shown
    assert ">1 October 2026</td>" in shown


def test_an_empty_form_says_what_to_enter(client):
    answer = client.post(ADD, {"seen": 0})
    assert answer.status_code == 422
    assert all(
        f'href="#id_{name}"' in answer.content.decode() for name in ("size", "holds_from", "reason", "agreed_by")
    )


def test_the_form_says_beforehand_from_which_day_on_a_change_can_hold(page):
    """rules 6.7"""
    assert "1 October 2026 or later: Q2 2026/27 is sealed." in page(ADD)


def test_a_refused_day_stands_at_its_field(client):
    """rules 6.7"""
    answer = client.post(ADD, SENT | {"holds_from": "2026-09-30"})
    assert answer.status_code == 422
    assert "holds_from" in answer.context["form"].errors


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(client, row):
    answer = client.post(ADD, SENT | {"size": "3"})
    assert answer.status_code == 409
    assert answer.context["form"].conflict.both == (("Size, in points", "3", "4"),)


def test_the_form_begins_with_the_size_that_was_set_last(client, row):
    assert client.get(ADD).context["form"]["size"].value() == 4


@pytest.mark.parametrize("kind", ["red-edge", "metres"])
def test_a_kind_that_the_council_has_no_tolerance_of_is_not_found(client, kind):
    assert client.get(f"{ADDRESS}{kind}/add/").status_code == 404


def test_a_size_is_withdrawn_after_a_question(client, row):
    address = f"{ADDRESS}{row.pk}/withdraw/"
    seen = client.get(address).context["form"]["seen"].value()
    client.post(address, {"seen": seen, "reason": "Typed for the wrong day"})
    assert not CouncilTolerance.objects.exists()


def test_what_was_judged_by_is_not_offered_for_withdrawal(page, row, indicator_of, people):
    """rules 6.7"""
    assert f"{ADDRESS}{row.pk}/withdraw/" in page()
    seal(indicator_of("2.2"), "2026-27-Q3", people["performance"])
    assert f"{ADDRESS}{row.pk}/withdraw/" not in page()


@pytest.mark.parametrize("route", ["list", "create", "withdraw"])
def test_it_is_the_performance_teams_alone(route):
    assert RIGHTS[f"indicators:council-tolerance-{route}"]["GET"] == {Role.PERFORMANCE}


@pytest.mark.parametrize("address", ["/setup/", SETUP, f"{SETUP}indicators/2.2/"])
def test_set_up_leads_to_it(page, address):
    assert f'href="{ADDRESS}"' in page(address)


def test_it_takes_few_queries_whatever_was_set(client, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        client.get(ADDRESS)


# --- Where else it shows ---------------------------------------------------------------------------------------------


def test_an_indicators_set_up_shows_the_councils_change_among_its_rules(page, row):
    """rules 6.7"""
    rules = page(f"{SETUP}indicators/2.2/").split("How it is judged")[1]
    of_december = rules.split('<th scope="row">1 December 2026</th>')[1].split("</tr>")[0]
    assert "4 points" in of_december
    assert f"<td>{AGREED}</td>" in of_december
    assert "Withdraw" not in of_december


def test_the_page_of_an_indicator_says_whose_tolerance_it_is(signed_in, indicator_of):
    """rules 6.8"""
    shown = signed_in("board").get(indicator_of("2.2").get_absolute_url()).content.decode()
    assert "<dt>Tolerance</dt><dd>5 points, the council’s</dd>" in shown


def test_a_tolerance_of_its_own_is_not_called_the_councils(signed_in, indicator_of):
    own = {"tolerance_kind": "points", "tolerance_size": Decimal(5)}
    judged_from_the_start(indicator_of("2.2"), **own)
    shown = signed_in("board").get(indicator_of("2.2").get_absolute_url()).content.decode()
    assert "<dt>Tolerance</dt><dd>5 points</dd>" in shown


def test_the_api_tells_what_the_council_set_for_the_indicators_measure(client, row, indicator_of):
    """rules 6.8"""
    CouncilTolerance.objects.create(kind="percent", size=9, holds_from=DECEMBER, reason="Reviewed", agreed_by=AGREED)
    found = client.get(f"/api/v1/indicators/{indicator_of('2.2').pk}/").json()
    assert found["council_tolerances"] == [
        {
            "holds_from": "2026-12-01", "tolerance": {"kind": "points", "size": "4"}, "reason": "Reviewed",
            "agreed_by": AGREED,
        }
    ]  # fmt: skip


def test_a_rule_without_a_tolerance_is_told_as_the_councils(client, indicator_of, people):
    """rules 6.2: its number is the council's to change, so the history of the indicator names none."""
    judge_by(indicator_of("2.2"), rule("higher", places=0), DECEMBER, by=people["performance"])
    told = next(each for each in changes_of_indicator(indicator_of("2.2")) if each.subject == "How it is judged")
    assert told.fields[0].after == "higher, the council’s tolerance, 0 decimal places"
