"""Indicators themselves: change what one is, retire it; `adding.py` adds. None is ever deleted."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from outcomes.models import Outcome, Strategy
from strategy_portal.domain.aggregation import AcrossPeriods, AcrossUnits
from strategy_portal.domain.numbers import Measure
from strategy_portal.domain.periods import Frequency
from strategy_portal.models import User
from strategy_portal.records.events import Event
from strategy_portal.records.history import delete_with_history, put_rows, record_changes, save_with_history
from strategy_portal.records.versions import Refused, claim, claim_many

from ..models import Indicator, IndicatorNote, IndicatorRule, KeyOutput
from ..models.seal import refuse_sealed
from ..models.target import refuse_profile
from .formulas import check_formula, check_not_referred_to, check_users
from .key_outputs import with_key_outputs

NO_DEFINITION = {
    "id", "version", "key_output", "order", "short_title", "sentence", "code", "owner", "target_text",
    "is_proposed", "suggested_by", "introduced_on", "retired_on", "is_from_source", "setup_is_demonstration",
    "source_place", "source_passage",
}  # fmt: skip
"""What says nothing of what the indicator measures and how."""

DEFINITION = {field.name for field in Indicator._meta.concrete_fields} - NO_DEFINITION
"""What the indicator measures and how: a change of one of these needs a reason."""

RULE = IndicatorRule.SAYS
"""What it is judged by from the start: its first rule, changed here until something is sealed, later by a dated one."""

BASIS = "polarity_basis"
"""How the first rule is known: its reason."""

SETTLED = (
    "measure", "factor", "formula", "level", "frequency", "across_units", "across_periods", "answers_that_count",
    "introduced_on", "is_proposed",
)  # fmt: skip
"""What sealed figures were made by: another would change what they mean, so another indicator has to be made."""

BLANKS: Mapping[tuple[str, Any], Collection[Any]] = {
    ("level", Indicator.Level.UNKNOWN): (Indicator.Level.ORGANISATION,),
    ("across_units", ""): (AcrossUnits.RATIO_OF_SUMS,),
    ("answers_that_count", 0): range(1, 100),
    ("is_proposed", True): (False,),
}
"""What was not stated before values were sealed, and what it may be filled with: figures were made by it anyway."""

DEMONSTRATED = ("owner", "frequency", "across_units", "across_periods")
"""What `setup_is_demonstration` speaks of."""


@transaction.atomic
def change_indicator(
    *,
    indicator: Indicator,
    outcome: Outcome,
    key_output: str,
    fields: Mapping[str, Any],
    notes: Collection[str],
    reason: str,
    agreed_by: str = "",
    is_so: bool = False,
    seen: int,
    by: User,
) -> Indicator:
    """Change what an indicator is. Its history keeps the reason, that of its first rule who agreed how it is judged.

    Raises ChangedMeanwhile, and Refused: a change of definition without a reason, one of the rule without who
    agreed it, a rule, or what figures are made by, after values were sealed (rules 6.7), a rule that can't judge a
    target (6.3, 6.4), a frequency that does not fit a profile (5.2) or a formula; at `is_so` what is asked (6.4).
    """
    stored = _claim(indicator, seen)
    others = list(Indicator.objects.of(stored.outcome.strategy).with_setting().exclude(pk=stored.pk))
    said = Said(outcome, key_output, fields, reason, agreed_by, is_so)
    changed = check_change(stored, said, others=others, is_sealed=stored.seals.exists(), by=by)
    _store([changed], by=by)
    _set_notes(stored, notes, by)
    return stored


@dataclass(frozen=True)
class Said:
    """What somebody says of an indicator that is there, why, and who agreed it. `is_so` answers what is asked."""

    outcome: Outcome
    key_output: str
    fields: Mapping[str, Any]
    reason: str
    agreed_by: str = ""
    is_so: bool = False


@dataclass(frozen=True)
class Changed:
    """An indicator as it will stand, not stored; `rule` is its first rule where that changes too."""

    indicator: Indicator
    reason: str
    rule: IndicatorRule | None = None


def check_change(stored: Indicator, said: Said, *, others: Collection[Indicator], is_sealed: bool, by: User) -> Changed:
    """The indicator with what is said of it, for `_store` or `store_changes`: it is written into `stored`.

    `others` are the strategy's. No query, but for a formula and where rules and targets did not come along. Raises
    Refused as `change_indicator` does.
    """
    fields, outcome = said.fields, said.outcome
    if "factor" in fields and fields["factor"] is None:
        fields = {**fields, "factor": usual_factor(fields.get("measure", stored.measure))}
    changed = {name for name, value in fields.items() if _stands(stored, name) != value}
    _ask({**_stated(stored), **fields}, changed, said.is_so)
    _check_change(stored, changed, said.reason, said.agreed_by)
    _check_sealed(stored, {name: fields[name] for name in changed}, is_sealed)
    if changed & set(DEMONSTRATED):
        stored.setup_is_demonstration = by.is_demonstration
    if (outcome.pk, fields["order"]) != (stored.outcome.pk, stored.order):
        check_not_referred_to(stored, others, "order", "get another number")
    _set(stored, said, fields, others)
    if changed & {"frequency", "across_periods"}:
        _check_profiles(stored)
        check_users(stored, others)
    rule = _first_rule(stored, fields)
    if changed & {*RULE, BASIS}:
        rule.agreed_by, rule.made_by = said.agreed_by.strip() or rule.agreed_by, by
        if is_sealed:
            refuse_sealed(rule.holds_from, [stored])
        rule.check_fits()
        return Changed(stored, said.reason.strip(), rule)
    if "measure" in changed:
        rule.check_fits()
    return Changed(stored, said.reason.strip())


@transaction.atomic
def store_changes(changes: Sequence[Changed], *, by: User) -> None:
    """Claim and store what was checked: a dozen statements, however many. Raises ChangedMeanwhile.

    The caller holds their strategy, so that nothing is sealed meanwhile.
    """
    claim_many([each.indicator for each in changes])
    _store(changes, by=by)


def _store(changes: Sequence[Changed], *, by: User) -> None:
    """Each indicator is claimed already."""
    if not changes:
        return
    indicators = [each.indicator for each in changes]
    with_key_outputs(indicators, by=by)
    put_rows(Indicator, indicators, over=True)
    record_changes(indicators, reasons=[each.reason for each in changes], by=by)
    judged = [each for each in changes if each.rule is not None]
    there = [each for each in judged if each.rule and each.rule.pk]
    put_rows(IndicatorRule, [each.rule for each in there], over=True)
    rules = [each.rule for each in there if each.rule]
    record_changes(rules, reasons=[each.reason for each in there], by=by)
    for each in judged:
        if each.rule and not each.rule.pk:  # loaded facts state none
            save_with_history(each.rule, by=by, reason=each.reason)


@transaction.atomic
def retire_indicator(*, indicator: Indicator, retired_on: date | None, reason: str, seen: int, by: User) -> Indicator:
    """From its last day on nothing is expected; no day takes it into use again. Its values stay as they are.

    Raises ChangedMeanwhile, and Refused without a reason or where a later period has values.
    """
    stored = _claim(indicator, seen)
    if not reason.strip():
        raise Refused("Say why it is retired or used again", "reason")
    if retired_on is not None:
        _check_retirement(stored, retired_on)
        others = Indicator.objects.of(stored.outcome.strategy).with_setting().exclude(pk=stored.pk)
        check_not_referred_to(stored, others, "retired_on", "be retired")
    stored.retired_on = retired_on
    event = Event.RETIRED if retired_on else Event.TAKEN_INTO_USE
    save_with_history(stored, by=by, event=event, reason=reason.strip())
    return stored


def _claim(indicator: Indicator, seen: int) -> Indicator:
    """As `claim`, and nothing of its strategy is approved before the change is stored. Raises ChangedMeanwhile."""
    Strategy.objects.filter(pk=indicator.outcome.strategy_id).hold()
    return claim(indicator, seen)


def settled_of(indicator: Indicator) -> list[str]:
    """The fields that can't change any more once values are sealed."""
    return [name for name in SETTLED if (name, getattr(indicator, name)) not in BLANKS]


