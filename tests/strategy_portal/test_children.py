"""Children that come along with their parents, beside what Django's own prefetching brings."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Prefetch

from actions.models import Action, ActionOwner, DueDate
from indicators.models import Indicator, Target
from outcomes.models import Strategy
from reports.models import BoardMeeting
from strategy_portal.children import Children, children_of, with_children
from strategy_portal.domain.timeline import START

pytestmark = pytest.mark.django_db


def rows(found) -> list[dict]:
    return [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} for row in found]


def by_key(found) -> dict:
    """Values with their types: a time of day as text would print alike on one page and not on another."""
    return {row["id"]: {name: (type(value), value) for name, value in row.items()} for row in rows(found)}


ROOMS = ("outcomes", "indicators", "actions", "consultations", "reports")
OWNERS = Prefetch("owners", ActionOwner.objects.select_related("team", "person"))


@pytest.mark.parametrize("name", ["owners", "due_dates", "updates", "outcomes", "indicators", "measures", "replies"])
def test_brings_the_same_rows_in_the_same_order_as_prefetching(name):
    ours = with_children(Action.objects.all(), Children(name))
    for mine, theirs in zip(ours, Action.objects.prefetch_related(name), strict=True):
        assert rows(getattr(mine, name).all()) == rows(getattr(theirs, name).all())


def sets() -> list[tuple[type[models.Model], str]]:
    """Each set of rows of the portal that a parent could come with: all but files, which JSON does not hold."""
    parents = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    relations = [(model, each) for model in parents for each in model._meta.get_fields() if _is_set(each)]
    return [(model, each.name) for model, each in relations if each.related_model._meta.app_label in ROOMS]


def _is_set(relation) -> bool:
    """One that has a name of its own: Django calls the others in two ways."""
    if not (relation.one_to_many or relation.many_to_many):
        return False
    if relation.auto_created and (relation.hidden or relation.get_accessor_name() != relation.name):
        return False
    columns = relation.related_model._meta.concrete_fields
    return not any(isinstance(each, models.BinaryField) for each in columns)


@pytest.mark.parametrize(("model", "name"), sets())
def test_every_set_is_read_as_django_reads_it(model, name):
    """Whatever its columns hold: days, moments, times of day, figures, lists."""
    mine = with_children(model._default_manager.order_by("pk")[:20], Children(name))
    theirs = model._default_manager.order_by("pk").prefetch_related(name)[:20]
    for ours, other in zip(mine, theirs, strict=True):
        assert by_key(getattr(ours, name).all()) == by_key(getattr(other, name).all())


def test_all_sets_come_in_one_query_with_what_stands_beside_them(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = with_children(Action.objects.order_by("pk"), Children("owners", beside=("team",)), Children("updates"))
        teams = [[owner.team.name for owner in action.owners.all()] for action in found]
    theirs = Action.objects.order_by("pk").prefetch_related(OWNERS)
    assert teams == [[owner.team.name for owner in action.owners.all()] for action in theirs]


def test_a_child_knows_its_parent_without_a_query(django_assert_num_queries):
    found = with_children(Action.objects.all(), Children("due_dates"))
    with django_assert_num_queries(0):
        assert all(row.action is action for action in found for row in action.due_dates.all())


@pytest.mark.parametrize("name", ["owners", "outcomes"])
def test_children_are_the_same_whether_they_came_along_or_not(name, django_assert_num_queries):
    came = with_children(Action.objects.order_by("pk"), Children(name))[0]
    with django_assert_num_queries(0):
        ours = rows(children_of(came, name))
    assert ours == rows(children_of(Action.objects.order_by("pk")[0], name))


def test_nobody_beside_is_nobody(django_assert_num_queries):
    found = with_children(Action.objects.filter(owners__person=None), Children("owners", beside=("person",)))
    with django_assert_num_queries(0):
        assert {owner.person for action in found for owner in action.owners.all() if not owner.person_id} == {None}


def test_a_part_of_a_set_is_a_list_of_its_own_and_the_set_stays_whole(django_assert_num_queries):
    joint = Children("owners", beside=("team",), where=("part", "joint"), called="joint")
    with django_assert_num_queries(1):
        found = with_children(Action.objects.order_by("pk"), joint)
        teams = [[owner.team.name for owner in action.joint] for action in found]
    theirs = Action.objects.order_by("pk").prefetch_related(OWNERS)
    assert teams == [[each.team.name for each in action.owners.all() if each.part == "joint"] for action in theirs]
    assert {len(action.joint) for action in found} > {0}
    assert any(action.owners.count() > len(action.joint) for action in found)


def test_rows_that_name_no_parent_come_with_each_where_they_are_of_all(wlc, elc, people):
    mine, of_all = (BoardMeeting.objects.create(body="Panel", meets_on=f"2027-03-0{day}") for day in (1, 2))
    BoardMeeting.objects.filter(pk=mine.pk).update(strategy=wlc)
    found = with_children(
        Strategy.objects.filter(pk__in=[wlc.pk, elc.pk]).order_by("pk"),
        Children("board_meetings", only=("id",), where=("body", "Panel"), called="panels", of_all=True),
    )
    brought = {row.pk: {each.pk for each in row.panels} for row in found}
    assert brought == {wlc.pk: {mine.pk, of_all.pk}, elc.pk: {of_all.pk}}


def test_a_parent_without_children_has_none():
    found = with_children(Action.objects.filter(updates=None), Children("updates"))
    assert [list(action.updates.all()) for action in found] == [[]] * Action.objects.filter(updates=None).count()


def test_figures_keep_their_places():
    indicator = Indicator.objects.filter(targets__isnull=False).first()
    Target.objects.filter(indicator=indicator).update(value=Decimal("84.5"), shares=["25", "75"])
    (found,) = with_children(Indicator.objects.filter(pk=indicator.pk), Children("targets"))
    assert {(str(row.value), tuple(row.shares)) for row in found.targets.all()} == {("84.5000", ("25", "75"))}


def test_days_and_moments_are_read_back():
    action = Action.objects.filter(due_dates__isnull=False).first()
    stored = DueDate.objects.filter(action=action).first()
    (found,) = with_children(Action.objects.filter(pk=action.pk), Children("due_dates"))
    mine = next(row for row in found.due_dates.all() if row.pk == stored.pk)
    assert (mine.holds_from, mine.made_at, mine.ends_on) == (START, stored.made_at, stored.ends_on)
    assert mine.made_at.tzinfo


def test_only_the_columns_that_are_asked_for_are_read(django_assert_num_queries):
    found = with_children(Action.objects.all(), Children("indicators", only=("id",)))
    (first, *_) = [each for action in found for each in action.indicators.all()]
    with django_assert_num_queries(1):
        assert first.title


def test_what_came_along_is_read_as_a_whole():
    found = with_children(Action.objects.all(), Children("updates"))
    with pytest.raises(TypeError, match="came along"):
        found[0].updates.filter(at_risk=True)
    assert len(found[0].updates.all()) == found[0].updates.count()
