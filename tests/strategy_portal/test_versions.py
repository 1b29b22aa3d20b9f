"""Who saw which version: nothing is saved over what was not seen, and the conflict says what it is about."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Benchmark, Indicator, PopulationTable
from outcomes.models import Outcome, OutcomeJudgement, Strategy
from strategy_portal.models import User
from strategy_portal.records.changes import FieldChange, ModelChanges, changes_in, changes_of
from strategy_portal.records.checking import check
from strategy_portal.records.events import Event
from strategy_portal.records.history import create_with_history, delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import (
    ChangedMeanwhile,
    CouncilList,
    claim,
    claim_list,
    claim_owner,
    claimed_at,
    list_version,
    parts_at,
)

QUARTER = date(2030, 4, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return User.objects.create(username="jo", first_name="Jo")


@pytest.fixture
def outcome() -> Outcome:
    strategy = Strategy.objects.create(
        slug="s", title="S", organisation="C", organisation_short="C", starts_on=QUARTER, ends_on=date(2033, 3, 31)
    )
    return Outcome.objects.create(strategy=strategy, number=1, title="O")


@pytest.fixture
def judge(outcome, by):
    """Judges as somebody who saw a version."""

    def judge(colour: str, seen: int) -> OutcomeJudgement:
        with claimed_at(OutcomeJudgement, seen, outcome=outcome, quarter_starts_on=QUARTER) as judgement:
            judgement.colour, judgement.reason, judgement.judged_by = colour, "Because", by
            save_with_history(judgement, by=by)
        return judgement

    return judge


@pytest.fixture
def indicator(outcome, by) -> Indicator:
    key_output = outcome.key_outputs.create(title="K")
    indicator = Indicator(key_output=key_output, order=1, title="I")
    save_with_history(indicator, by=by)
    return indicator


def benchmark(indicator: Indicator, by: User, seen: int, value: int) -> Benchmark:
    """Adds another body's figure, guarded by the version of the indicator."""
    claim_owner(indicator, seen, by=by)
    row = Benchmark(indicator=indicator, name=f"Body {value}", year_starts_on=QUARTER, value=Decimal(value))
    save_with_history(row, by=by)
    return row


def test_each_claim_takes_the_next_version(judge):
    assert [judge("green", 0).version, judge("amber", 1).version] == [1, 2]


def test_who_saw_an_earlier_version_learns_who_changed_what(judge):
    judge("green", 0)
    judge("amber", 1)
    with pytest.raises(ChangedMeanwhile) as changed:
        judge("red", 1)
    found = changed.value
    assert (found.by, found.theirs.colour, found.before.colour, found.version) == ("Jo", "amber", "green", 2)
    assert OutcomeJudgement.objects.get().colour == "amber"


def test_what_somebody_else_added_first_is_not_added_again(judge):
    judge("green", 0)
    with pytest.raises(ChangedMeanwhile) as changed:
        judge("red", 0)
    assert (changed.value.theirs.colour, changed.value.before) == ("green", None)


def test_what_is_gone_is_said_to_be_gone(judge, by):
    delete_with_history(judge("green", 0), by=by, event=Event.WITHDRAWN)
    with pytest.raises(ChangedMeanwhile) as changed:
        judge("red", 1)
    assert (changed.value.record.history_event, changed.value.theirs) == (Event.WITHDRAWN, None)


def test_a_version_of_what_never_was_there_is_a_conflict_too(judge):
    with pytest.raises(ChangedMeanwhile) as changed:
        judge("red", 7)
    assert (changed.value.record, changed.value.theirs) == (None, None)


def test_rows_of_an_owner_are_guarded_by_its_version(indicator, by):
    benchmark(indicator, by, seen=1, value=5)
    with pytest.raises(ChangedMeanwhile) as changed:
        benchmark(indicator, by, seen=1, value=6)
    of_figures = changed.value.among(Benchmark, indicator=indicator)
    assert (of_figures.theirs.value, of_figures.version, of_figures.before) == (5, 2, None)
    assert changed.value.among(Benchmark, indicator=indicator, name="Body 6") is None


def test_the_rows_of_an_owner_are_known_as_they_were_in_each_of_its_versions(indicator, by):
    benchmark(indicator, by, seen=1, value=5)
    benchmark(indicator, by, seen=2, value=6)
    records = indicator.history.order_by("history_id")
    assert [len(parts_at(record, Benchmark, indicator=indicator)) for record in records] == [0, 1, 2]


