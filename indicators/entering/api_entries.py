"""What is sent to save a value: read strictly, checked as on the page, saved once however often it is sent."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError

from strategy_portal.api.base import EnteredFigure, listed
from strategy_portal.api.writing import LARGEST, Strict, WholeNumber
from strategy_portal.domain.checks import Check
from strategy_portal.domain.periods import Frequency, UnknownPeriod, period_from_slug, period_of
from strategy_portal.models import User
from strategy_portal.records.versions import ChangedMeanwhile

from ..api import key_of
from ..expecting.days import NotThatDay, place_on
from ..expecting.expected import ExpectedEntry, enterable, expected_at, may_enter
from ..models import CollectionUnit, Indicator, PeriodLocked, Value
from .checking import Entered, check, completed, figure_labels
from .services import Approved, Submitted, changed_by, save_value, stored_fields

KEY = r"^(?P<strategy>[-a-zA-Z0-9_]+)/(?P<outcome>[0-9]{1,4})\.(?P<order>[0-9]{1,4})$"
"""An indicator by its strategy and reference: `wlc-customer-2023-28/2.1`."""

FIGURES = ("number", "numerator", "denominator", "respondents", "answer_counts")
NOT_YOURS = (
    "There is no such indicator or unit, or its values are not yours to enter. "
    "A survey takes the name of a unit, any other indicator takes none."
)


class Text(serializers.CharField):
    """A text that may be left out; null and empty mean the same."""

    def __init__(self, **kwargs):
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)


class AnswerSerializer(Strict):
    """What was asked of a figure that looks odd, and what was answered. It holds for the question as it was asked."""

    key = serializers.ChoiceField(choices=list(Check), help_text="Which check asked")
    text = serializers.CharField(max_length=1000, help_text="The question, as it was asked")
    answer = serializers.CharField(max_length=1000)


class AnswerCounts(serializers.DictField):
    """How many chose each answer of a survey, by the answer; null where answers are not counted."""

    child = WholeNumber(min_value=0, max_value=LARGEST)

    def to_representation(self, value: dict[str, int]) -> dict[str, int] | None:
        return super().to_representation(value) or None


class EntrySerializer(Strict):
    """A figure, or numerator and denominator, or why there is none; and what is to be said about it."""

    number = EnteredFigure(required=False, allow_null=True, help_text="For an indicator that takes one figure")
    numerator = EnteredFigure(required=False, allow_null=True, help_text="For one that takes two")
    denominator = EnteredFigure(
        required=False,
        allow_null=True,
        help_text="With the numerator; filled in where the indicator has a population table",
    )
    respondents = WholeNumber(required=False, allow_null=True, min_value=0, max_value=LARGEST, help_text="Of a survey")
    answer_counts = AnswerCounts(
        required=False, allow_null=True, help_text="For a survey that counts each answer: how many chose it, 0 if none"
    )
    availability = serializers.ChoiceField(
        choices=Value.Availability.choices, default=Value.Availability.AVAILABLE, help_text="Whether there is a figure"
    )
    reason = Text(help_text="Why there is no figure, if there is none")
    expected_on = serializers.DateField(required=False, allow_null=True, help_text="When there will be a figure")
    quality = serializers.ChoiceField(
        choices=Value.Quality.choices, default=Value.Quality.FINAL, help_text="How settled the figure is"
    )
    forecast = serializers.ChoiceField(
        choices=Value.Forecast.choices,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="The owner’s forecast for the year end",
    )
    answers = AnswerSerializer(
        many=True, required=False, help_text="To the questions about this figure, at most one for each check"
    )
    what_happened = Text(help_text="Commentary: what the figure shows")
    why = Text(help_text="Commentary: the cause")
    what_next = Text(help_text="Commentary: what is done about it")
    version = WholeNumber(
        min_value=0, max_value=LARGEST, help_text="The version that you saw; 0 if there was no value yet"
    )

    def validate_answers(self, answers: list[dict[str, str]]) -> list[dict[str, str]]:
        keys = [answer["key"] for answer in answers]
        if len(keys) > len(set(keys)):
            raise ValidationError("Send one answer for each check.")
        return answers


class NewEntrySerializer(EntrySerializer):
    """A value to save: an `Entry` with the place that it belongs to."""

    indicator = serializers.RegexField(
        KEY,
        help_text="The indicator’s key, for example `wlc-customer-2023-28/2.1`",
        error_messages={"invalid": "Write strategy and reference, for example “wlc-customer-2023-28/2.1”."},
    )
    period = serializers.CharField(
        help_text="The period’s slug, for example `2026-27-Q2`, `2026-27` or `2026-M04`; of an irregular indicator a "
        "day that you choose, `2026-05-12`"
    )
    unit = Text(help_text="For a survey the unit’s name, else null")


class NotSaved(Exception):
    """Nothing was saved. `theirs` is what stands there now, None if there is no value."""

    def __init__(self, code: str, detail: str, theirs: Value | None):
        super().__init__(detail)
        self.code, self.detail, self.theirs = code, detail, theirs


def named(key: str) -> dict[str, Any]:
    """How to find an indicator by its key."""
    match = re.fullmatch(KEY, key)
    return {
        "key_output__outcome__strategy__slug": match["strategy"],
        "key_output__outcome__number": match["outcome"],
        "order": match["order"],
    }


def known_indicator(key: str) -> QuerySet[Indicator]:
    """The indicator that a filter names. Raises ValidationError, which says what there is."""
    found = Indicator.objects.filter(**named(key))
    if not found.exists():
        of_strategy = Indicator.objects.with_setting().filter(key_output__outcome__strategy__slug=key.split("/")[0])
        keys = sorted(key_of(each) for each in of_strategy or Indicator.objects.with_setting())
        raise ValidationError({"indicator": [f"There is no “{key}”. There is: {listed(keys)}."]})
    return found


def find_expected(user: User, sent: dict[str, Any], on: date) -> ExpectedEntry:
    """The place for a value that a person may enter. Raises NotFound, and ValidationError for a period."""
    indicator = Indicator.objects.with_setting().filter(**named(sent["indicator"])).first()
    unit = None
    if indicator is not None and sent.get("unit"):
        unit = CollectionUnit.objects.filter(strategy=indicator.outcome.strategy, name=sent["unit"]).first()
    asked_in_vain = bool(sent.get("unit")) and unit is None
    if indicator is None or asked_in_vain or not may_enter(user, indicator, unit):
        raise NotFound(NOT_YOURS)
    if enterable().filter(pk=indicator.pk, frequency=Frequency.IRREGULAR).exists():
        return _on_day(user, indicator, unit, sent["period"], on)
    outcome = indicator.outcome
    found = expected_at(
        user, strategy=outcome.strategy.slug, period=sent["period"], outcome=outcome.number, order=indicator.order,
        unit=unit.pk if unit else None, on=on,
    )  # fmt: skip
    if found is None:
        raise ValidationError(_why_not(indicator, sent["period"], unit, on))
    return found


def _on_day(user: User, indicator: Indicator, unit: CollectionUnit | None, slug: str, on: date) -> ExpectedEntry:
    """The place of a value on a day that the person chooses. Raises ValidationError for a day that can't be."""
    try:
        period = period_from_slug(slug, indicator.outcome.strategy.year_start)
        if not period.is_day:
            raise UnknownPeriod(slug)
        return place_on(user, indicator, unit, period.start, on=on)
    except UnknownPeriod as error:
        text = f"{indicator.reference} has values on days that people choose. Write a day, for example “{on}”."
        raise ValidationError({"period": [text]}) from error
    except (NotThatDay, PeriodLocked) as error:
        raise ValidationError({"period": [str(error)]}) from error


