"""Made-up posts, narrative, meetings with their decisions, and an issued report for the demonstration."""

from datetime import date
from typing import Any

from actions.models import Action
from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.clock import nine_o_clock
from strategy_portal.demonstration import stories
from strategy_portal.domain.periods import financial_year
from strategy_portal.models import Team, User
from strategy_portal.records.history import recorded

from .meetings.services import close_decision, save_decision, save_meeting
from .models import Arrangement, BoardMeeting, Decision, Narrative, Preparation, ReportKind
from .scorecards.report_keys import ReportKey
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


def hold_meetings(on: date) -> None:
    """The meetings, each known since the one before it, and of those held by that day what they decided."""
    by, known_since = User.objects.get(username=ISSUED_BY), date.max
    for story in stories("meetings"):
        decisions, papers, day = story.pop("decisions", []), story.pop("papers", []), story["meets_on"]
        if slug := story.pop("strategy", ""):
            story["strategy"] = Strategy.objects.get(slug=slug)
        with recorded(at=nine_o_clock(min(known_since, day, on))):
            meeting = save_meeting(meeting=BoardMeeting(**story, is_demonstration=True), seen=0, by=by)
            for paper in papers:
                Preparation.objects.create(
                    strategy=meeting.strategy, meeting=meeting, is_demonstration=True, **paper
                )  # fmt: skip
        for decided in decisions if day <= on else ():
            _decide(meeting, decided, on, by)
        known_since = day


def _decide(meeting: BoardMeeting, story: dict[str, Any], on: date, by: User) -> None:
    strategy = Strategy.objects.get(slug=story["strategy"])
    decision = Decision(
        meeting=meeting, strategy=strategy, text=story["text"], due_on=story["due_on"], is_demonstration=True
    )
    if "action" in story:
        decision.action = Action.objects.of(strategy).get(number=story["action"])
        decision.team = decision.action.owners.order_by("pk")[0].team
    else:
        by_reference = {each.reference: each for each in Indicator.objects.of(strategy).with_setting()}
        decision.indicator = by_reference[story["indicator"]]
        decision.team = Team.objects.get(name=story["team"], is_demonstration=True)
    with recorded(at=nine_o_clock(meeting.meets_on)):
        saved = save_decision(decision=decision, seen=0, by=by, on=meeting.meets_on)
    closed_on = story.get("closed_on")
    if closed_on and closed_on <= on:
        said = {"came_of": story["came_of"], "closed_on": closed_on, "seen": saved.version}
        with recorded(at=nine_o_clock(closed_on)):
            close_decision(decision=saved, by=by, on=closed_on, **said)
