"""You said, we did: one word for what came of each theme, the most frequent first, in the appendix of a report."""

from datetime import date
from types import SimpleNamespace

import pytest

from actions.models import Action
from consultations.models import Reply, Theme
from reports import documents
from reports.scorecards.report import report_of
from reports.scorecards.report_keys import find_key
from reports.scorecards.you_said import came_of_it, counts_text

State, Kind = Action.State, Reply.Kind
ON = date(2026, 11, 21)


def word_of(kind: Kind, *states: State) -> str:
    return came_of_it(Reply(kind=kind), [SimpleNamespace(state=state) for state in states]).value


@pytest.mark.parametrize(
    ("kind", "states", "word"),
    [
        (Kind.DECLINED, (), "Not done"),
        (Kind.DECLINED, (State.COMPLETED,), "Not done"),
        (Kind.ALREADY_DONE, (), "Done"),
        (Kind.ACCEPTED, (), "Agreed"),
        (Kind.ACCEPTED, (State.COMPLETED, State.ACCEPTED), "Done"),
        (Kind.ACCEPTED, (State.COMPLETED, State.CANCELLED), "Done"),
        (Kind.ACCEPTED, (State.COMPLETED, State.NOT_STARTED), "Under way"),
        (Kind.PARTLY, (State.IN_PROGRESS,), "Under way"),
        (Kind.ACCEPTED, (State.NOT_STARTED, State.UNKNOWN), "Planned"),
        (Kind.ACCEPTED, (State.SUSPENDED,), "Stopped"),
        (Kind.ACCEPTED, (State.CANCELLED,), "Not done"),
    ],
)
def test_the_reply_and_its_actions_make_one_word(kind, states, word):
    assert word_of(kind, *states) == word


def test_what_nobody_answered_has_no_answer_yet():
    assert came_of_it(None, []).value == "No answer yet"


@pytest.fixture
def answered(elc):
    """A consultation with themes of which one is answered by an action, one declined and the rest without a reply."""
    consultation = elc.consultations.first()
    themes = list(Theme.objects.filter(consultation=consultation, state=Theme.State.CONFIRMED).order_by("order"))[:3]
    Reply.objects.filter(consultation=consultation).delete()
    for count, theme in enumerate(themes, 1):
        Theme.objects.filter(pk=theme.pk).update(comment_count=10 * count)
    action = elc.actions.get(number=6)
    Action.objects.filter(pk=action.pk).update(state=State.IN_PROGRESS)
    done = Reply.objects.create(consultation=consultation, theme=themes[0], kind=Kind.ACCEPTED, text="A desk opens.")
    done.actions.add(action)
    Reply.objects.create(consultation=consultation, theme=themes[1], kind=Kind.DECLINED, reason="It costs too much.")
    Reply.objects.create(
        consultation=consultation, theme=themes[2], kind=Kind.ACCEPTED, text="A draft.", is_final=False
    )  # fmt: skip
    return elc


@pytest.mark.parametrize("year", ["2024-25", ""], ids=["annual", "end of strategy"])
def test_the_appendix_has_each_theme_with_its_word_reply_and_action(answered, year):
    report = report_of(find_key(answered, year, ON), ON, today=ON)
    ((_, rows),) = report.evidence.said
    assert [(row.count, row.word.value) for row in rows][:3] == [
        (30, "No answer yet"), (20, "Not done"), (10, "Under way"),
    ]  # fmt: skip
    assert rows[2].actions_text.startswith("Action 6: in progress")
    body = " ".join(documents.body(report).split())
    assert "<strong>Under way</strong>" in body
    assert "Why not: It costs too much." in body
    assert "A draft." not in body
    assert "one under way, one not done and" in counts_text(rows)
    assert year or counts_text(rows) in " ".join(report.progress.consultation_texts)


def test_the_appendix_says_no_theme_twice_and_what_is_not_stated_in_one_line(elc):
    """The consultation of East Lothian took a sheet and a quarter."""
    report = report_of(find_key(elc, "2024-25", ON), ON, today=ON)
    body = documents.part_body(report, "consultation", {})
    assert body.count("Quality of Service Delivery") == 1
    assert "number 3 in the source’s order" in body
    assert "Not stated: respondents, size of the panel, invited, expressed interest," in body
    assert documents.pdf(report, "consultation").sheets == 1
