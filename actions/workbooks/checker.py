"""An uploaded plan: what it is, whom it asks, and how what it would change is applied."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from outcomes.models import Strategy
from strategy_portal.editing.views import Crumb
from strategy_portal.models import Team, User
from strategy_portal.records.events import Event
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import ChangedMeanwhile, Refused
from strategy_portal.uploads.checker import Checker, Confirmation, Doubts, Found, OtherThanShown, RowChange
from strategy_portal.uploads.reading import FileRow, Sheet

from ..models import Action, ActionOwner
from ..planning import services
from ..planning.adding import add_action
from ..planning.services import FIELDS, Agreement
from .checking import ActionChange, PlanCheck, StepChange, check_steps
from .matching import links_of, teams_of
from .reading import day_of, is_step, rows_of

PlanChange = ActionChange | StepChange


class PlanChecker(Checker[PlanChange]):
    """A plan, as it was published or as it was downloaded here; its milestones on a sheet of their own."""

    kind = "plan"
    named_by = ("strategy",)
    create_route, detail_route = "actions:plan-import-create", "actions:plan-import-detail"
    title = "Upload a plan"
    noun = "action"
    help_text = "The plan as .xlsx or .csv, as it was published or as it was downloaded here."
    save_label = "Save the plan"
    save_hint = "All of it is saved, or nothing. After other choices you see first what would change."
    after_text = "See the plan"

    def __post_init__(self) -> None:
        self.strategy = get_object_or_404(Strategy, slug=self.address["strategy"])

    def rows(self, sheets: Sequence[Sheet]) -> list[FileRow]:
        return rows_of(sheets, self.strategy.outcome_label)

    def check(self, rows: Sequence[FileRow], doubts: Doubts, on: date) -> Iterator[Sequence[Found[PlanChange]]]:
        """The actions first, because a milestone may belong to one that the file adds."""
        check = PlanCheck(self.strategy, [row for row in rows if not is_step(row)], doubts, on)
        yield from check
        yield from check_steps(self.strategy, [row for row in rows if is_step(row)], check.known, on)

    def hold(self) -> None:
        Strategy.objects.filter(pk=self.strategy.pk).hold()

    def apply(self, changes: Sequence[RowChange[PlanChange]], how: Confirmation) -> int:
        applier = Applier(self.strategy, how)
        try:
            for change in changes:
                applier.apply(change.data)
        except (Refused, ChangedMeanwhile) as error:
            raise OtherThanShown from error
        return len({change.data.number for change in changes})

    def message(self, saved: int) -> str:
        return f"{saved} {'action is' if saved == 1 else 'actions are'} saved."

    def after(self) -> str:
        return reverse("actions:plan", kwargs=self.address)

    @property
    def caption(self) -> str:
        return str(self.strategy)

    @property
    def crumbs(self) -> list[Crumb]:
        return [(self.strategy.title, self.strategy.get_absolute_url()), ("Action plan", self.after())]


class Applier:
    """Applies the changes of one upload, by the services that the pages use."""

    def __init__(self, strategy: Strategy, how: Confirmation):
        self.strategy, self.how, self.by = strategy, how, how.by
        self.teams = {team.name: team for team in teams_of(strategy)}
        self.people = {person.username: person for person in User.objects.all()}
        self.links = links_of(strategy)
        self.outcomes = {outcome.number: outcome for outcome in strategy.outcomes.all()}

    def apply(self, change: PlanChange) -> None:
        if isinstance(change, StepChange):
            self._apply_step(change)
            return
        fields, action = change.fields, change.action
        if action is None:
            given = self._given(fields, number=change.number)
            add_action(strategy=self.strategy, due=fields.get("due", ""), state=Action.State.UNKNOWN, **given)
            return
        if set(fields) - {"due"}:
            action = services.edit_action(action=action, version=action.version, **self._given(fields))
        if "due" in fields:
            row, agreed_on = change.row, day_of(change.row.text("agreed_on"))
            agreement = Agreement(row.text("reason"), row.text("agreed_by"), agreed_on) if agreed_on else None
            services.revise_due(
                dated=action, due=fields["due"], agreement=agreement, version=action.version, by=self.by,
                on=self.how.on, at=self.how.at,
            )  # fmt: skip

    def _given(self, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
        """What adding and editing an action have in common. Owners and measures only where the file has them."""
        given: dict[str, Any] = {"reason": self.how.file_name, "event": Event.IMPORTED, "by": self.by}
        if "owners" in fields:
            given["owners"] = [self._owner(*owner) for owner in fields["owners"]]
        if "measures" in fields:
            given["measures"] = fields["measures"]
        return given | {"fields": self._typed(fields) | more}

    def _typed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields as the services take them: what is linked by its row."""
        typed: dict[str, Any] = {name: fields[name] for name in FIELDS if name in fields}
        if "outcomes" in fields:
            typed["outcomes"] = [self.outcomes[number] for number in fields["outcomes"]]
        for name, known in self.links.items():
            if name in fields:
                typed[name] = [known[text.split(" ", 1)[0]] for text in fields[name]]
        return typed

    def _apply_step(self, change: StepChange) -> None:
        step = change.step
        if step is None:
            action = self.strategy.actions.get(number=change.number)
            step = services.add_milestone(action=action, title=change.title, due=change.due, by=self.by)
        if change.reached_on != step.completed_on:
            services.edit_milestone(
                milestone=step, title=step.title, completed_on=change.reached_on, version=step.version, by=self.by,
                on=self.how.on,
            )  # fmt: skip

    def _owner(self, name: str, part: str, person: str) -> ActionOwner:
        if name not in self.teams:
            team = Team(organisation=self.strategy.organisation, name=name, is_demonstration=self.by.is_demonstration)
            save_with_history(team, by=self.by, event=Event.IMPORTED, reason=self.how.file_name)
            self.teams[name] = team
        return ActionOwner(team=self.teams[name], part=part, person=self.people.get(person))
