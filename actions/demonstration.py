"""Made-up progress on the actions of the facts, labelled. Owners and first dates stay as the source has them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from indicators.models import Indicator
from outcomes.models import Strategy
from strategy_portal.clock import nine_o_clock
from strategy_portal.demonstration import REASON
from strategy_portal.models import Role, Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import recorded, save_with_history

from .models import Action
from .planning.services import Agreement, add_milestone, edit_milestone, revise_due
from .reporting import services as reporting

State = Action.State
AGREED_BY = "the corporate board (demonstration)"
FIRST_REPORTED = {State.COMPLETED: State.IN_PROGRESS, State.ACCEPTED: State.IN_PROGRESS, State.SUSPENDED: ""}
"""What the progress update says of an action that something else is done with afterwards."""


def record_progress(strategy: Strategy, stories: dict[int, dict[str, Any]], on: date) -> None:
    """State, progress, moves and milestones of each action that has a story, by the services that people use."""
    people = {user.username: user for user in User.objects.filter(is_demonstration=True)}
    for number, story in stories.items():
        ActionStory(strategy.actions.get(number=number), story, people, on).record()


def join_teams(strategy: Strategy, members: dict[str, list[str]]) -> None:
    """The demonstration's officers are in teams that the strategy's source names."""
    for username, names in members.items():
        teams = Team.objects.filter(organisation=strategy.organisation, name__in=names)
        User.objects.get(username=username).teams.add(*teams)


class ActionStory:
    """One action's story, recorded in the order in which things happened."""

    def __init__(self, action: Action, story: dict[str, Any], people: dict[str, User], on: date):
        self.action, self.story, self.on = action, story, on
        self.performance, self.board = people["performance"], people["board"]
        self.officer = next(filter(self._may_report, people.values()), self.performance)
        self.person = people.get(story.get("person", ""))
        self.reported_on = on - timedelta(days=20 + action.number)

    def _may_report(self, user: User) -> bool:
        mine = user.role == Role.OFFICER and Action.objects.updatable_by(user).filter(pk=self.action.pk)
        return bool(mine) and (user.username == "officer" or self.action.owners.exists())

    def record(self) -> None:
        self._link()
        for agreed_on, due, reason in self.story.get("moves", []):
            self.action = revise_due(
                dated=self.action, due=due, agreement=Agreement(reason, AGREED_BY, agreed_on), by=self.performance,
                version=self.action.version, on=self.on, at=noon(agreed_on),
            )  # fmt: skip
        with recorded(at=noon(self.reported_on)):
            for title, due, reached_on in self.story.get("milestones", []):
                step = add_milestone(action=self.action, title=title, due=due, by=self.officer)
                if reached_on:
                    edit_milestone(
                        milestone=step, title=title, completed_on=reached_on, version=step.version, by=self.officer,
                        on=self.on,
                    )  # fmt: skip
            for owner in self.action.owners.all()[:1] if self.person else ():
                owner.person = self.person
                save_with_history(owner, by=self.performance)
            self._report()
            self._settle()

    def _link(self) -> None:
        """To the indicators that it is to move: made up, so the action's page labels them."""
        references = self.story.get("indicators", [])
        if references:
            found = Indicator.objects.of(self.action.strategy).with_setting()
            links = [indicator for indicator in found if indicator.reference in references]
            before = noon(self.reported_on) - timedelta(hours=1)
            with recorded(by=self.performance, event=Event.CHANGED, reason=REASON, at=before):
                self.action.indicators.set(links)

    def _report(self) -> None:
        state, story = self.story["state"], self.story
        report = reporting.ProgressReport(
            story["done"], story["next"], story.get("risk", ""), story.get("at_risk", False)
        )
        reporting.add_progress_update(
            action=self.action, report=report, new_state=FIRST_REPORTED.get(state, state), by=self.officer,
            on=self.reported_on, at=noon(self.reported_on),
        )  # fmt: skip
        self.action.refresh_from_db()

    def _settle(self) -> None:
        state, story = self.story["state"], self.story
        if state in (State.COMPLETED, State.ACCEPTED):
            self.action = reporting.complete_action(
                action=self.action, completed_on=story.get("completed_on", self.reported_on), by=self.officer,
                version=self.action.version, on=self.on,
            )  # fmt: skip
        if state == State.ACCEPTED:
            with recorded(at=nine_o_clock(self.on)):
                reporting.accept_completion([self.action], by=self.board, on=self.on)
        if state == State.SUSPENDED:
            reporting.decide_state(
                action=self.action, state=state, reason=story["reason"], version=self.action.version,
                by=self.performance,
            )  # fmt: skip


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
