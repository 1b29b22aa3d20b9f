"""A document on its pages: bring it, settle it, change rows, add all of it once; who may, and what two people see."""

import io

import pytest
from django.utils import timezone

from actions.framing import services
from actions.framing.proposal import proposal_of
from actions.models import Action, Framing
from indicators.models import Indicator, Target
from outcomes.models import Outcome, Strategy
from strategy_portal.domain.status import Polarity
from strategy_portal.models import Team
from strategy_portal.records.checking import check
from strategy_portal.records.events import Event

from .documents import nested_headings

HERE = "/from-a-document/"
TEXT = (
    "Anytown Council Clean Strategy 2026 to 2029\n\nOutcome 1: Clean streets\n\nKey output\tIndicator\tTarget\n"
    "Streets are clean\tPercentage of clean streets\taverage of 85%\n\nAction\tOwner\tDue\n"
    "Sweep\tParks & Roads\tMid 2027"
)
ROWS = {"outcome": "r1", "indicator": "r2", "action": "r3"}


@pytest.fixture
def client(signed_in):
    return signed_in("performance")


def brought(client, text: str = TEXT, into: str = "new") -> Framing:
    answer = client.post(HERE, {"into": into, "text": text})
    assert answer.status_code == 302, answer.context["form"].errors
    return Framing.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])


@pytest.fixture
def framing(client) -> Framing:
    return brought(client)


def page(framing: Framing) -> str:
    return f"{HERE}{framing.pk}/"


def answers(framing: Framing, **other: str) -> dict[str, str]:
    """Every question answered as suggested, or as said; polarity left open."""
    said = {"polarity": "open"} | other
    questions = proposal_of(framing).questions
    return {f"answer-{each.key}": said.get(each.key) or each.suggested for each in questions}


def sent(framing: Framing, *out: str, **other: str) -> dict:
    framing.refresh_from_db()
    shown = list(proposal_of(framing).by_key)
    return {"seen": framing.version, "shown": shown, "out": out, **answers(framing, **other)}


