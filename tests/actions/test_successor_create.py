"""A strategy is copied to its successor: what comes along, what stays, and where each copy comes from."""

from datetime import date

import pytest

from actions.models import Action
from actions.succeeding.services import copy_to_successor
from indicators.models import Indicator, Target, Value
from outcomes.models import Strategy
from strategy_portal.records.checking import check
from strategy_portal.records.versions import Refused

TYPED = {"title": "Customer Strategy 2028 to 2033", "starts_on": "2028-04-01", "ends_on": "2033-03-31"}


@pytest.fixture
def copy(people):
    def make(strategy: Strategy, **more) -> Strategy:
        said = {"title": "Next", "starts_on": date(2028, 4, 1), "ends_on": date(2033, 3, 31), "with_targets": False}
        return copy_to_successor(strategy=strategy, by=people["performance"], **said | {"with_actions": True} | more)

    return make


def shape(strategy: Strategy):
    found = Indicator.objects.of(strategy).with_judging().in_order().prefetch_related("notes")
    return [
        (
            each.reference, each.title, each.key_output.title, each.owner, each.frequency, each.across_units,
            each.level, each.stated.on(date.max).polarity, sorted(note.meaning for note in each.notes.all()),
        )
        for each in found
    ]  # fmt: skip


def test_all_of_it_comes_along_as_a_draft_that_names_its_predecessor(signed_in, wlc):
    performance = signed_in("performance")
    page = f"/strategies/{wlc.slug}/successor/"
    actions = Action.objects.of(wlc).open().count()
    shown = performance.get(page).text
    assert f"18 indicators that are in use and {actions} actions that have not ended" in shown
    done = performance.post(page, {**TYPED, "with_targets": "on", "with_actions": "on"})
    successor = Strategy.objects.get(slug="customer-strategy-2028-to-2033")
    assert done.url == f"/strategies/{successor.slug}/setup/strategy/"
    assert (successor.is_draft, successor.predecessor, successor.source) == (True, wlc, "")
    assert shape(successor) == shape(wlc)
    assert list(successor.statements.values_list("kind", "text")) == list(wlc.statements.values_list("kind", "text"))
    for said in ("title", "commitments__heading"):
        assert list(successor.outcomes.values_list(said)) == list(wlc.outcomes.values_list(said))
    assert Target.objects.filter(indicator__key_output__outcome__strategy=successor).count() == 18 * 5
    assert not Value.objects.filter(indicator__key_output__outcome__strategy=successor).exists()
    indicator = Indicator.objects.of(successor).in_order().first()
    assert indicator.source_place == f"Predecessor: {wlc}"
    assert indicator.source_passage.startswith("1.1 Percentage of customers")
    assert indicator.history.last().history_change_reason == f"Copied from {wlc}"
    assert check().findings == []
    assert "short name" in performance.post(page, {**TYPED}).text


def test_only_actions_that_have_not_ended_come_along_with_their_owners_and_dates(elc, copy):
    ended = elc.actions.first()
    Action.objects.filter(pk=ended.pk).update(state=Action.State.COMPLETED)
    successor = copy(elc)
    open_ones = Action.objects.of(elc).open().with_plan()
    copies = Action.objects.of(successor).with_plan()
    assert ended.number not in {each.number for each in copies}
    for here, there in zip(open_ones, copies, strict=True):
        assert (here.number, here.title, here.due.as_written) == (there.number, there.title, there.due.as_written)
        assert [str(owner) for owner in here.owners.all()] == [str(owner) for owner in there.owners.all()]
        assert [each.number for each in here.outcomes.all()] == [each.number for each in there.outcomes.all()]
    assert not copy(elc, title="Without", with_actions=False).actions.exists()


def test_without_targets_none_is_set_and_what_is_retired_stays(wlc, copy):
    Indicator.objects.of(wlc).filter(order=1).update(retired_on=date(2027, 3, 31))
    successor = copy(wlc)
    assert Indicator.objects.of(successor).count() == 14
    assert not Target.objects.filter(indicator__key_output__outcome__strategy=successor).exists()


def test_nothing_is_copied_where_a_part_is_refused(wlc, copy):
    with pytest.raises(Refused, match="comes after the first"):
        copy(wlc, ends_on=date(2028, 4, 1))
    assert not Strategy.objects.filter(title="Next").exists()


def test_the_page_asks_the_same_whatever_the_strategy(signed_in, wlc, elc, django_assert_num_queries):
    performance = signed_in("performance")
    performance.get(f"/strategies/{wlc.slug}/successor/")
    for strategy in (wlc, elc):
        with django_assert_num_queries(6):
            performance.get(f"/strategies/{strategy.slug}/successor/")