def _why_not(indicator: Indicator, slug: str, unit: CollectionUnit | None, on: date) -> dict[str, list[str]]:
    """Why nothing can be entered there, though the indicator is the person's."""
    frequency, strategy = indicator.frequency, indicator.outcome.strategy
    if indicator.formula:
        return {"indicator": ["No values are entered for this indicator: it is made from others."]}
    if not enterable().filter(pk=indicator.pk).exists():
        return {"indicator": ["No values are collected for this indicator: it has no periods yet."]}
    period = strategy.periods.filter(slug=slug, frequency=frequency, starts_on__lte=on).first()
    if unit is not None and period is not None and indicator.is_collected_in(period.as_domain()):
        return {"unit": [f"Nothing is expected of {unit} in {period}: it was not open at the end of the period."]}
    example = period_of(on, Frequency(frequency), strategy.year_start).slug
    text = f"{indicator.reference} is collected {frequency}. Write a period that has begun, for example “{example}”."
    return {"period": [text]}


def expected_of(user: User, value: Value, on: date) -> ExpectedEntry:
    """The place of a value that is there already. Raises NotFound, and ValidationError for a period."""
    place = {"indicator": f"{value.indicator.outcome.strategy.slug}/{value.indicator.reference}"}
    unit = value.unit.name if value.unit else None
    return find_expected(user, {**place, "period": value.period.slug, "unit": unit}, on)


