"""Key outputs: said in other words, put in order and removed, with a version, a history and a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator, KeyOutput
from outcomes.models import Outcome
from strategy_portal.models import Role
from strategy_portal.records.checking import check
from strategy_portal.records.events import Event

BECAUSE = {"reason": "The council says it so", "agreed_by": "The council on 4 November 2026"}


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


@pytest.fixture
def page(wlc) -> str:
    return f"/strategies/{wlc.slug}/setup/key-outputs/"


@pytest.fixture
def outcome(wlc) -> Outcome:
    return wlc.outcomes.get(number=1)


@pytest.fixture
def output(outcome) -> KeyOutput:
    return outcome.key_outputs.first()


def stored(row):
    return type(row).objects.get(pk=row.pk)


def test_a_key_output_is_said_in_other_words_with_a_reason(client, page, output):
    sent = {"title": "Staff know their work", "seen": output.version}
    refused = client.post(f"{page}{output.pk}/", sent)
    assert (refused.status_code, "reason" in refused.context["form"].errors) == (422, True)
    assert client.post(f"{page}{output.pk}/", sent | BECAUSE).status_code == 302
    saved = stored(output)
    assert (saved.title, saved.version, saved.agreed_by) == (sent["title"], 2, BECAUSE["agreed_by"])
    assert saved.indicators.count() == output.indicators.count()
    assert check().findings == []
    shown = client.get(page).text
    assert "Staff know their work" in shown
    assert BECAUSE["reason"] in shown.split("History of changes")[-1]


def test_who_saves_second_sees_what_the_first_one_saved(client, page, output):
    sent = {"title": "Staff know their work", "seen": output.version, **BECAUSE}
    client.post(f"{page}{output.pk}/", sent)
    late = client.post(f"{page}{output.pk}/", sent | {"title": "Staff know it all"})
    assert late.status_code == 409
    assert late.context["form"].conflict.both == (("Key output", "Staff know it all", "Staff know their work"),)


def test_an_outcome_has_no_two_key_outputs_of_the_same_words(client, page, outcome, output):
    sent = {"outcome": outcome.pk, "title": output.title.upper(), "seen": 0, **BECAUSE}
    refused = client.post(f"{page}add/", sent)
    assert (refused.status_code, "choose other words" in str(refused.context["form"].errors)) == (422, True)


def test_they_are_put_in_order_by_buttons(client, page, outcome):
    before = list(outcome.key_outputs.all())
    assert {row.order for row in before} == {0}, "as they were added"
    sent = {"part": f"key-output-{before[1].pk}", "way": "up", "seen": stored(outcome).version}
    answer = client.post(page, sent)
    assert answer["Location"] == f"{page}#key-output-{before[1].pk}"
    assert list(outcome.key_outputs.all())[:2] == [before[1], before[0]]
    assert stored(before[0]).history.first().history_event == Event.REORDERED
    late = client.post(page, sent | {"part": f"key-output-{before[0].pk}"})
    assert late.status_code == 409, "somebody moved them meanwhile"
    assert check().findings == []


def test_the_first_one_has_no_place_further_up(client, page, outcome):
    first = outcome.key_outputs.first()
    sent = {"part": f"key-output-{first.pk}", "way": "up", "seen": stored(outcome).version}
    assert client.post(page, sent).status_code == 302
    assert outcome.key_outputs.first() == first


def test_a_new_one_stands_last(client, page, outcome):
    first, second = outcome.key_outputs.all()[:2]
    client.post(page, {"part": f"key-output-{second.pk}", "way": "up", "seen": stored(outcome).version})
    assert client.post(f"{page}add/", {"outcome": outcome.pk, "title": "Warm homes", "seen": 0, **BECAUSE})
    assert outcome.key_outputs.last().title == "Warm homes"
    assert first in outcome.key_outputs.all()


def test_one_that_indicators_show_is_not_removed(client, page, output):
    said = {"reason": "Twice", "seen": output.version}
    assert "Indicators show it" in client.post(f"{page}{output.pk}/remove/", said).text
    assert KeyOutput.objects.filter(pk=output.pk).exists()
    bare = KeyOutput.objects.create(outcome=output.outcome, title="Bare")
    assert client.post(f"{page}{bare.pk}/remove/", said | {"seen": bare.version}).status_code == 302
    assert not KeyOutput.objects.filter(pk=bare.pk).exists()


def test_one_of_another_strategy_is_not_there(client, elc, output):
    assert client.get(f"/strategies/{elc.slug}/setup/key-outputs/{output.pk}/").status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_the_performance_team_alone_has_them(signed_in, page, output, role):
    wanted = 200 if role == "performance" else 403
    for each in (page, f"{page}add/", f"{page}{output.pk}/", f"{page}{output.pk}/remove/"):
        assert signed_in(role).get(each).status_code == wanted


def test_a_strategy_without_any_says_what_belongs_there(client, page, wlc):
    Indicator.objects.of(wlc).update(key_output=KeyOutput.objects.exclude(outcome__strategy=wlc).first())
    KeyOutput.objects.filter(outcome__strategy=wlc).delete()
    shown = client.get(page).text
    assert "No key output is stated yet" in shown
    assert f'href="{page}add/"' in shown


def test_the_number_of_queries_does_not_grow(client, page, outcome):
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    KeyOutput.objects.bulk_create([KeyOutput(outcome=outcome, title=f"Output {n}") for n in range(60)])
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few) <= 10
