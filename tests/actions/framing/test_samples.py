"""The two published strategies, read from documents: what comes of them is what the facts say, with few questions."""

import io
from datetime import date

import pytest
from django.utils import timezone

from actions.framing.found import found_of
from actions.framing.proposal import proposal_of
from actions.framing.questions import Known, ask
from actions.framing.services import answer, confirm, receive_document, receive_text
from actions.models import Action, Framing
from indicators.models import Indicator, Target
from outcomes.models import Strategy
from strategy_portal.domain.status import Polarity
from strategy_portal.records.checking import check
from strategy_portal.records.events import Event

from .documents import east_lothian, west_lothian


def received(person, document: str | bytes) -> Framing:
    said = {"into": None, "by": person, "at": timezone.now()}
    if isinstance(document, str):
        return receive_text(text=document, **said)[0]
    return receive_document(file=io.BytesIO(document), name="plan.docx", **said)[0]


def settled(framing: Framing, person, **answers: str) -> Framing:
    """With each question answered as suggested, unless it is said otherwise."""
    given = {each.key: answers.get(each.key, each.suggested) for each in proposal_of(framing).questions}
    return answer(framing, answers=given, seen=framing.version, by=person)


def confirmed(framing: Framing, person) -> Strategy:
    return confirm(framing, seen=framing.version, by=person, at=timezone.now()).strategy


@pytest.fixture
def person(people):
    return people["performance"]


def measured(strategy: Strategy):
    """What the facts and the document both state of each indicator."""
    for each in Indicator.objects.of(strategy).with_setting().in_order().prefetch_related("targets", "notes"):
        notes = sorted(note.meaning for note in each.notes.all())
        targets = [(row.year_starts_on, row.value, row.basis) for row in each.targets.all()]
        yield (
            each.reference, each.key_output.title, each.title, each.measure, each.factor, each.target_text, targets,
            each.level, notes, each.is_proposed, each.suggested_by,
        )  # fmt: skip


def planned(strategy: Strategy):
    for each in Action.objects.of(strategy).with_plan():
        owners = [(owner.team.name, owner.part) for owner in each.owners.all()]
        measures = [measure.text for measure in each.measures.all()]
        outcomes = [outcome.number for outcome in each.outcomes.all()]
        yield each.number, each.title, owners, each.first_due.as_written, each.first_due.window, measures, outcomes


def test_seven_questions_make_west_lothians_text_the_framework_that_the_facts_say(person, wlc):
    framing = received(person, west_lothian())
    asked = proposal_of(framing).questions
    assert [each.key for each in asked] == [
        "dates", "years", "average", "level-target", "mark:*", "level", "polarity",
    ]  # fmt: skip
    assert not Strategy.objects.filter(is_draft=True).exists()

    strategy = confirmed(settled(framing, person, polarity="open"), person)
    assert (strategy.is_draft, strategy.starts_on, strategy.ends_on) == (True, wlc.starts_on, wlc.ends_on)
    assert (strategy.title, strategy.organisation) == (wlc.title, wlc.organisation)
    assert list(strategy.outcomes.values_list("number", "title", "description")) == list(
        wlc.outcomes.values_list("number", "title", "description")
    )
    read = list(measured(strategy))
    assert len(read) == 18
    assert Target.objects.filter(indicator__key_output__outcome__strategy=strategy).count() == 18 * 5
    facts = list(measured(wlc))
    assert read == facts
    assert [row[:2] + row[6:] for row in planned(strategy)] == [row[:2] + row[6:] for row in planned(wlc)]
    assert strategy.actions.count() == 7
    assert {each.stated.start.polarity for each in Indicator.objects.of(strategy)} == {Polarity.NOT_SET}
    assert check().findings == []


def test_four_questions_make_east_lothians_plan_the_actions_that_the_facts_say(person, elc):
    framing = received(person, east_lothian())
    asked = ["dates", "phrases", "owners"]
    assert [each.kind for each in proposal_of(framing).questions] == asked
    assert [each.kind for each in ask(found_of(framing.found), Known(), {})] == [*asked, "team"]  # IT and IT Service
    strategy = confirmed(settled(framing, person), person)
    assert strategy.outcome_label == "Theme"
    assert list(strategy.outcomes.values_list("number", "title")) == list(elc.outcomes.values_list("number", "title"))
    plan = list(planned(strategy))
    assert plan == list(planned(elc))
    assert len(plan) == 24
    assert (plan[2][3], plan[2][4]) == ("Mid 2024", (date(2024, 5, 1), date(2024, 8, 31)))


def test_each_row_keeps_its_passage_and_who_confirmed_it(person):
    strategy = confirmed(settled(received(person, west_lothian()), person, polarity="open"), person)
    indicator = Indicator.objects.of(strategy).get(key_output__outcome__number=1, order=4)
    assert indicator.source_place == "Pasted text: Customer Strategy 2023 to 2028, line 15, row 5"
    assert "Indicator: Number of complaints closed per 1,000 of population" in indicator.source_passage
    record = indicator.history.last()
    assert (record.history_user, record.history_event) == (person, Event.IMPORTED)
    assert record.source_passage == indicator.source_passage
    assert "Action 2: Involve customers" in strategy.actions.get(number=2).source_passage
