"""Made-up posts, narrative and an issued report for the demonstration."""

from datetime import date
from typing import Any

from outcomes.models import Strategy

from .models import Arrangement


def arrange_reports(posts: dict[str, dict[str, Any]]) -> None:
    """Posts that the source does not state, marked as demonstration data."""
    for slug, fields in posts.items():
        Arrangement.objects.filter(strategy__slug=slug).update(**fields, is_demonstration=True)


def issue_last_annual_report(strategy: Strategy, on: date) -> None:
    """Issue the annual report of the last full year, so that the public library is not empty."""
