"""Made-up posts, narrative and an issued report for the demonstration."""

from datetime import date
from typing import Any

from outcomes.models import Strategy
from strategy_portal.clock import nine_o_clock
from strategy_portal.demonstration import stories
from strategy_portal.domain.periods import financial_year
from strategy_portal.models import User

from .models import Arrangement, Narrative, ReportKind
from .scorecards.report_form import ReportKey
from .services import issue_report

ISSUED_BY = "clerk"


def arrange_reports(posts: dict[str, dict[str, Any]]) -> None:
    """Posts that the source does not state, marked as demonstration data."""
    for slug, fields in posts.items():
        arrangement = Arrangement.objects.get(strategy__slug=slug)
        for name, text in fields.items():
            setattr(arrangement, name, text)
        arrangement.is_demonstration = True
        arrangement.save()


def issue_last_annual_report(strategy: Strategy, on: date) -> None:
    """Issue the annual report of the last full year, so that the public library is not empty.

    Before the strategy's first full year has ended there is none to issue.
    """
    year = financial_year(on, strategy.year_start).previous()
    if year not in strategy.years:
        return
    key = ReportKey(strategy, ReportKind.ANNUAL, year)
    for section, text in stories("narrative").get(strategy.slug, {}).items():
        Narrative.objects.create(**key.columns, section=section, text=text, is_demonstration=True)
    by = User.objects.get(username=ISSUED_BY)
    issue_report(key=key, by=by, on=on, at=nine_o_clock(on))
