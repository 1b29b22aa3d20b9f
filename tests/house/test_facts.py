"""The facts of the four strategies are loaded without loss, and what the sources lack stays unknown."""

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.db import models
from django.utils.timezone import localdate

from actions.models import Action, ActionOwner, DueDate, OutcomeMeasure
from consultations.models import (
    Comment,
    Consultation,
    EngagementScore,
    EngagementStandard,
    Meeting,
    Note,
    Question,
    Theme,
    ThemeShare,
)
from indicators.models import Indicator, IndicatorNote, IndicatorRule, KeyOutput, Target
from outcomes.models import Commitment, Outcome, Statement, Strategy
from reports.models import Arrangement, SourceEntry
from strategy_portal.facts import FOLDER, UNKNOWN, Facts, FactsNotTaken, read
from strategy_portal.management.commands.load_facts import Command
from strategy_portal.models import Team
from strategy_portal.records.events import Event

pytestmark = pytest.mark.django_db

FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "facts").glob("*.yaml"))
}
WLC, ELC, PREDECESSOR, BOROUGH = (
    "wlc-customer-2023-28",
    "elc-customer-2023-28",
    "wlc-customer-services-2011-14",
    "borough-customer-service-2024-27",
)
OF_INDICATOR = "key_output__outcome__strategy"

# Where each section of a facts file is kept, and how to get from there to the strategy ...
KEPT_IN: dict[str, dict[type[models.Model], str]] = {
    "source": {Strategy: "pk"},
    "strategy": {Strategy: "pk", Statement: "strategy"},
    "governance": {Statement: "strategy"},
    "expected_benefits": {Statement: "strategy"},
    "document": {SourceEntry: "strategy", Arrangement: "strategy"},
    "outcomes": {Outcome: "strategy", Commitment: "outcome__strategy", Action: "strategy"},
    "indicators": {
        Outcome: "strategy",
        KeyOutput: "outcome__strategy",
        Indicator: OF_INDICATOR,
        IndicatorRule: f"indicator__{OF_INDICATOR}",
        Target: f"indicator__{OF_INDICATOR}",
    },
    "actions": {
        Action: "strategy",
        DueDate: "action__strategy",
        Outcome: "strategy",
        ActionOwner: "action__strategy",
        OutcomeMeasure: "action__strategy",
    },
    "consultation": {
        Consultation: "strategy",
        **dict.fromkeys(
            [Note, Question, Theme, ThemeShare, Comment, Meeting, EngagementScore], "consultation__strategy"
        ),
    },
}
# ... and what is kept in a row that this one points to.
POINTED_TO = {
    ActionOwner: ["team__name"],
    Arrangement: ["form__slug"],
    EngagementScore: ["standard__title"],
}
ENCODED = {"wlam": "units", "council": "organisation", "council-executive": "scrutiny-panel"}
"""What the sources' marks are called here: the level of an indicator, the form of a report."""

Leaf = tuple[tuple[Any, ...], Any]


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[Leaf]:
    """Each scalar of a facts file with the way to it; a mapping's keys count where they are titles of themes."""
    if isinstance(node, dict):
        for key, value in node.items():
            if path[-1:] == ("findings",):
                yield (*path, key), key
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from leaves(value, (*path, place))
    else:
        yield path, node


def texts(value: Any) -> set[str]:
    """How a fact reads, in a file or in the database: dates in ISO, 3.0 as 3, a span of time as its two ends."""
    if isinstance(value, time):
        return {f"{value:%H:%M}"}
    if isinstance(value, int | float | Decimal):
        return {f"{Decimal(str(value)).normalize():f}"}
    if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", value):
        return set(value.split("-"))
    return {value.isoformat() if isinstance(value, date) else str(value)}


def loaded(strategy: Strategy, section: str) -> set[str]:
    """All that is kept of a section, as texts."""
    found: set[str] = set()
    for model, path in KEPT_IN[section].items():
        columns = [
            field.attname for field in model._meta.concrete_fields if field.name != "id" and not field.is_relation
        ]
        for row in model.objects.filter(**{path: strategy.pk}).values_list(*columns, *POINTED_TO.get(model, [])):
            found.update(*(texts(value) for value in row if value is not None and not isinstance(value, bool)))
    return found