def read_entry(expected: ExpectedEntry, sent: dict[str, Any]) -> Entered:
    """What was sent as an entry; what was left out is empty. Raises ValidationError, which names the fields."""
    indicator = expected.indicator
    counts = sent.get("answer_counts") or {}
    if unknown := [answer for answer in counts if answer not in indicator.answer_labels]:
        raise ValidationError({"answer_counts": [_unknown_answer(indicator, unknown[0])]})
    takes = list(dict.fromkeys(_field_of(name) for name in figure_labels(indicator)))
    given = {name: sent[name] for name in Entered.__dataclass_fields__ if sent.get(name) is not None}
    entered = Entered(**{name: each for name, each in given.items() if name not in FIGURES or name in takes})
    entered = replace(entered, answers=_in_order(entered.answers))
    wrong = check(indicator, entered, period=expected.period)
    if not wrong:
        entered = completed(indicator, entered)
        kept = stored_fields(indicator, expected.period, entered)
        given = {name: each for name, each in given.items() if kept[name] != each}
    surplus = [name for name in FIGURES if name in given and name not in takes]
    text = f"Leave this out: {indicator.reference} is entered as {' and '.join(takes)}."
    if found := {_field_of(name): [text] for name, text in wrong.items()} | {name: [text] for name in surplus}:
        raise ValidationError(found)
    return entered


def _unknown_answer(indicator: Indicator, answer: str) -> str:
    known = ", ".join(f"“{each}”" for each in indicator.answer_labels) or "it has none"
    return f"“{answer[:40]}” is none of the answers that {indicator.reference} counts: {known}."


def _in_order(answers: list[dict[str, str]]) -> list[dict[str, str]]:
    """The answers in the order of the checks that ask."""
    return sorted(({**each} for each in answers), key=lambda each: list(Check).index(Check(each["key"])))


def _field_of(name: str) -> str:
    """The field that was sent, by the name of an input: the counts of all answers are one field."""
    return "answer_counts" if name.startswith("count-") else name


def enter(expected: ExpectedEntry, entered: Entered, *, version: int, by: User) -> tuple[Value, bool]:
    """Save a draft: what stands there now, and whether it is new. What stands there already is not saved again.

    Raises NotSaved.
    """
    if expected.value is not None and _says(expected.value, expected, entered):
        return expected.value, False
    try:
        saved = save_value(
            indicator=expected.indicator, period=expected.period, unit=expected.unit, entered=entered,
            version=version, by=by,
        )  # fmt: skip
    except ChangedMeanwhile as error:
        theirs = expected.stored()
        if theirs is not None and _says(theirs, expected, entered):
            return theirs, False
        text = changed_by(error) if theirs else "There is no value yet: send version 0."
        raise NotSaved("changed", text, theirs) from error
    except Approved as error:
        raise NotSaved("approved", str(error), expected.value) from error
    except Submitted as error:
        raise NotSaved("submitted", str(error), expected.value) from error
    except PeriodLocked as error:
        raise NotSaved("locked", str(error), expected.value) from error
    return saved, expected.value is None


def _says(value: Value, expected: ExpectedEntry, entered: Entered) -> bool:
    """The value holds the same already, the denominator from a population table included."""
    kept = stored_fields(expected.indicator, expected.period, entered)
    return all(getattr(value, name) == each for name, each in kept.items())
