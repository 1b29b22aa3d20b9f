"""Where each field of an indicator has to be: a test names each place that was forgotten.

A place is named by the file in which it is mended. What is left out of a place on purpose says why.
"""

from collections.abc import Collection
from pathlib import Path

import pytest
from django.conf import settings

from indicators.api import IndicatorSerializer
from indicators.judging.loading import AS_TODAY, DEFINED
from indicators.models import Indicator
from indicators.setup.definitions import DEFINITION, NO_DEFINITION
from indicators.setup.pages.definitions import IndicatorForm
from strategy_portal.records.changes import NOT_SHOWN

PAGE = "templates/indicators/_definition.html"
FIELDS = [field.name for field in Indicator._meta.concrete_fields if field.name not in ("id", "version")]

NOT_IN_THE_FORM = {
    "key_output": "chosen by its title",
    "retired_on": "a form of its own retires it",
    "is_from_source": "follows from how it came in",
    "setup_is_demonstration": "follows from who sets it up",
    "source_place": "the document that it came from says it",
    "source_passage": "the document that it came from says it",
}
NOT_IN_THE_API = {
    "order": "part of the reference",
    "target_text": "as target_as_written",
    "baseline_period": "part of baseline",
    "baseline_source": "part of baseline",
    "is_from_source": "what a source lacks is null",
    "numerator_is_part": "how values are checked as they are entered",
    "answer_labels": "how values are entered",
    "answers_that_count": "how values are entered",
    "source_place": "for those who set up alone",
    "source_passage": "for those who set up alone",
}
NOT_ON_THE_PAGE = {
    "is_from_source": "the words for what is empty say it",
    "order": "part of the reference",
    "title": "the heading",
    "measure": "the unit says it",
    "factor": "part of each working",
    "numerator_label": "beside the values",
    "denominator_label": "beside the values",
    "numerator_is_part": "how values are checked as they are entered",
    "answer_labels": "how values are entered",
    "answers_that_count": "how values are entered",
    "baseline_period": "part of the baseline's text",
    "across_units": "a sentence beside the units",
    "across_periods": "a sentence of its own",
    "judged_at_year_end": "part of that sentence",
    "no_change_band": "part of the trend",
    "trend_comparison": "part of the trend",
    "is_proposed": "the status says it",
    "introduced_on": "the first period says it",
    "retired_on": "the last period says it",
    "source_place": "a section of its own, for those who set up",
    "source_passage": "a section of its own, for those who set up",
}


def in_the_groups() -> set[str]:
    return {name for _, _, names in IndicatorForm.GROUPS for name in names}


def on_the_page() -> set[str]:
    text = (Path(settings.BASE_DIR) / PAGE).read_text(encoding="utf-8")
    return {name for name in FIELDS if f"indicator.{name}" in text or f"indicator.get_{name}_display" in text}


PLACES: dict[str, tuple[Collection[str], Collection[str]]] = {
    "indicators.setup.pages.definitions.py, Meta.fields": (IndicatorForm.Meta.fields, NOT_IN_THE_FORM),
    "indicators.setup.pages.definitions.py, GROUPS": (in_the_groups(), NOT_IN_THE_FORM),
    "indicators/api.py, IndicatorSerializer": (IndicatorSerializer.Meta.fields, NOT_IN_THE_API),
    PAGE: (on_the_page(), NOT_ON_THE_PAGE),
}


@pytest.mark.parametrize("place", PLACES)
def test_each_field_is_in_its_place_or_left_out_with_a_reason(place):
    there, left_out = PLACES[place]
    assert [name for name in FIELDS if name not in there and name not in left_out] == [], f"add it to {place}"


@pytest.mark.parametrize("left_out", [NOT_IN_THE_FORM, NOT_IN_THE_API, NOT_ON_THE_PAGE], ids=["form", "API", "page"])
def test_what_is_left_out_is_a_field(left_out):
    assert set(left_out) <= set(FIELDS)


def test_each_field_is_told_in_the_list_of_changes():
    assert set(FIELDS) & NOT_SHOWN == {"is_from_source", "setup_is_demonstration"}


def test_each_field_is_as_it_was_on_a_page_as_of_a_day_or_as_today():
    assert {field.attname for field in Indicator._meta.concrete_fields} == {*DEFINED, *AS_TODAY}


def test_each_field_is_a_part_of_the_definition_or_none():
    assert {field.name for field in Indicator._meta.concrete_fields} == DEFINITION | NO_DEFINITION
