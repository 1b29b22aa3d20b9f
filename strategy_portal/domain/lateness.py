"""How long something took or is late, in words: one home for `2 years 7 months late` (rules 9.3, 9.4, 9.6)."""

from datetime import date

from .periods import add_months


def whole_months(first: date, last: date) -> int:
    """Calendar months that have passed from one day to a later one: nothing is rounded up."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def stretch_text(first: date, last: date) -> str:
    """`2 years 7 months`, `1 month`, `12 days`: whole months, and below one the days. The days may come in any order.

    Slips are judged in whole months too, so that these words never say more than the colour beside them.
    """
    first, last = sorted((first, last))
    years, months = divmod(whole_months(first, last), 12)
    if parts := [_counted(number, unit) for number, unit in ((years, "year"), (months, "month")) if number]:
        return " ".join(parts)
    return _counted((last - first).days, "day")


def late_text(last_day: date, on: date) -> str:
    """`5 months late`: since the last day on which it would have been in time. Empty where it is not late."""
    return f"{stretch_text(last_day, on)} late" if on > last_day else ""


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