def known(section: str, slug: str) -> list[Leaf]:
    return [
        (path, value)
        for path, value in leaves(FILES[slug][section], (section,))
        if value != UNKNOWN and not isinstance(value, bool) and path[-1] != "predecessor"
    ]


SECTIONS = [(slug, section) for slug, file in FILES.items() for section in file if file[section] not in (UNKNOWN, [])]


@pytest.mark.parametrize(("slug", "section"), SECTIONS)
def test_every_fact_of_a_section_is_found_in_the_database(slug, section):
    kept = loaded(Strategy.objects.get(slug=slug), section)
    lost = [(path, value) for path, value in known(section, slug) if not texts(ENCODED.get(value, value)) <= kept]
    assert known(section, slug)
    assert lost == []


def entries(section: str) -> list[tuple[str, dict[str, Any]]]:
    return [(slug, entry) for slug, file in FILES.items() for entry in file.get(section) or []]


@pytest.mark.parametrize(("slug", "entry"), entries("indicators"), ids=lambda each: str(each)[:40])
def test_an_indicator_stands_as_its_source_has_it(slug, entry):
    indicator = Indicator.objects.get(
        key_output__outcome__strategy__slug=slug, key_output__outcome__number=entry["outcome"], order=entry["order"]
    )
    assert (indicator.title, indicator.key_output.title) == (entry["title"], entry["key_output"])
    assert (indicator.unit_text, indicator.target_text) == (entry["unit"], entry.get("target_text", ""))
    assert (indicator.stated.start.polarity, indicator.level) == (
        entry["polarity"],
        ENCODED.get(entry["level"], UNKNOWN),
    )
    assert (indicator.is_proposed, indicator.suggested_by) == (
        "not_yet_measured" in entry,
        entry.get("suggested_by", ""),
    )
    years = len(indicator.outcome.strategy.years)
    stated = [] if entry["target"] == UNKNOWN else [Decimal(str(entry["target"]))] * years
    assert [target.value for target in indicator.targets.all()] == stated


@pytest.mark.parametrize(("slug", "entry"), entries("actions"), ids=lambda each: str(each)[:40])
def test_an_action_stands_as_its_source_has_it(slug, entry):
    action = Action.objects.get(strategy__slug=slug, number=entry["number"])
    due = "" if entry["due"] == UNKNOWN else entry["due"]
    assert (action.title, action.first_due.as_written) == (entry["title"], due)
    assert action.due.as_written == due or action.moves  # the demonstration moves two of them
    assert [owner.team.name for owner in action.owners.all()] == entry.get("owners", [])
    assert [measure.text for measure in action.measures.all()] == entry.get("measures", [])
    outcomes = entry.get("outcomes", [entry.get("outcome")])
    assert [outcome.number for outcome in action.outcomes.all()] == outcomes


@pytest.mark.parametrize(("slug", "entry"), entries("outcomes"), ids=lambda each: str(each)[:40])
def test_an_outcome_has_its_commitments_with_their_actions(slug, entry):
    outcome = Outcome.objects.get(strategy__slug=slug, number=entry["number"])
    stated = [(each["heading"], each.get("actions", [])) for each in entry.get("commitments", [])]
    found = [(each.heading, [action.number for action in each.actions.all()]) for each in outcome.commitments.all()]
    assert found == stated


