"""Deeds on indicators themselves: add one, change what it is, retire it. None is ever deleted."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from outcomes.models import Outcome
from strategy_portal.domain.aggregation import AcrossPeriods, AcrossUnits
from strategy_portal.models import User
from strategy_portal.records.history import delete_with_history, save_with_history

from ..models import Indicator, IndicatorNote, KeyOutput
from .formulas import check_formula, check_not_referred_to, check_users
from .guards import SetupRefused, claim_indicator
from .judging import RuleSet, check_profiles, check_targets

DEFINITION = (
    "title", "definition", "data_source", "method", "measure", "unit_text", "factor", "numerator_label",
    "denominator_label", "numerator_is_part", "answer_labels", "answers_that_count", "population", "formula", "level",
    "frequency", "across_units", "across_periods", "no_change_band", "trend_comparison", "baseline", "baseline_period",
    "baseline_source",
)  # fmt: skip
"""What the indicator measures and how: a change of one of these needs a reason."""

RULE = ("polarity", "tolerance_kind", "tolerance_size", "decimal_places")
"""What it is judged by from the start: changed here until something is sealed, afterwards by a dated rule."""

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
def add_indicator(
    *, outcome: Outcome, key_output: str, fields: Mapping[str, Any], notes: Collection[str] = (), by: User
) -> Indicator:
    """Add an indicator to an outcome. `key_output` is its title; one that the outcome lacks is added too.

    Raises SetupRefused: a number that is taken, half a tolerance, a formula that can't be worked out.
    """
    Outcome.objects.select_for_update().get(pk=outcome.pk)
    indicator = Indicator(setup_is_demonstration=by.is_demonstration)
    _set(indicator, outcome, key_output, fields, by)
    save_with_history(indicator, by=by, reason="Added")
    _set_notes(indicator, notes, by)
    return indicator


@transaction.atomic
def change_indicator(
    *,
    indicator: Indicator,
    outcome: Outcome,
    key_output: str,
    fields: Mapping[str, Any],
    notes: Collection[str],
    reason: str,
    agreed_by: str,
    seen: int,
    by: User,
) -> Indicator:
    """Change what an indicator is. The reason is kept in its history.

    Raises ChangedMeanwhile, and SetupRefused: a change of definition without a reason, one of the rule without who
    agreed it, a rule, or what figures are made by, after values were sealed (rules 6.7), a rule that can't judge a
    target (6.3, 6.4), a frequency that does not fit a profile (5.2) or a formula.
    """
    stored = claim_indicator(indicator, seen, Indicator, id=indicator.pk)
    changed = {name for name, value in fields.items() if getattr(stored, name) != value}
    _check_change(stored, changed, reason, agreed_by)
    _check_sealed(stored, {name: fields[name] for name in changed})
    if changed & set(DEMONSTRATED):
        stored.setup_is_demonstration = by.is_demonstration
    if (outcome.pk, fields["order"]) != (stored.outcome.pk, stored.order):
        check_not_referred_to(stored, "order", "get another number")
    _set(stored, outcome, key_output, fields, by)
    if changed & {*RULE, "measure"}:
        first = stored.rule_changes.first()
        check_targets(stored, stored.rule_on(date.min), date.min, first.holds_from if first else None)
    if changed & {"frequency", "across_periods"}:
        check_profiles(stored)
        check_users(stored)
    agreement = f" Agreed by {agreed_by.strip()}." if agreed_by.strip() else ""
    save_with_history(stored, by=by, reason=f"{reason.strip()}{agreement}".strip())
    _set_notes(stored, notes, by)
    return stored


@transaction.atomic
def retire_indicator(*, indicator: Indicator, retired_on: date | None, reason: str, seen: int, by: User) -> Indicator:
    """From its last day on nothing is expected; no day takes it into use again. Its values stay as they are.

    Raises ChangedMeanwhile, and SetupRefused without a reason or where a later period has values.
    """
    stored = claim_indicator(indicator, seen, Indicator, id=indicator.pk)
    if not reason.strip():
        raise SetupRefused("Say why it is retired or used again", "reason")
    if retired_on is not None:
        _check_retirement(stored, retired_on)
        check_not_referred_to(stored, "retired_on", "be retired")
    stored.retired_on = retired_on
    save_with_history(stored, by=by, reason=reason.strip())
    return stored


def is_sealed(indicator: Indicator) -> bool:
    return indicator.seals.exists()


def settled_of(indicator: Indicator) -> list[str]:
    """The fields that can't change any more once values are sealed."""
    return [name for name in SETTLED if (name, getattr(indicator, name)) not in BLANKS]


