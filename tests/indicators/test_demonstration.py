"""The demonstration's values: who entered them, and what was said of them."""

import operator

import pytest

from actions.models import Action
from indicators.entering.previews import Previewer, is_explained
from indicators.models import Value

pytestmark = pytest.mark.django_db


def test_who_submitted_a_value_is_who_entered_it_and_may(people):
    values = Value.objects.select_related("entered_by")
    by_record = dict(Value.history.filter(history_type="+").values_list("id", "history_user"))
    assert {by_record[value.pk] == value.entered_by_id for value in values.filter(version=1)} == {True}
    assert {value.submitted_by_id == value.entered_by_id for value in values.exclude(state="draft")} == {True}
    for user in people.values():
        entered = values.filter(entered_by=user)
        assert set(entered) <= set(Value.objects.in_remit_of(user))


def test_every_red_and_amber_is_explained_but_one(on):
    values = list(Value.objects.exclude(state="draft").with_setting())
    previewer = Previewer(values, on)
    silent = [str(each) for each in values if previewer.of(each, each).needs_commentary and not is_explained(each)]
    assert silent == ["3.3, Q2 2026/27"]


@pytest.mark.parametrize(("words", "agrees"), [("and lower", operator.lt), ("though higher", operator.gt)])
def test_words_agree_with_the_figures(words, agrees):
    before, said = {}, 0
    for value in Value.objects.with_setting().order_by("indicator", "unit", "period__starts_on"):
        figure = value.reading().number
        if words in value.what_happened:
            assert agrees(figure, before[value.indicator_id, value.unit_id]), value
            said += 1
        before[value.indicator_id, value.unit_id] = figure
    assert said > 50


def test_actions_that_progress_is_made_of_are_linked_to_indicators_of_their_outcomes(wlc):
    told = Action.objects.of(wlc).filter(updates__isnull=False)
    for action in told:
        of_outcomes = {indicator.outcome for indicator in action.indicators.with_setting()}
        assert of_outcomes
        assert of_outcomes <= set(action.outcomes.all())
