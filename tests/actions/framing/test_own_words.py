"""What a strategy says of itself and promises: found, asked about, kept with its passage; what was not found, added."""

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.framing import services
from actions.framing.found import ACTION, COMMITMENT, TEXT, VALUE
from actions.framing.proposal import proposal_of
from actions.framing.recognising import recognise
from actions.models import Action, Framing
from indicators.models import Indicator, Target
from outcomes.models import Commitment, Statement, Strategy
from strategy_portal.records.checking import check
from strategy_portal.uploads.blocks import text_blocks

from .test_framing_pages import answers, brought, page

TEXT_OF_ALL = """Anytown Council Clean Strategy 2026 to 2029

Purpose

We keep the town clean.

It is what people ask for first.

Scope: All streets and parks.

Our values

- We listen
- We act fast

Outcome 1: Clean streets

Streets are swept each week.

Our commitments

1. Sweep each street each week. Led by: Parks
2. Answer each report

Key output\tIndicator\tTarget
Streets are clean\tPercentage of clean streets\t85%

Action\tOwner\tDue
Sweep\tParks\tMid 2027
"""


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


def found(kind: str) -> list[dict]:
    return [row.fields for row in recognise(text_blocks(TEXT_OF_ALL)).of(kind)]


def confirmed(client, framing: Framing, **said: str) -> Strategy:
    framing.refresh_from_db()
    sent = {"seen": framing.version, "confirm": "yes", **answers(framing, **said)}
    answer = client.post(page(framing), sent)
    assert answer.status_code == 302, answer.text[:3000]
    return Framing.objects.get(pk=framing.pk).strategy


def test_the_strategys_own_texts_its_values_and_what_it_promises_are_found():
    assert [(row["part"], row["text"]) for row in found(TEXT)] == [
        ("purpose", "We keep the town clean.\n\nIt is what people ask for first."),
        ("scope", "All streets and parks."),
    ]
    assert [row["title"] for row in found(VALUE)] == ["We listen", "We act fast"]
    assert [(row["title"], row["led_by"]) for row in found(COMMITMENT)] == [
        ("Sweep each street each week", "Parks"), ("Answer each report", ""),
    ]  # fmt: skip
    assert [row["title"] for row in found(ACTION)] == ["Sweep"]


def test_each_is_asked_about_and_kept_with_its_passage(client):
    framing = brought(client, TEXT_OF_ALL)
    keys = [each.key.partition(":")[0] for each in proposal_of(framing).questions]
    assert [key for key in keys if key in ("text", "values", "commitments")] == [
        "text",
        "text",
        "values",
        "commitments",
    ]
    strategy = confirmed(client, framing)
    assert (strategy.purpose, strategy.scope) == (
        "We keep the town clean.\n\nIt is what people ask for first.", "All streets and parks.",
    )  # fmt: skip
    assert "Purpose (line" in strategy.source_passage
    values = strategy.statements.filter(kind=Statement.Kind.VALUE)
    assert [(each.text, each.source_passage) for each in values] == [("We listen",) * 2, ("We act fast",) * 2]
    promised = Commitment.objects.filter(outcome__strategy=strategy)
    assert [(each.heading, each.led_by, each.order) for each in promised] == [
        ("Sweep each street each week", "Parks", 1), ("Answer each report", "", 2),
    ]  # fmt: skip
    assert promised[0].source_passage == "Sweep each street each week. Led by: Parks"
    contents = client.get(reverse("outcomes:strategy-contents", args=[strategy.slug])).text
    assert contents.count("Where it comes from") == 5
    assert check().findings == []


def test_what_is_no_purpose_is_left_out_and_commitments_can_be_actions(client):
    framing = brought(client, TEXT_OF_ALL)
    texts = {each.key: "no" for each in proposal_of(framing).questions if each.key.startswith("text:")}
    strategy = confirmed(client, framing, commitments="actions", values="no", **texts)
    assert (strategy.purpose, strategy.scope, strategy.statements.count()) == ("", "", 0)
    assert not Commitment.objects.filter(outcome__strategy=strategy).exists()
    titles = ["Sweep each street each week", "Answer each report", "Sweep"]
    assert list(strategy.actions.values_list("title", flat=True)) == titles
    assert strategy.actions.get(number=1).owners.get().team.name == "Parks"


def test_a_draft_gets_what_it_lacks_and_keeps_what_it_has(client):
    strategy = confirmed(client, brought(client, TEXT_OF_ALL))
    Strategy.objects.filter(pk=strategy.pk).update(scope="")
    more = brought(client, TEXT_OF_ALL + "\nOutcome 2: Clean air\n\nOur commitments\n\n- Plant trees\n", strategy.slug)
    assert client.get(page(more)).context["proposal"].counts == "1 outcome, 1 commitment, 1 text"
    confirmed(client, more)
    strategy.refresh_from_db()
    assert strategy.scope == "All streets and parks."
    assert strategy.statements.count() == 2
    assert Commitment.objects.get(outcome__number=2, outcome__strategy=strategy).heading == "Plant trees"
    assert check().findings == []


