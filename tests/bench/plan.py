"""What the portals of the benchmark have in common. Nothing here needs Django."""

from datetime import date

DAY = date(2026, 11, 21)
SIZES = (18, 180, 1800)
INDICATORS, QUARTERS, UNITS = 18, 20, 30
PASSWORD = "demonstration"


def slug(number: int) -> str:
    """The address of a portal's first, second, ... strategy."""
    return f"bench-{number:03}"