def test_a_list_without_an_owner_has_a_version_of_its_own(by):
    assert list_version("phrases") == 0
    claim_list("phrases", 0, by=by)
    claim_list("phrases", 1, by=by)
    assert list_version("phrases") == 2
    with pytest.raises(ChangedMeanwhile):
        claim_list("phrases", 1, by=by)
    assert CouncilList.history.count() == 2


def test_every_version_has_its_record(judge, indicator, by):
    judge("green", 0)
    judge("amber", 1)
    benchmark(indicator, by, seen=1, value=5)
    assert check([OutcomeJudgement.history.model, Indicator.history.model]).findings == []
    claim(OutcomeJudgement.objects.get(), 2)  # and nothing is saved
    (finding,) = check([OutcomeJudgement.history.model]).findings
    assert "version" in str(finding)


# --- What is recorded ------------------------------------------------------------------------------------------------


def test_a_save_says_what_was_done_unless_somebody_says_more(outcome, by):
    outcome.title = "P"
    save_with_history(outcome, by=by, event=Event.CORRECTED, reason="A slip")
    outcome.save()
    pk = outcome.pk
    delete_with_history(outcome, by=by)
    found = Outcome.history.filter(id=pk).order_by("history_id").values_list("history_event", "history_change_reason")
    assert list(found) == [("added", ""), ("corrected", "A slip"), ("changed", ""), ("removed", "")]


def test_what_is_said_around_a_save_holds_where_it_says_nothing_itself(outcome, by):
    with recorded(by=by, event=Event.LOADED, reason="From the source"):
        save_with_history(outcome, reason="A line of it")
        create_with_history([OutcomeJudgement(outcome=outcome, quarter_starts_on=QUARTER, judged_by=by, reason="R")])
    of_outcome, of_judgement = outcome.history.first(), OutcomeJudgement.history.get()
    assert (of_outcome.history_user, of_outcome.history_event) == (by, Event.LOADED)
    assert (of_outcome.history_change_reason, of_judgement.history_change_reason) == ("A line of it", "From the source")


# --- The list of changes ---------------------------------------------------------------------------------------------


def test_a_row_is_shown_field_by_field_under_the_names_of_its_model(outcome, by):
    outcome.title, outcome.approach = "P", "Walk"
    save_with_history(outcome, by=by, reason="Agreed words")
    latest, first = changes_of(outcome, ModelChanges(Outcome, ""))
    assert latest.fields == (FieldChange("title", "O", "P"), FieldChange("approach", "", "Walk"))
    assert (latest.who, latest.why, [line.label for line in latest.lines]) == (
        "Jo", "Agreed words", ["Title", "Approach"],
    )  # fmt: skip
    assert (first.who, [line.label for line in first.lines]) == ("The portal, nobody signed in", ["Outcome: added"])


def test_rows_that_belong_to_it_are_shown_with_it_the_latest_first(indicator, by):
    row = benchmark(indicator, by, seen=1, value=5)
    delete_with_history(row, by=by, event=Event.WITHDRAWN, reason="Wrong year")
    figures = ModelChanges(Benchmark, "Benchmark", text=lambda record: str(record.value))
    found = changes_of(indicator, ModelChanges(Indicator, "Indicator"), figures)
    assert [(each.lines[0].label, each.lines[0].before, each.lines[0].after) for each in found] == [
        ("Benchmark: withdrawn", "5.0000", ""), ("Benchmark", "", "5.0000"), ("Indicator: added", "", ""),
    ]  # fmt: skip
    assert changes_in(figures, indicator=indicator) == found[:2]


# --- What a person is told -------------------------------------------------------------------------------------------


def test_a_conflict_with_oneself_says_so(client, by):
    """In another window, as nobody else would know of."""
    by.role = "performance"
    by.save()
    client.force_login(by)
    table = {"name": "People", "source": "Census", "reason": "Counted anew", "seen": 0}
    client.post("/setup/populations/add/", table)
    edit = f"/setup/populations/{PopulationTable.objects.get(name='People').pk}/edit/"
    changed = client.post(edit, table | {"seen": 1, "name": "Everybody"})
    again = client.post(edit, table | {"seen": 1, "name": "All"})
    assert (changed.status_code, again.status_code) == (302, 409)
    assert "You, in another window or on another device, saved" in again.content.decode()


def test_who_says_that_they_saw_what_never_was_there_is_told(signed_in):
    page = "/strategies/wlc-customer-services-2011-14/reports/annual/2012-13/compose/purpose/"
    response = signed_in("performance").post(page, {"seen": "3", "paragraph-0": "x"})
    assert response.status_code == 409
    assert "What you saw is not there" in response.content.decode()
