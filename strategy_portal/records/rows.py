"""Rows that belong to one owner, brought to what is wanted of them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .history import recorded

if TYPE_CHECKING:
    from ..models import User


def set_rows(
    rows: Any, keys: Sequence[str], wanted: Mapping[tuple[Any, ...], Mapping[str, Any]], *, by: "User | None"
) -> None:
    """Add, change and delete rows of an owner (`question.choices`), so that there are those that are wanted.

    `wanted` has the other fields of each by the values of its `keys`. What stays as it is gets no record.
    """
    there = {tuple(getattr(row, key) for key in keys): row for row in rows.all()}
    with recorded(by=by):
        for place in there.keys() - wanted.keys():
            there[place].delete()
        for place, fields in wanted.items():
            row = there.get(place) or rows.model(
                **{rows.field.name: rows.instance}, **dict(zip(keys, place, strict=True))
            )
            if row.pk is None or any(getattr(row, name) != value for name, value in fields.items()):
                for name, value in fields.items():
                    setattr(row, name, value)
                row.save()
