"""What the portals of the benchmark have in common. Nothing here needs Django."""

from datetime import date

DAY = date(2026, 11, 21)
DEMONSTRATION = "demonstration"
"""The portal of the four real strategies, with demonstration data."""
SIZES = ("18", "180", "1800", "180-in-one", DEMONSTRATION)
IN_ONE = "-in-one"
"""How the name of a portal ends that has one strategy of so many indicators and nothing beside it: for reports."""
INDICATORS, QUARTERS, UNITS, FEW_UNITS = 18, 20, 30, 2
WIDE, WIDE_UNITS = "bench-wide", 280
"""For spreadsheets: a strategy of 5,040 values a quarter, of which the officer enters as many as the portal's size."""

REPORTED = "2024-25"
"""The year of the annual report."""

PASSWORD = "demonstration"


def slug(number: int) -> str:
    """The address of a portal's first, second, ... strategy."""
    return f"bench-{number:03}"