ADDED = {
    "outcome": {"title": "Clean air"},
    "commitment": {"title": "Plant trees", "outcome": "r1"},
    "indicator": {
        "title": "Percentage of clean parks", "key_output": "Parks are clean", "outcome": "r1", "factor": 100,
        "measure": "percentage", "level": "organisation", "targets": "each year: 90",
    },
    "action": {"title": "Plant", "outcomes": ["r1"], "owners": "Parks", "due": "Mid 2028"},
    "value": {"title": "We care"},
}  # fmt: skip


def test_what_was_not_found_is_added_by_hand(client):
    framing = brought(client)
    for number, (kind, fields) in enumerate(ADDED.items(), 1):
        url = f"{page(framing)}rows/add/{kind}/"
        form = client.get(url).context["form"]
        values = {name: form[name].value() for name in form.fields}
        sent = {**values, "place": "page 9", "passage": "As it says", **fields}
        answer = client.post(url, {name: value for name, value in sent.items() if value is not None})
        assert answer.status_code == 302, answer.context["form"].errors
        assert answer.url == f"{page(framing)}#a{number}"
    strategy = confirmed(client, framing)
    assert list(strategy.outcomes.values_list("number", "title")) == [(1, "Clean streets"), (2, "Clean air")]
    indicator = Indicator.objects.of(strategy).get(order=2)
    assert (indicator.title, indicator.source_place.rpartition(", ")[2]) == ("Percentage of clean parks", "page 9")
    assert Target.objects.filter(indicator=indicator, value=90).count() == len(strategy.years)
    action = Action.objects.of(strategy).get(number=2)
    assert (action.title, action.due.as_written, action.source_passage) == ("Plant", "Mid 2028", "As it says")
    assert Commitment.objects.get(outcome__strategy=strategy).heading == "Plant trees"
    assert strategy.statements.get().text == "We care"
    assert check().findings == []


def test_an_added_row_is_changed_and_left_out_like_one_that_was_found(client):
    framing = brought(client)
    services.add_row(framing, kind="value", fields={"title": "We care"}, seen=1, by=framing.made_by)
    form = client.get(f"{page(framing)}rows/a1/").context["form"]
    client.post(f"{page(framing)}rows/a1/", {"seen": form["seen"].value(), "title": "We care a lot"})
    framing.refresh_from_db()
    assert proposal_of(framing).by_key["a1"].title == "We care a lot"
    client.post(page(framing), {"seen": framing.version, "shown": ["a1"], "out": ["a1"]})
    assert not confirmed(client, framing).statements.exists()


def test_nothing_of_another_kind_is_added(client):
    framing = brought(client)
    assert client.get(f"{page(framing)}rows/add/strategy/").status_code == 404


def long_document(count: int) -> str:
    rows = [f"Streets {n} are clean\tPercentage of clean streets {n}\t85%" for n in range(count)]
    parts = ["Anytown Council Clean Strategy 2026 to 2029"]
    for number in (1, 2):
        parts += ["", f"Outcome {number}: Clean {number}", "", "Key output\tIndicator\tTarget"]
        parts += rows[count // 2 * (number - 1) : count // 2 * number]
    return "\n".join(parts)


def test_a_long_document_is_shown_a_part_at_a_time(client, django_assert_num_queries):
    framing = brought(client, long_document(50))
    first = client.get(page(framing))
    titles = [title for title, _ in first.context["sheets"]]
    rest = [f"Outcome {n}: Clean {n}, rows {rows}" for n in (1, 2) for rows in ("1 to 13", "14 to 26")]
    assert titles == ["Questions", "The strategy itself", *rest]
    assert "Percentage of clean streets 3" not in first.text.partition("<details")[0]
    with django_assert_num_queries(5):
        third = client.get(f"{page(framing)}?page=3")
    assert third.text.count("<article") == 13
    assert "Indicator 1.12" in third.text
    assert "4 open questions" not in third.text


def test_what_another_page_says_stays_as_it_is(client):
    framing = brought(client, long_document(50))
    proposal = proposal_of(framing)
    shown = [part.row.key for part in proposal.groups[1][1]][:20]
    sent = {"seen": framing.version, "shown": shown, "out": shown[3:5], "go": "4"}
    assert client.post(f"{page(framing)}?page=3", sent).url == f"{page(framing)}?page=4"
    framing.refresh_from_db()
    assert proposal_of(framing).out == frozenset(shown[3:5])
    client.post(f"{page(framing)}?page=5", {"seen": framing.version, "shown": ["r40"], "out": []})
    framing.refresh_from_db()
    assert proposal_of(framing).out == frozenset(shown[3:5])


def test_a_page_that_there_is_not_is_the_last_one(client):
    framing = brought(client, long_document(50))
    for number in ("99", "-1", "x", "9" * 40):
        assert client.get(f"{page(framing)}?page={number}").status_code == 200


def test_a_row_is_changed_and_led_back_to_its_page(client):
    framing = brought(client, long_document(50))
    key = proposal_of(framing).groups[2][1][5].row.key
    form = client.get(f"{page(framing)}rows/{key}/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert client.post(f"{page(framing)}rows/{key}/", values | {"code": "X"}).url == f"{page(framing)}?page=5#{key}"
    assert services.answer(Framing.objects.get(), answers={}, seen=2, by=framing.made_by).made_at <= timezone.now()
