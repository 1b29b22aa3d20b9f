"""Fields that several models of indicators share."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models


def choices(members: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """The choices of a form field from an enum of the domain."""
    return [(member.value, member.value.replace("-", " ").capitalize()) for member in members]


def figure_field(verbose_name: str | None = None, **options: Any) -> models.DecimalField:
    """A stored figure: 15 significant digits, which SQLite keeps without loss (rules 1.1), 4 of them decimals."""
    return models.DecimalField(verbose_name, max_digits=15, decimal_places=4, **options)