def edited(client, framing: Framing, row: str, **fields) -> int:
    form = client.get(f"{page(framing)}rows/{row}/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return client.post(f"{page(framing)}rows/{row}/", values | fields).status_code


def test_nothing_is_added_before_it_is_confirmed_and_then_all_of_it_once(framing, client, people):
    shown = client.get(page(framing)).text
    assert "1 outcome, 1 indicator, 1 action" in shown
    assert "<strong>Nothing is added yet.</strong>" in shown
    assert "6 of 6 open" in shown
    assert not Strategy.objects.filter(is_draft=True).exists()
    done = client.post(page(framing), sent(framing) | {"confirm": "yes"}, follow=True)
    assert "3 rows are added to the draft “Clean Strategy 2026 to 2029”" in done.text
    strategy = Strategy.objects.get(is_draft=True)
    assert (strategy.organisation, strategy.slug) == ("Anytown Council", "clean-strategy-2026-to-2029")
    again = client.post(page(framing), sent(framing) | {"confirm": "yes"})
    assert again.status_code == 422
    assert "3 rows of this document were added" in client.get(page(framing)).text
    assert brought(client) == framing
    assert Strategy.objects.filter(is_draft=True).count() == Action.objects.of(strategy).count() == 1
    record = framing.history.first()
    assert (record.history_event, record.history_user) == (Event.CONFIRMED, people["performance"])
    assert check().findings == []


def test_a_question_that_is_open_keeps_all_of_it_from_being_added(framing, client):
    body = sent(framing) | {"confirm": "yes"}
    del body["answer-owners"]
    refused = client.post(page(framing), body)
    assert refused.status_code == 422
    assert "One question is open" in refused.text
    assert "1 of 6 open" in refused.text  # the others are kept
    assert not Strategy.objects.filter(is_draft=True).exists()


def test_a_row_is_changed_beside_its_passage_or_left_out(framing, client):
    shown = client.get(f"{page(framing)}rows/{ROWS['indicator']}/").text
    assert "Target: average of 85%" in shown
    changes = {"polarity": "lower", "targets": "2027/28: 80\nlast year: 85", "title": "Share of clean streets"}
    assert edited(client, framing, ROWS["indicator"], **changes) == 302
    assert "changed by hand" in client.get(page(framing)).text
    client.post(page(framing), sent(framing, ROWS["action"]) | {"confirm": "yes"})
    (indicator,) = Indicator.objects.filter(title="Share of clean streets")
    assert indicator.stated.start.polarity == Polarity.LOWER
    targets = Target.objects.filter(indicator=indicator).values_list("year_starts_on__year", "value", "basis")
    assert list(targets) == [(2027, 80, "year"), (2028, 85, "year")]
    assert not Action.objects.filter(title="Sweep").exists()
    assert not Team.objects.filter(name="Parks").exists()


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("indicator", {"targets": "often: 5"}, "is no target"),
        ("indicator", {"targets": "2031/32: 5"}, "2031/32 is no year of the strategy"),
        ("indicator", {"measure": ""}, "Say what kind of figure it is"),
        ("indicator", {"outcome": ""}, "Choose the outcome"),
        ("indicator", {"target_text": "x" * 61}, "more than 60 characters"),
        ("indicator", {"measure": "yes-no", "factor": "1"}, "it is between 0 and 1"),
        ("outcome", {"title": " "}, "The title is missing"),
        ("action", {"due": "x" * 61}, "more than 60 characters"),
    ],
)
def test_what_is_wrong_names_its_row_and_nothing_is_added(kind, changes, said, framing, client):
    assert edited(client, framing, ROWS[kind], **changes) == 302
    refused = client.post(page(framing), sent(framing) | {"confirm": "yes"})
    assert refused.status_code == 422
    summary = refused.text.split('id="error-title"')[1].split("</div>")[0]
    assert said in summary
    assert f'href="#{ROWS[kind]}"' in summary
    assert not Strategy.objects.filter(is_draft=True).exists()
    assert not Outcome.objects.filter(title="Clean streets").exists()


def test_into_a_draft_only_what_it_lacks_is_added(framing, client):
    client.post(page(framing), sent(framing) | {"confirm": "yes"})
    strategy = Strategy.objects.get(is_draft=True)
    same = brought(client, into=strategy.slug)
    assert same != framing
    assert "<strong>No changes.</strong>" in client.get(page(same)).text
    more = brought(client, f"{TEXT}\nPick litter\tParks\tEnd 2028", into=strategy.slug)
    assert "<strong>1 action</strong> would be added" in client.get(page(more)).text
    (row,) = (row for row in proposal_of(more).rows if row.title == "Pick litter")
    assert edited(client, more, row.key, number=1) == 302
    refused = client.post(page(more), sent(more) | {"confirm": "yes"})
    assert "Number 1 stands twice" in refused.text
    assert edited(client, more, row.key, number=2) == 302
    assert client.post(page(more), sent(more) | {"confirm": "yes"}).status_code == 302
    assert list(strategy.actions.values_list("number", "title")) == [(1, "Sweep"), (2, "Pick litter")]
    assert (strategy.outcomes.count(), Indicator.objects.of(strategy).count()) == (1, 1)


def test_of_two_people_the_second_is_told_and_loses_nothing(framing, client):
    first, second = sent(framing), sent(framing, owners="first")
    assert client.post(page(framing), first).status_code == 302
    answer = client.post(page(framing), second)
    assert answer.status_code == 409
    chosen = {question.key: chosen for question, chosen, _ in answer.context["asked"]}
    assert chosen["owners"] == "first"
    framing.refresh_from_db()
    assert framing.answers["questions"]["owners"] == "joint"


