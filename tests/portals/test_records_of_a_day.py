"""Rows as they were recorded at the end of a day, read in the query of something else and read record by record."""

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from indicators.models import Indicator, Target
from strategy_portal.children import Children, Recorded, children_of, with_children
from strategy_portal.records.history import as_recorded, end_of, put_back, recorded, records_on
from tests.conftest import ON

from .making import Maker, People

DAYS = [date(2000, 1, 1), date(2024, 3, 31), date(2026, 9, 30), date(2026, 10, 1), ON]
ROOMS = ("outcomes", "indicators", "actions", "consultations", "reports")


@pytest.fixture(params=["demonstration", 4])
def portal(request, people, db) -> None:
    """The demonstration, or a portal made at random beside it; part of it changed and deleted since."""
    if request.param != "demonstration":
        Maker(request.param, People(people["performance"], people["officer"], people["approver"]), ON).make()
    with recorded(by=people["performance"], at=datetime(2026, 10, 1, 22, 30, tzinfo=UTC)):
        for row in Indicator.objects.order_by("pk")[::2]:
            row.title, row.no_change_band = "Changed", 2
            row.save()
        for target in Target.objects.order_by("pk")[::5]:
            target.delete()


def recorded_models() -> list[Any]:
    """Those with records of their own, without files, which JSON does not hold."""
    models_of_rooms = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    found = [model for model in models_of_rooms if hasattr(model._meta, "simple_history_manager_attribute")]
    return [model for model in found if not any(isinstance(each, models.BinaryField) for each in model._meta.fields)]


def values_of(row) -> dict:
    """With their types, so that a day that was read as text is not the same."""
    return {name: (type(getattr(row, name)), getattr(row, name)) for name in tracked(type(row))}


def tracked(model) -> list[str]:
    return [each.attname for each in model.history.model.tracked_fields]


def one_by_one(model, day: date) -> dict[int, Any]:
    """The last record of each row by the end of a day, by the row's primary key; of what was deleted too."""
    records = model.history.order_by("history_date", "history_id")
    return {record.id: record for record in records if record.history_date < end_of(day)}


def there(model, day: date) -> dict[int, dict]:
    last = one_by_one(model, day)
    return {key: values_of(record.instance) for key, record in last.items() if record.history_type != "-"}


def sets() -> list[tuple[Any, str, Any]]:
    return [
        (model, each.name, each.field)
        for model in recorded_models()
        for each in model._meta.get_fields()
        if each.one_to_many and not each.hidden and each.related_model in recorded_models()
        if each.get_accessor_name() == each.name
    ]


def test_every_model_is_read_as_its_records_say(portal):
    for model, day in product(recorded_models(), DAYS):
        assert {row.pk: values_of(row) for row in as_recorded(model, day)} == there(model, day), model


def test_every_set_comes_along_as_its_records_say(portal):
    """Of the parents of now, and of those of then."""
    read = cache(there)
    for (model, name, field), day in product(sets(), DAYS):
        of_parent: dict[int, dict] = defaultdict(dict)
        for key, row in read(field.model, day).items():
            of_parent[row[field.attname][1]][key] = row
        for parents in (model._default_manager.order_by(), records_on(model, day)):
            for parent in with_children(parents, Children(name).on(day)):
                found = {row.pk: values_of(row) for row in getattr(parent, name).all()}
                assert found == of_parent.get(parent.pk, {}), (model, name)


def test_rows_of_now_come_with_the_records_that_are_put_back(portal, django_assert_num_queries):
    @cache
    def asked_for(model, day: date) -> dict[int, dict]:
        asked = list(model._default_manager.order_by("pk"))
        put_back(asked, day, tracked(model))
        return {row.pk: values_of(row) for row in asked}

    for (model, name, field), day in product(sets(), DAYS):
        names, theirs = tracked(field.model), asked_for(field.model, day)
        came = with_children(model._default_manager.order_by(), Children(name, recorded_on=day))
        rows = [row for parent in came for row in children_of(parent, name)]
        with django_assert_num_queries(0):
            put_back(rows, day, names)
        assert {row.pk: values_of(row) for row in rows} == {row.pk: theirs[row.pk] for row in rows}, (model, name)


def test_what_is_put_back_is_the_same_whether_the_record_came_along_or_not(portal, django_assert_num_queries):
    for model, day in product(recorded_models(), DAYS):
        names = [field.attname for field in model.history.model.tracked_fields]
        asked, came = (
            list(model._default_manager.order_by("pk")),
            with_children(model._default_manager.order_by("pk"), Recorded(day)),
        )
        put_back(asked, day, names)
        with django_assert_num_queries(0):
            put_back(came, day, names)
        assert list(map(values_of, came)) == list(map(values_of, asked)), model