COUNTS = [
    (WLC, Indicator, OF_INDICATOR, {}, 18),
    (WLC, Target, f"indicator__{OF_INDICATOR}", {}, 18 * 5),
    (WLC, Outcome, "strategy", {}, 4),
    (WLC, Commitment, "outcome__strategy", {}, 20),
    (WLC, Action, "strategy", {}, 7),
    (ELC, Action, "strategy", {}, 24),
    (ELC, Outcome, "strategy", {}, 5),
    (ELC, OutcomeMeasure, "action__strategy", {}, 26),
    (ELC, Note, "consultation__strategy", {"kind": Note.Kind.GROUP_CONTACTED}, 12),
    (ELC, Theme, "consultation__strategy", {"rank__isnull": False}, 3),
    (PREDECESSOR, Action, "strategy", {}, 0),
    (PREDECESSOR, Meeting, "consultation__strategy", {}, 5),
    (PREDECESSOR, EngagementScore, "consultation__strategy", {}, 10),
    (PREDECESSOR, Comment, "consultation__strategy", {"is_summary": True}, 22),
    (PREDECESSOR, SourceEntry, "strategy", {"key": "implications"}, 13),
    (BOROUGH, Indicator, OF_INDICATOR, {}, 1),
    (BOROUGH, Target, f"indicator__{OF_INDICATOR}", {}, 0),
    (BOROUGH, Statement, "strategy", {"kind": Statement.Kind.EXPECTED_BENEFIT}, 6),
]


@pytest.mark.parametrize(("slug", "model", "path", "which", "count"), COUNTS)
def test_there_are_as_many_as_in_the_source(slug, model, path, which, count):
    assert model.objects.filter(**{f"{path}__slug": slug}, **which).count() == count


@pytest.mark.parametrize(("edition", "count"), [(2005, 10), (2016, 7)])
def test_the_engagement_standards_of_both_editions_are_there(edition, count):
    """Rules 10.6."""
    assert EngagementStandard.objects.filter(edition=edition).count() == count


# --- What the sources lack -----------------------------------------------------------------------------------------


def test_the_facts_that_are_unknown_are_these():
    """Each of them is looked up below; a new one needs a place where it stays empty."""
    unknown = {
        (slug, path[0], path[-1]) for slug, file in FILES.items() for path, value in leaves(file) if value == UNKNOWN
    }
    assert unknown == {
        (WLC, "indicators", "level"),
        (WLC, "actions", "owner"),
        (WLC, "actions", "due"),
        (BOROUGH, "indicators", "target"),
        (BOROUGH, "service_standards", "service_standards"),
        (BOROUGH, "roadmap", "roadmap"),
    }


def test_the_actions_of_west_lothian_have_no_owner_and_no_date(wlc):
    assert not ActionOwner.objects.filter(action__strategy=wlc).exists()
    for action in wlc.actions.all():
        assert (action.due.as_written, action.due.window) == ("", None)
        assert not action.due.is_known


def test_the_level_of_the_proposed_indicator_is_unknown(wlc):
    proposed = Indicator.objects.get(key_output__outcome__strategy=wlc, is_proposed=True)
    assert (proposed.reference, proposed.level) == ("4.1", Indicator.Level.UNKNOWN)


def test_the_boroughs_target_is_no_row_and_not_zero(borough):
    indicator = Indicator.objects.get(key_output__outcome__strategy=borough)
    assert (indicator.targets.count(), indicator.target_text) == (0, "")


@pytest.mark.parametrize("kind", [Statement.Kind.SERVICE_STANDARD, Statement.Kind.ROADMAP])
def test_the_boroughs_missing_appendices_are_entries_without_text(borough, kind):
    assert [statement.text for statement in borough.statements.filter(kind=kind)] == [""]


def test_attendance_and_dates_are_known_only_where_the_source_says_so(predecessor):
    events = Meeting.objects.filter(consultation__strategy=predecessor)
    assert [event.attended for event in events] == [None, None, None, 20, 5]
    assert [event.held_on is None for event in events] == [False, False, False, True, False]


# --- What the sources mean -----------------------------------------------------------------------------------------


def test_the_asterisk_means_two_things_and_is_kept_as_two():
    per_unit = [(entry["outcome"], entry["order"]) for _, entry in entries("indicators") if entry["level"] == "wlam"]
    starred = {
        meaning: list(Indicator.objects.filter(notes__symbol="*", notes__meaning=meaning).in_order())
        for meaning in IndicatorNote.Meaning
    }
    assert [each.reference for each in starred.pop("per-unit")] == [f"{outcome}.{order}" for outcome, order in per_unit]
    assert [each.reference for each in starred.pop("new")] == ["3.3"]
    assert not any(starred.values())