def _stands(stored: Indicator, name: str) -> Any:
    """What a field of the form holds now: the indicator's own, or its first rule's."""
    if name == BASIS:
        return stored.stated.start.reason
    return getattr(stored.stated.start if name in RULE else stored, name)


def _first_rule(indicator: Indicator, fields: Mapping[str, Any]) -> IndicatorRule:
    """The rule from the start, with what is typed of it."""
    rule = copy(indicator.stated.start)
    rule.indicator = indicator
    for name in fields.keys() & set(RULE):
        setattr(rule, name, fields[name])
    rule.reason = fields.get(BASIS, rule.reason)
    return rule


def _check_change(stored: Indicator, changed: set[str], reason: str, agreed_by: str) -> None:
    if changed & {*DEFINITION, *RULE} and not reason.strip():
        raise Refused("The definition changes: say why. The reason is kept with the change", "reason")
    if changed & set(RULE) and not agreed_by.strip():
        raise Refused("Say who agreed how it is judged, for example the board on 4 November 2026", "agreed_by")
    if agreed_by.strip() and not changed & {*RULE, BASIS}:
        raise Refused("How it is judged stays as it is. Say in the reason who agreed the rest", "agreed_by")


def _check_sealed(stored: Indicator, changes: Mapping[str, Any], is_sealed: bool) -> None:
    """Raises Refused for what would change the meaning or the colour of what is sealed (rules 6.7)."""
    rule = changes.keys() & set(RULE)
    filled = {name for name, value in changes.items() if value in BLANKS.get((name, _stands(stored, name)), ())}
    settled = changes.keys() & set(SETTLED) - filled
    if not (rule or settled) or not is_sealed:
        return
    if settled:
        raise Refused(
            "Values are sealed already that were made by this, so it stays: retire this indicator and add a new one "
            "as its successor",
            min(settled),
        )
    raise Refused(
        "Values are sealed already, so this can’t change from the start. Change how it is judged from a day on",
        min(rule),
    )


