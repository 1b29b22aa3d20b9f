"""Deeds on an uploaded plan: receive it, see what it would do, apply it. Only applying it changes the plan."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction

from outcomes.models import Strategy
from strategy_portal.models import Team, User
from strategy_portal.records.history import save_with_history
from strategy_portal.records.versions import ChangedMeanwhile, Refused
from strategy_portal.uploads.reading import read_file

from .models import Action, PlanImport
from .planning.due_dates import Agreement, revise_due
from .planning.milestones import add_milestone, edit_milestone
from .planning.services import FIELDS, Owner, add_action, edit_action
from .workbooks.checking import DryRun, RowChange, dry_run
from .workbooks.fields import day_of
from .workbooks.matching import links_of, teams_of
from .workbooks.milestones import check_steps
from .workbooks.rows import packed, rows_of, unpacked


class NotToApply(Exception):
    """The file was applied already, has errors, or changes nothing."""

    def __init__(self) -> None:
        super().__init__("There is nothing to save: this file was saved already, has errors, or changes nothing.")


class PlanChanged(Exception):
    """What the file would do is not what the person was shown: the plan or their answers changed since."""

    def __init__(self) -> None:
        super().__init__("What the file would do has changed since you looked. See what it would do now.")


def receive_plan(*, file: BinaryIO, name: str, strategy: Strategy, by: User) -> PlanImport:
    """Keep what the file says. Raises strategy_portal.uploads.safety.Refused, and then keeps nothing."""
    rows = rows_of(read_file(file, name), strategy.outcome_label)
    file.seek(0)
    return PlanImport.objects.create(
        strategy=strategy, file_name=name[-200:], file_digest=hashlib.file_digest(file, "sha256").hexdigest(),
        uploaded_by=by, rows=packed(rows),
    )  # fmt: skip


def look_at(upload: PlanImport, on: date) -> DryRun:
    """What the file would do on that day, with the answers given so far. Writes nothing."""
    rows = unpacked(upload.rows)
    run = dry_run(upload.strategy, [row for row in rows if not row.is_step], upload.answers, on)
    check_steps(run, upload.strategy, [row for row in rows if row.is_step], on)
    return run


def seal_of(run: DryRun) -> str:
    """A short text that changes with anything that the file would do."""
    said = [
        [
            change.key,
            change.title,
            change.theirs,
            *((each.title, each.before, each.after) for each in change.differences),
        ]
        for change in (*run.changes, *run.conflicts)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def settle(upload: PlanImport, answers: Mapping[str, str], on: date) -> bool:
    """Keep the answers to the file's questions; whether they differ from what was kept."""
    kept = {
        question.key: answers[question.key] for question in look_at(upload, on).questions if question.key in answers
    }
    changed = {**upload.answers, **kept} != upload.answers
    shown = {question.key: question.chosen for question in look_at(upload, on).questions}
    upload.answers = {**upload.answers, **kept}
    upload.save(update_fields=["answers"])
    return changed and any(shown[key] != value for key, value in kept.items())


@transaction.atomic
def apply_plan(upload: PlanImport, *, seen: str, taking: Collection[str], by: User, on: date, at: datetime) -> int:
    """Add and change the actions, all of them or nothing; how many. Of those in conflict, the ones in `taking`.

    `seen` is the `seal_of` what the person was shown. However often and at once it is called, the file is applied once.
    Raises NotToApply, PlanChanged.
    """
    stored = PlanImport.objects.select_for_update().select_related("strategy").get(pk=upload.pk)
    run = look_at(stored, on)
    changes = [*run.changes, *(change for change in run.conflicts if change.key in taking)]
    if stored.applied_at is not None or run.faults or not changes:
        raise NotToApply
    if seal_of(run) != seen:
        raise PlanChanged
    applier = Applier(stored, by, on, at)
    try:
        for change in changes:
            applier.apply(change)
    except (Refused, ChangedMeanwhile) as error:
        raise PlanChanged from error
    stored.applied_at, stored.saved = at, len({change.number for change in changes})
    stored.save(update_fields=["applied_at", "saved"])
    return stored.saved


class Applier:
    """Applies the changes of one upload, by the deeds that the pages use."""

    def __init__(self, upload: PlanImport, by: User, on: date, at: datetime):
        self.strategy, self.by, self.on, self.at = upload.strategy, by, on, at
        self.reason = f"Imported from {upload.file_name}"
        self.teams = {team.name: team for team in teams_of(self.strategy)}
        self.people = {person.username: person for person in User.objects.all()}
        self.links = links_of(self.strategy)
        self.outcomes = {outcome.number: outcome for outcome in self.strategy.outcomes.all()}

    def apply(self, change: RowChange) -> None:
        if change.row.is_step:
            self._apply_step(change)
        else:
            self._apply_action(change)

    def _apply_action(self, change: RowChange) -> None:
        fields = change.fields
        told: dict[str, Any] = {name: fields[name] for name in FIELDS if name in fields}
        if "outcomes" in fields:
            told["outcomes"] = [self.outcomes[number] for number in fields["outcomes"]]
        for name, known in self.links.items():
            if name in fields:
                told[name] = [known[text.split(" ", 1)[0]] for text in fields[name]]
        owners = [self._owner(*owner) for owner in fields["owners"]] if "owners" in fields else None
        if change.action is None:
            add_action(
                strategy=self.strategy, fields=told | {"number": change.number}, due=fields.get("due", ""),
                owners=owners or (), measures=fields.get("measures", ()), reason=self.reason,
                state=Action.State.UNKNOWN, by=self.by,
            )  # fmt: skip
            return
        action = change.action
        if told or owners is not None or "measures" in fields:
            action = edit_action(
                action=action, fields=told, owners=owners, measures=fields.get("measures"), reason=self.reason,
                version=action.version, by=self.by,
            )  # fmt: skip
        if "due" in fields:
            revise_due(
                dated=action, due=fields["due"], agreement=_agreement(change), version=action.version, by=self.by,
                on=self.on, at=self.at,
            )  # fmt: skip

    def _apply_step(self, change: RowChange) -> None:
        fields, step = change.fields, change.fields["step"]
        if step is None:
            action = self.strategy.actions.get(number=change.number)
            step = add_milestone(action=action, title=fields["title"], due=fields["due"], by=self.by)
        if fields["reached_on"] != step.completed_on:
            edit_milestone(
                milestone=step, title=step.title, completed_on=fields["reached_on"], version=step.version, by=self.by,
                on=self.on,
            )  # fmt: skip

    def _owner(self, name: str, part: str, person: str) -> Owner:
        if name not in self.teams:
            team = Team(organisation=self.strategy.organisation, name=name, is_demonstration=self.by.is_demonstration)
            save_with_history(team, by=self.by, reason=self.reason)
            self.teams[name] = team
        return Owner(self.teams[name], part, self.people.get(person))


def _agreement(change: RowChange) -> Agreement | None:
    row, agreed_on = change.row, day_of(change.row.text("agreed_on"))
    return Agreement(row.text("reason"), row.text("agreed_by"), agreed_on) if agreed_on else None