def _check_change(stored: Indicator, changed: set[str], reason: str, agreed_by: str) -> None:
    if changed & {*DEFINITION, *RULE} and not reason.strip():
        raise SetupRefused("The definition changes: say why. The reason is kept with the change", "reason")
    rule = changed & set(RULE)
    if rule and not agreed_by.strip():
        raise SetupRefused("Say who agreed how it is judged, for example the board on 4 November 2026", "agreed_by")


def _check_sealed(stored: Indicator, changes: Mapping[str, Any]) -> None:
    """Raises SetupRefused for what would change the meaning or the colour of what is sealed (rules 6.7)."""
    rule = changes.keys() & set(RULE)
    filled = {name for name, value in changes.items() if value in BLANKS.get((name, getattr(stored, name)), ())}
    settled = changes.keys() & set(SETTLED) - filled
    if not (rule or settled) or not is_sealed(stored):
        return
    if settled:
        raise SetupRefused(
            "Values are sealed already that were made by this, so it stays: retire this indicator and add a new one "
            "as its successor",
            min(settled),
        )
    raise SetupRefused(
        "Values are sealed already, so this can’t change from the start. Change how it is judged from a day on",
        min(rule),
    )


def _check_retirement(indicator: Indicator, retired_on: date) -> None:
    if indicator.introduced_on and retired_on < indicator.introduced_on:
        raise SetupRefused("It can’t end before it was introduced", "retired_on")
    # `ends_on` is the first day after a period, so the day after retirement is still allowed there (rules 2.2).
    later = indicator.values.filter(period__ends_on__gt=retired_on + timedelta(days=1))
    last = later.select_related("period__strategy").order_by("period__ends_on").last()
    if last is not None:
        day = last.period.as_domain().last_day
        raise SetupRefused(f"{last.period} has a value already. Choose {day:%-d %B %Y} or a later day", "retired_on")


def _set(indicator: Indicator, outcome: Outcome, key_output: str, fields: Mapping[str, Any], by: User) -> None:
    for name, value in fields.items():
        setattr(indicator, name, value)
    indicator.key_output = _key_output(outcome, key_output.strip(), by)
    others = Indicator.objects.filter(key_output__outcome=outcome, order=indicator.order).exclude(pk=indicator.pk)
    other = others.first()
    if other is not None:
        raise SetupRefused(
            f"{outcome.number}.{indicator.order} is “{other.title}” already: choose a free number", "order"
        )
    RuleSet(indicator.polarity, indicator.tolerance_kind, indicator.tolerance_size, indicator.decimal_places).check()
    _check_answer(indicator)
    check_formula(indicator, outcome.strategy)


def _check_answer(indicator: Indicator) -> None:
    """Raises SetupRefused for a yes or no that would be added up or averaged: half of it would print as Yes."""
    if not indicator.format.is_yes_no:
        return
    if indicator.is_survey:
        raise SetupRefused(
            "Several units’ yes and no make no one answer. Choose “Percentage” and count the units that say yes",
            "level",
        )
    if indicator.across_periods not in (AcrossPeriods.LATEST, AcrossPeriods.NONE):
        raise SetupRefused("A year’s yes or no is the latest one, or none: choose one of these", "across_periods")


def _key_output(outcome: Outcome, title: str, by: User) -> KeyOutput:
    found = outcome.key_outputs.filter(title__iexact=title).first()
    if found is None:
        found = KeyOutput(outcome=outcome, title=title)
        save_with_history(found, by=by)
    return found


def _set_notes(indicator: Indicator, meanings: Collection[str], by: User) -> None:
    """Add the marks that are new and take away those that are not chosen; each leaves its history."""
    there = {note.meaning: note for note in indicator.notes.all()}
    for meaning in set(there) - set(meanings):
        delete_with_history(there[meaning], by=by)
    for meaning in set(meanings) - set(there):
        save_with_history(IndicatorNote(indicator=indicator, meaning=meaning), by=by)