def test_agreement_known_as_a_range_stays_a_range(elc):
    """Rules 10.3."""
    question = Question.objects.get(consultation__strategy=elc)
    assert (question.agreement_low, question.agreement_high, question.base) == (72, 80, None)


def test_responses_and_comments_are_two_counts(elc):
    """Rules 10.1."""
    consultation = elc.consultations.get()
    assert (consultation.submission_count, consultation.comment_count) == (53, 189)


def test_of_joint_owners_none_is_called_the_lead(elc):
    """Rules 9.5."""
    parts = {action.number: {owner.part for owner in action.owners.all()} for action in elc.actions.all()}
    joint = {entry["number"] for slug, entry in entries("actions") if slug == ELC and len(entry["owners"]) > 1}
    assert {number for number, found in parts.items() if found == {"joint"}} == joint
    assert {number for number, found in parts.items() if found == {"lead"}} == set(parts) - joint


def test_the_successor_names_its_predecessor(wlc, predecessor):
    assert wlc.predecessor == predecessor


def test_each_strategy_reports_in_a_form(db):
    forms = {row.strategy.slug: row.form.slug for row in Arrangement.objects.select_related("strategy", "form")}
    assert forms == {WLC: "scrutiny-panel", PREDECESSOR: "scrutiny-panel", ELC: "members-library", BOROUGH: "cabinet"}


# --- Nothing gets lost quietly ---------------------------------------------------------------------------------------


def count_all() -> dict[str, int]:
    found = {model for kept in KEPT_IN.values() for model in kept} | {Team, EngagementStandard, IndicatorNote}
    return {model.__name__: model.objects.count() for model in found}


def test_loading_the_facts_again_changes_nothing():
    before = count_all()
    call_command("load_facts", verbosity=0)
    assert count_all() == before


@pytest.mark.parametrize(
    ("slug", "day"), [(ELC, date(2023, 11, 14)), (WLC, date(2023, 4, 1)), (PREDECESSOR, date(2011, 4, 1))]
)
def test_what_is_loaded_is_recorded_on_the_day_of_its_source(slug, day):
    strategy = Strategy.objects.get(slug=slug)
    for first in (strategy.history.last(), strategy.outcomes.first().history.last()):
        assert (first.history_event, localdate(first.history_date), first.history_user) == (Event.LOADED, day, None)


def copied(tmp_path: Path, slug: str) -> tuple[Path, dict[str, Any]]:
    path = FOLDER / "facts" / f"{slug}.yaml"
    copy = yaml.safe_load(path.read_text(encoding="utf-8"))
    copy["strategy"]["slug"] = "copy"
    return tmp_path / "copy.yaml", copy


PLACES = [
    (BOROUGH, []),
    (BOROUGH, ["strategy"]),
    (BOROUGH, ["indicators", 0]),
    (BOROUGH, ["outcomes", 0]),
    (ELC, ["actions", 0]),
    (ELC, ["consultation"]),
    (PREDECESSOR, ["consultation", "events", 0]),
    (PREDECESSOR, ["consultation", "engagement_standards", 0]),
    (WLC, ["outcomes", 0, "commitments", 0]),
]


@pytest.mark.parametrize(("slug", "place"), PLACES, ids=str)
def test_a_key_that_no_app_reads_is_an_error(tmp_path, slug, place):
    path, copy = copied(tmp_path, slug)
    target = copy
    for step in place:
        target = target[step]
    target["shoe_size"] = 42
    path.write_text(yaml.safe_dump(copy), encoding="utf-8")
    with pytest.raises(FactsNotTaken, match="shoe_size"):
        Command()._load(read(path))


def test_a_copy_of_a_file_loads_like_the_file(tmp_path):
    """So that the errors above come from the key that was added."""
    path, copy = copied(tmp_path, WLC)
    path.write_text(yaml.safe_dump(copy), encoding="utf-8")
    Command()._load(read(path))
    assert Indicator.objects.filter(key_output__outcome__strategy__slug="copy").count() == 18


def test_what_is_taken_is_taken_once():
    facts = Facts({"title": "Strategy", "due": UNKNOWN}, "example")
    assert (facts.text("title"), facts.take("due"), facts.take("title")) == ("Strategy", None, None)
    facts.finish()