def test_an_adopted_strategy_takes_nothing_from_a_document(framing, client, wlc):
    draft = Strategy.objects.create(
        slug="d", title="D", organisation="A", organisation_short="A", starts_on="2026-04-01", ends_on="2029-03-31",
        is_draft=True,
    )  # fmt: skip
    more = brought(client, into="d")
    Strategy.objects.filter(pk=draft.pk).update(is_draft=False)
    refused = client.post(page(more), sent(more) | {"confirm": "yes"})
    assert "The strategy is adopted meanwhile" in refused.text
    assert client.post(HERE, {"into": wlc.slug, "text": TEXT}).status_code == 422


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"text": ""}, "one of the two"),
        ({"text": "Nothing of the kind stands here."}, "Nothing in it looks like"),
        ({"text": "Action\tOwner\n" + "Sweep\tParks\n" * 1001}, "too much to be a strategy"),
        ({"file": io.BytesIO(b"GIF89a")}, "no document that can be read"),
    ],
)
def test_what_can_not_be_read_is_refused_and_not_kept(body, said, client):
    if "file" in body:
        body["file"].name = "picture.gif"
    answer = client.post(HERE, {"into": "new", "text": "", **body})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Framing.objects.exists()


def test_a_document_is_put_away(framing, client):
    assert client.post(f"{page(framing)}remove/", {"seen": framing.version}).status_code == 302
    assert not Framing.objects.exists()
    assert framing.history.first().history_type == "-"


def test_the_passage_is_shown_to_those_who_edit_the_row(framing, client, signed_in):
    client.post(page(framing), sent(framing) | {"confirm": "yes"})
    strategy = Strategy.objects.get(is_draft=True)
    own = f"/strategies/{strategy.slug}"
    for address, words in (
        (f"{own}/outcomes/1/", "Outcome 1: Clean streets"), (f"{own}/actions/1/", "Action: Sweep"),
        (f"{own}/setup/indicators/1.1/", "Target: average of 85%"),
    ):  # fmt: skip
        assert words in client.get(address).text, address
    Strategy.objects.filter(pk=strategy.pk).update(is_draft=False)
    assert "Action: Sweep" not in signed_in("board").get(f"{own}/actions/1/").text


def test_the_pages_ask_the_same_number_of_queries_however_long_the_document(
    framing, client, people, django_assert_num_queries
):
    long = services.receive_document(
        file=io.BytesIO(nested_headings()), name="a.docx", into=None, by=people["performance"], at=timezone.now()
    )[0]
    client.get(HERE)
    for each in (framing, long):
        with django_assert_num_queries(5):
            client.get(page(each))
        with django_assert_num_queries(5):
            client.get(f"{page(each)}rows/r2/")
    with django_assert_num_queries(4):
        client.get(HERE)


def test_a_long_document_is_confirmed_with_as_many_queries_as_a_short_one(people, django_assert_max_num_queries):
    """Of two outcomes; each further one asks some more."""
    for count in (3, 60):
        lines = [f"Streets {n} are clean\tPercentage of clean streets {n}\t85%" for n in range(count)]
        actions = [f"Sweep {n}\tParks {n} & Roads\tMid 2027" for n in range(count)]
        parts = [
            f"Anytown Council Clean Strategy {count} 2026 to 2029", "", "Outcome 1: Clean streets", "",
            "Key output\tIndicator\tTarget", *lines[: count // 2], "", "Outcome 2: Clean air", "",
            "Key output\tIndicator\tTarget", *lines[count // 2 :], "", "Action\tOwner\tDue", *actions,
        ]  # fmt: skip
        said = {"into": None, "by": people["performance"], "at": timezone.now()}
        long = services.receive_text(text="\n".join(parts), **said)[0]
        given = {key.removeprefix("answer-"): value for key, value in answers(long).items()}
        long = services.answer(long, answers=given, seen=long.version, by=people["performance"])
        with django_assert_max_num_queries(80):
            done = services.confirm(long, seen=long.version, by=people["performance"], at=timezone.now())
        assert done.added == 2 + 2 * count
        assert Target.objects.filter(indicator__key_output__outcome__strategy=done.strategy).count() >= count
    assert Action.objects.of(done.strategy).filter(owners__team__name="Parks 7").count() == 1
    assert check().findings == []
