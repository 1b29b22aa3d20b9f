"""Fields that several models of indicators share."""

from django.db import models


def choices(enum) -> list[tuple[str, str]]:
    """The choices of a form field from an enum of the domain."""
    return [(member.value, member.value.replace("-", " ").capitalize()) for member in enum]


def figure_field(*args, **kwargs) -> models.DecimalField:
    """A stored figure: 15 significant digits, which SQLite keeps without loss (rules 1.1), 4 of them decimals."""
    return models.DecimalField(*args, max_digits=15, decimal_places=4, **kwargs)
