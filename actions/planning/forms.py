"""Forms that change the plan: an action with its owners, its date, its milestones, and how dates are read."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q

from indicators.models import Indicator
from outcomes.models import Commitment, Outcome, Strategy
from strategy_portal.domain.due_dates import MONTHS
from strategy_portal.editing.forms import (
    NOT_STATED,
    Day,
    EditForm,
    GuardedForm,
    Lines,
    Rows,
    agreed_field,
    reason_field,
)
from strategy_portal.editing.views import HoldingForm
from strategy_portal.models import Team, User
from strategy_portal.records.versions import parts_at

from ..models import Action, ActionOwner, Milestone, OutcomeMeasure, SlipLimit
from ..models.slip_limit import MOST_MONTHS
from .services import LINKS, Agreement

OWNER = ("team", "part", "person")
SPARE_OWNERS = 2
MONTH_CHOICES = [("", ""), *((number, name.capitalize()) for number, name in enumerate(MONTHS, 1))]
AS_SAID = "As the council says it: “Mid 2026”, “March 2027”, “Q2 2026/27”, “2026/27”, “31/03/2027” or “Ongoing”."
DUE_HELP = f"{AS_SAID} What can’t be read is kept as written and flagged."


class ActionForm(EditForm):
    """What an action is. Its date and its state have forms of their own, because each change of them needs more."""

    due = forms.CharField(label="Due", max_length=60, required=False, help_text=DUE_HELP)
    measures = Lines(
        label="Outcome measures", required=False, help_text="How one will see its effect, one on each line."
    )
    added_on = Day(required=False, label="Added on", help_text="Only if it was added after the strategy was adopted.")
    reason = reason_field(help_text="Kept with the change.")

    class Meta:
        model = Action
        fields = ("number", "title", "description", *LINKS, "added_on", "added_by_decision")
        field_classes = dict.fromkeys(LINKS, Rows)
        labels = {"added_by_decision": "By which decision"}
        help_texts = {"added_by_decision": "For example: the corporate board on 4 November 2026"}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            **dict.fromkeys(LINKS, forms.CheckboxSelectMultiple),
        }

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any):
        self.rows = 0
        super().__init__(*args, **kwargs)
        self.fields["outcomes"].queryset = Outcome.objects.filter(strategy=strategy)
        self.fields["outcomes"].required = False  # one may be under none, as an action of the whole strategy
        self.fields["outcomes"].label = strategy.outcome_label_plural.capitalize()
        self.fields["commitments"].queryset = Commitment.objects.filter(outcome__strategy=strategy)
        self.fields["indicators"].queryset = Indicator.objects.of(strategy).in_order()
        for link in ("commitments", "indicators"):
            if not self.fields[link].queryset.exists():
                del self.fields[link]
        del self.fields["due" if self.instance.pk else "reason"]
        self._add_owners(strategy)

    def initial_of(self, instance: Action) -> dict[str, Any]:
        """The stored action, or what one of its versions was."""
        owners, measures = (_rows_of(model, instance) for model in (ActionOwner, OutcomeMeasure))
        start = super().initial_of(instance)
        for place, owner in enumerate(owners):
            start |= {f"team-{place}": owner.team_id, f"part-{place}": owner.part, f"person-{place}": owner.person_id}
        self.rows = max(self.rows, len(owners))
        return start | {"measures": [measure.text for measure in measures]}

    def typed(self) -> dict[str, Any]:
        """For the service. Only after is_valid()."""
        chosen = self.cleaned_data
        return {
            "fields": {name: chosen[name] for name in self.Meta.fields if name in chosen},
            "owners": [ActionOwner(**given) for given in self._owners(chosen) if given["team"]],
            "measures": chosen["measures"],
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place, given in enumerate(self._owners(cleaned)):
            if any(given.values()) and not (given["team"] and given["part"]):
                missing = "part" if given["team"] else "team"
                self.add_error(f"{missing}-{place}", "Choose the team and its part")
        return cleaned

    def refuse(self, field: str, message: str) -> None:
        super().refuse("part-0" if field == "owners" else field, message)

    def _owners(self, cleaned: dict[str, Any]) -> list[dict[str, Any]]:
        """What each row says, by OWNER."""
        return [{name: cleaned.get(f"{name}-{place}") for name in OWNER} for place in range(self.rows)]

    def _add_owners(self, strategy: Strategy) -> None:
        """A row for each owner and a few to spare; an empty row is no owner."""
        self.rows += SPARE_OWNERS
        teams = Team.objects.filter(Q(organisation__in=["", strategy.organisation]) | Q(action_parts__isnull=False))
        team_choices = [("", NOT_STATED), *((team.pk, team.name) for team in teams.distinct())]
        able = Q(is_active=True) | Q(action_parts__action=self.instance.pk)
        people = [("", "Nobody in person")]
        for user in User.objects.filter(able).distinct():  # who left keeps what they do until it is handed over
            people.append((user.pk, str(user) if user.is_active else f"{user} (may not sign in any more)"))
        for place in range(self.rows):
            self.fields[f"team-{place}"] = _row_field(Team, team_choices, f"Owner {place + 1}")
            self.fields[f"part-{place}"] = forms.ChoiceField(
                label=f"Part of owner {place + 1}",
                choices=[("", NOT_STATED), *ActionOwner.Part.choices],
                required=False,
            )
            self.fields[f"person-{place}"] = _row_field(User, people, f"Person for owner {place + 1}")

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields under headings, each with a hint."""
        owners = [f"{name}-{place}" for place in range(self.rows) for name in OWNER]
        about = "One lead team and any that support it; joint owners where no team leads. A person is optional."
        parts = [
            ("The action", "", ["number", "title", "description", "due"]),
            ("What it serves", "", list(LINKS)),
            ("Owners", about, owners),
            ("Measures and adoption", "", ["measures", "added_on", "added_by_decision"]),
            ("The change", "", ["reason"]),
        ]
        found = [(title, hint, [self[name] for name in names if name in self.fields]) for title, hint, names in parts]
        return [part for part in found if part[2]]