def _check_retirement(indicator: Indicator, retired_on: date) -> None:
    if indicator.introduced_on and retired_on < indicator.introduced_on:
        raise Refused("It can’t end before it was introduced", "retired_on")
    # `ends_on` is the first day after a period, so the day after retirement is still allowed there (rules 2.2).
    later = indicator.values.filter(period__ends_on__gt=retired_on + timedelta(days=1))
    last = later.select_related("period__strategy").order_by("period__ends_on").last()
    if last is not None:
        day = last.period.as_domain().last_day
        raise Refused(f"{last.period} has a value already. Choose {day:%-d %B %Y} or a later day", "retired_on")


def _set(indicator: Indicator, said: Said, fields: Mapping[str, Any], others: Collection[Indicator]) -> None:
    outcome = said.outcome
    for name in fields.keys() - {*RULE, BASIS}:
        setattr(indicator, name, fields[name])
    indicator.key_output = KeyOutput(outcome=outcome, title=said.key_output.strip())  # `with_key_outputs` finds it
    for other in others:
        if (other.outcome.pk, other.order) == (outcome.pk, indicator.order):
            number = f"{outcome.number}.{indicator.order}"
            raise Refused(f"{number} is “{other.title}” already: choose a free number", "order")
    check_collection(indicator)
    check_formula(indicator, outcome.strategy, others)


def check_collection(indicator: Indicator) -> None:
    """Raises Refused for a level, a frequency or ways to put figures together that don't go together."""
    _check_answer(indicator)
    _check_days(indicator)
    _check_ways(indicator)


ASKED = ("measure", "factor", "across_periods", "population")
"""What is asked about follows from these."""


