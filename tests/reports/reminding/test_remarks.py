"""Remarks between officer, approver and performance team on a value or an action."""

import pytest
from django.utils import timezone

from actions.models import Action
from indicators.models import Value
from reports.models import Remark
from reports.reminding.remarks import make_remark, who_reads
from strategy_portal.records.versions import Refused


@pytest.fixture
def value(wlc) -> Value:
    """One of Housing's, which waits for approval."""
    return Value.objects.filter(state="submitted", unit__team__name="Housing").first()


@pytest.fixture
def say(value, people):
    def say(text: str = "Is the office in it?", by: str = "approver", named=()) -> Remark:
        return make_remark(value, text=text, named=[people[name] for name in named], by=people[by], at=timezone.now())

    return say


def names(rows) -> set[str]:
    return {person.username for person in rows}


def test_the_team_and_the_performance_team_read_it(value):
    assert names(who_reads(value)) == {"officer-housing", "approver", "performance"}


def test_of_an_action_those_of_its_teams_read_it(elc):
    action = Action.objects.get(strategy=elc, number=16)
    assert "performance" in names(who_reads(action))
    assert "officer" not in names(who_reads(action))


def test_who_is_ticked_or_named_in_the_text_is_told(say):
    assert names(say(named=["performance"]).named.all()) == {"performance"}
    assert names(say("Look, @officer-housing. And @Performance!").named.all()) == {"officer-housing", "performance"}


def test_nobody_else_can_be_named(say, people):
    assert names(say("What says @board, and a@officer-housing?").named.all()) == set()
    with pytest.raises(Refused):
        say(named=["board"])


def test_its_author_is_not_told(say):
    assert names(say("I, @approver").named.all()) == set()


def test_it_stands_in_the_history(say, people):
    record = say(named=["performance"]).history.latest()
    assert record.history_user == people["approver"]


def test_a_remark_is_made_on_the_page_and_shown_as_text(signed_in, value):
    client, url = signed_in("approver"), f"/values/{value.pk}/remarks/"
    assert client.post(url, {"text": "<script>alert(1)</script> @officer-housing"}).status_code == 302
    shown = signed_in("officer-housing").get(url).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown


@pytest.mark.parametrize("username", ["officer", "officer-digital"])
def test_who_may_not_read_it_does_not_find_it(signed_in, value, username):
    url = f"/values/{value.pk}/remarks/"
    assert signed_in(username).get(url).status_code == 404
    assert signed_in(username).post(url, {"text": "x"}).status_code == 404
    assert not Remark.objects.exists()


@pytest.mark.parametrize("username", ["board", "clerk", "public"])
def test_others_have_no_right_to_it(signed_in, value, username):
    assert signed_in(username).get(f"/values/{value.pk}/remarks/").status_code in (302, 403)


def test_it_is_in_no_download_and_no_api(signed_in, say, value, wlc):
    say("Sesame")
    client = signed_in("performance")
    api = client.get(f"/api/v1/values/{value.pk}/")
    assert api.status_code == 200
    assert b"Sesame" not in api.content
    assert b"Sesame" not in client.get("/owes/?download=csv").content


def test_the_pages_of_value_and_action_lead_there(signed_in, value, elc):
    client = signed_in("performance")
    assert f'href="/values/{value.pk}/remarks/"' in client.get(f"/values/{value.pk}/history/").content.decode()
    action = Action.objects.get(strategy=elc, number=16)
    assert (
        f'href="/strategies/{elc.slug}/actions/16/remarks/"' in client.get(action.get_absolute_url()).content.decode()
    )


def test_the_page_asks_few_queries(signed_in, value, say, django_assert_max_num_queries):
    for _ in range(3):
        say(named=["performance"])
    client = signed_in("performance")
    client.get(f"/values/{value.pk}/remarks/")
    with django_assert_max_num_queries(14):
        client.get(f"/values/{value.pk}/remarks/")
