"""Filters of the list of actions."""

from datetime import date, timedelta
from itertools import groupby

import django_filters as filters
from django.db.models import Q

from outcomes.models import Outcome, Strategy
from strategy_portal.models import Team

from .models import Action
from .querysets import ActionQuerySet


def outcome_choices() -> list:
    """The outcomes that have actions, by strategy."""
    found = Outcome.objects.filter(actions__isnull=False).distinct().select_related("strategy")
    return _grouped(found, lambda outcome: str(outcome.strategy))


def team_choices() -> list:
    """The teams that own actions, by organisation: two councils may have a team of the same name."""
    found = Team.objects.filter(action_parts__isnull=False).distinct().order_by("organisation", "name")
    return _grouped(found, lambda team: team.organisation)


def _grouped(rows, heading) -> list:
    return [(title, [(row.pk, str(row)) for row in group]) for title, group in groupby(rows, heading)]


class ActionListFilter(filters.FilterSet):
    """`on` is the day on which “overdue” and “due within” are asked."""

    search = filters.CharFilter(label="Words in title or outcome measure", method="with_words")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.filter(actions__isnull=False).distinct(),
        to_field_name="slug",
        empty_label="All strategies",
    )
    outcome = filters.ChoiceFilter("outcomes", choices=outcome_choices, label="Outcome", empty_label="All outcomes")
    owner = filters.ChoiceFilter("owners__team", choices=team_choices, label="Owner", empty_label="All owners")
    state = filters.ChoiceFilter(choices=Action.State, empty_label="Every state")
    overdue = filters.ChoiceFilter(
        label="Overdue",
        choices=[("yes", "Overdue"), ("no", "Not overdue")],
        method="overdue_or_not",
        empty_label="Either",
    )
    due_within = filters.ChoiceFilter(
        label="Due within",
        choices=[("31", "the next month"), ("92", "the next 3 months"), ("365", "the next year")],
        method="due_soon",
        empty_label="Any time",
    )
    missing = filters.ChoiceFilter(
        label="Not stated",
        choices=[("owner", "Without an owner"), ("date", "Without a due date")],
        method="lacking",
        empty_label="All actions",
    )

    class Meta:
        model = Action
        fields = ("search", "strategy", "outcome", "owner", "state", "overdue", "due_within", "missing")

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def with_words(self, actions: ActionQuerySet, name: str, words: str) -> ActionQuerySet:
        return actions.filter(Q(title__icontains=words) | Q(measures__text__icontains=words)).distinct()

    def overdue_or_not(self, actions: ActionQuerySet, name: str, answer: str) -> ActionQuerySet:
        overdue = actions.overdue_on(self.on)
        return overdue if answer == "yes" else actions.exclude(pk__in=overdue.values("pk"))

    def due_soon(self, actions: ActionQuerySet, name: str, days: str) -> ActionQuerySet:
        return actions.due_between(self.on, self.on + timedelta(days=int(days)))

    def lacking(self, actions: ActionQuerySet, name: str, what: str) -> ActionQuerySet:
        return actions.without_owner() if what == "owner" else actions.without_date()