def _rows_of(model: type[models.Model], action: Action) -> list[Any]:
    """Owners or measures of an action as it is stored, or as one of its versions was."""
    record = getattr(action, "_history", None)
    rows = parts_at(record, model, action_id=action.pk) if record else model._default_manager.filter(action=action.pk)
    return sorted(rows, key=lambda row: row.order)


def _row_field(model: type[models.Model], choices: list[tuple[Any, str]], label: str) -> forms.TypedChoiceField:
    """A row of the database out of choices that several fields share: asked for once."""
    return forms.TypedChoiceField(
        label=label, choices=choices, required=False, empty_value=None,
        coerce=lambda key: model._default_manager.get(pk=key),
    )  # fmt: skip


class DueForm(EditForm):
    """Moves a date, or gives it up. Where none was ever stated it is the first, which nobody has to agree."""

    due = forms.CharField(label="New date", max_length=60, required=False, help_text=AS_SAID)
    gives_up = forms.BooleanField(
        label="No date any more",
        required=False,
        help_text="Tick this only if the date is given up. While the action is in progress, that makes it red.",
    )
    reason = reason_field(label="Why it moves")
    agreed_by = agreed_field(required=True)
    agreed_on = Day(label="Agreed on")

    class Meta:
        model = Action
        fields = ()

    def __init__(self, *args: Any, dated: Action | Milestone, **kwargs: Any):
        super().__init__(*args, seen=dated.version, **kwargs)
        self.instance = dated
        self.is_first = not dated.has_first_due
        if not dated.due.is_known:
            del self.fields["gives_up"]
            self.fields["due"].required = True
        if self.is_first:
            for name in ("reason", "agreed_by", "agreed_on"):
                del self.fields[name]
            self.fields["due"].label, self.fields["due"].help_text = "Date", DUE_HELP

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "gives_up" in self.fields and bool(cleaned.get("due")) == cleaned.get("gives_up"):
            self.add_error("due", "Write the new date, or tick that there is no date any more, and not both")
        return cleaned

    def agreement(self) -> Agreement | None:
        chosen = self.cleaned_data
        return None if self.is_first else Agreement(chosen["reason"], chosen["agreed_by"], chosen["agreed_on"])

    def initial_of(self, instance: Any) -> dict[str, Any]:
        return {"due": instance.due.as_written}


class MilestoneForm(EditForm):
    """A step of an action. Its date moves by a form of its own once it is stated."""

    due = forms.CharField(label="Due", max_length=60, required=False, help_text=DUE_HELP)
    completed_on = Day(label="Reached on", required=False, help_text="Empty: not reached yet.")

    class Meta:
        model = Milestone
        fields = ("title", "completed_on")
        labels = {"title": "What will have been reached"}

    field_order = ["title", "due", "completed_on"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["due" if self.instance.pk else "completed_on"]


class DuePhraseForm(forms.Form):
    """One word of the rule, with the months that it stands for."""

    word = forms.RegexField(
        r"^[A-Za-z]+$", label="Word", max_length=30, required=False,
        error_messages={"invalid": "Write one word, of letters only"},
    )  # fmt: skip
    first_month = forms.TypedChoiceField(label="First month", choices=MONTH_CHOICES, coerce=int, required=False)
    last_month = forms.TypedChoiceField(label="Last month", choices=MONTH_CHOICES, coerce=int, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("word") and not (cleaned.get("first_month") and cleaned.get("last_month")):
            self.add_error("first_month", f"Choose the months that “{cleaned['word']}” stands for")
        return cleaned


class PhraseChangeForm(GuardedForm):
    """Why the rule changes, and the version that the person saw."""

    reason = reason_field(label="Why the rule changes")


class SlipLimitForm(HoldingForm):
    """The council's limit from a day on."""

    months = forms.IntegerField(label="Limit, in months", min_value=1, max_value=MOST_MONTHS)
    holds_from = Day(label="Holds from", help_text="An action is judged on a day by the limit of that day.")

    class Meta:
        model = SlipLimit
        fields = ("months", "holds_from", "reason", "agreed_by")