def _stated(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in ASKED}


def usual_factor(measure: str) -> int:
    """By which a ratio is multiplied unless somebody says otherwise (rules 3.2)."""
    return 100 if measure == Measure.PERCENTAGE else 1


def ask_about(indicator: Indicator, fields: Mapping[str, Any], *, is_so: bool) -> None:
    """Raises Refused, at `is_so`, with what is odd of a new indicator and was not confirmed."""
    _ask({**_stated(indicator), **fields}, ASKED, is_so)


def _ask(stated: Mapping[str, Any], changed: Collection[str], is_so: bool) -> None:
    """Raises Refused, at `is_so`, with what is odd and was not confirmed (rules 5.1, 6.4)."""
    found = []
    if stated["measure"] == Measure.PERCENTAGE and stated["factor"] != 100 and {"measure", "factor"} & set(changed):
        found.append(f"The factor of a percentage is 100, and {stated['factor']} is typed. Is that so?")
    of_populations = stated["population"] is not None and stated["across_periods"] == AcrossPeriods.RATIO_OF_SUMS
    if of_populations and {"population", "across_periods"} & set(changed):
        found.append(
            "The year will be the sum of the numerators over the year’s mean population. Is that meant? If not, choose "
            "“Mean”: the mean of the periods."
        )
    if found and not is_so:
        raise Refused(" ".join(found), "is_so")


def _check_ways(indicator: Indicator) -> None:
    """Raises Refused for a year's ratio of sums of figures that carry no sums (rules 6.4)."""
    of_sums = indicator.across_periods == AcrossPeriods.RATIO_OF_SUMS
    if of_sums and indicator.is_survey and indicator.how_across_units is not AcrossUnits.RATIO_OF_SUMS:
        raise Refused(
            "The units’ figures are put together without their numerators and denominators, so the year has no sums "
            "to divide. Choose “Ratio of sums” from units to the organisation, or another way to the year",
            "across_periods",
        )


def _check_profiles(indicator: Indicator) -> None:
    """Raises Refused for a frequency that does not fit the profile of a target that is set (rules 5.2)."""
    for row in indicator.targets.all():
        try:
            refuse_profile(indicator, row.shares)
        except Refused as refused:
            text = f"The target of {row.year.label} has a profile: {refused} Set that target with equal shares first"
            raise Refused(text, "frequency") from refused


def _check_answer(indicator: Indicator) -> None:
    """Raises Refused for a yes or no that would be added up or averaged: half of it would print as Yes."""
    if not indicator.format.is_yes_no:
        return
    if indicator.is_survey:
        raise Refused(
            "Several units’ yes and no make no one answer. Choose “Percentage” and count the units that say yes",
            "level",
        )
    if indicator.across_periods not in (AcrossPeriods.LATEST, AcrossPeriods.NONE):
        raise Refused("A year’s yes or no is the latest one, or none: choose one of these", "across_periods")


def _check_days(indicator: Indicator) -> None:
    """Raises Refused for a year of days that people choose that would be added up or averaged (rules 2.3), and for a
    formula on such days, of which none would ever come.
    """
    if indicator.frequency != Frequency.IRREGULAR:
        return
    if indicator.across_periods not in (AcrossPeriods.LATEST, AcrossPeriods.NONE):
        raise Refused(
            "Nobody knows how many days will be chosen, so the year’s figure is the latest: choose “Latest” or “None”",
            "across_periods",
        )
    if indicator.formula:
        raise Refused("A formula is worked out for regular periods: choose how often", "frequency")


def _set_notes(indicator: Indicator, meanings: Collection[str], by: User) -> None:
    """Add the marks that are new and take away those that are not chosen; each leaves its history."""
    there = {note.meaning: note for note in indicator.notes.all()}
    for meaning in set(there) - set(meanings):
        delete_with_history(there[meaning], by=by)
    for meaning in set(meanings) - set(there):
        save_with_history(IndicatorNote(indicator=indicator, meaning=meaning), by=by)
