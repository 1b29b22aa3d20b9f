"""Actions in the API: dates as written and as windows, owners as the source joins them."""

import django_filters as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.api import key_of
from outcomes.api import strategy_filter
from reports.scorecards.actions import action_lines
from strategy_portal.api.base import Scored
from strategy_portal.api.fields import Facts, NothingBlank
from strategy_portal.api.filters import YesNoFilter
from strategy_portal.clock import today

from .models import Action, ActionOwner, Milestone, ProgressUpdate

WINDOW = (
    "Both days included; null where no date is stated, where the action is ongoing and where the date can’t be read"
)


class OwnerSerializer(Facts):
    """A team’s part in an action. Where the source only joins teams, none of them is called the lead."""

    team = serializers.CharField(source="team.name", read_only=True)

    class Meta:
        model = ActionOwner
        fields = ("team", "part")


class DueSerializer(NothingBlank):
    """A due date as the council wrote it, and the window that it means."""

    stated = serializers.BooleanField(source="is_known")
    as_written = serializers.CharField(allow_null=True)
    first_day = serializers.DateField(allow_null=True, help_text=WINDOW)
    last_day = serializers.DateField(allow_null=True, help_text=WINDOW)
    ongoing = serializers.BooleanField()
    readable = serializers.BooleanField(help_text="False: no rule reads it; it is kept as written")


class MilestoneSerializer(Facts):
    """A step of an action with a date of its own."""

    due = DueSerializer(read_only=True)

    class Meta:
        model = Milestone
        fields = ("title", "due", "completed_on", "is_demonstration")


class ProgressUpdateSerializer(Facts):
    """What was done and what is next."""

    class Meta:
        model = ProgressUpdate
        fields = ("written_on", "done", "next_steps", "at_risk", "is_demonstration")


class ActionSerializer(Facts):
    """Something that a strategy promises to do."""

    key = serializers.SerializerMethodField(help_text="Strategy and number, for example `elc-customer-2023-28/7`")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    outcomes = serializers.SlugRelatedField("number", many=True, read_only=True, help_text="The outcomes’ numbers")
    indicators = serializers.SerializerMethodField(help_text="The indicators’ keys")
    owners = OwnerSerializer(many=True, read_only=True)
    owners_text = serializers.CharField(source="card.owners_text", read_only=True, allow_null=True)
    owner_stated = serializers.SerializerMethodField()
    due = DueSerializer(read_only=True)
    due_text = serializers.CharField(
        source="card.due_window_text",
        read_only=True,
        allow_null=True,
        help_text="The window in words, or why there is none",
    )
    overdue = serializers.BooleanField(source="card.is_overdue", read_only=True)
    days_overdue = serializers.IntegerField(source="card.days_overdue", read_only=True)
    at_risk = serializers.BooleanField(source="card.is_at_risk", read_only=True, help_text="In the owner’s judgement")
    state_word = serializers.CharField(source="card.state_word", read_only=True)
    outcome_measures = serializers.ListField(source="card.measures", child=serializers.CharField(), read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    latest_update = ProgressUpdateSerializer(source="card.latest", read_only=True, allow_null=True)

    class Meta:
        model = Action
        fields = (
            "id", "key", "strategy", "number", "title", "outcomes", "indicators", "owners", "owners_text",
            "owner_stated", "due", "due_text", "first_due_as_written", "overdue", "days_overdue", "state", "state_word",
            "at_risk", "state_is_demonstration", "outcome_measures", "milestones", "latest_update",
        )  # fmt: skip

    def get_key(self, action: Action) -> str:
        return f"{action.strategy.slug}/{action.number}"

    def get_owner_stated(self, action: Action) -> bool:
        return bool(action.owners.all())

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_indicators(self, action: Action) -> list[str]:
        return [key_of(indicator) for indicator in action.indicators.all()]


class ActionFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    state = filters.ChoiceFilter(choices=Action.State.choices)
    overdue = YesNoFilter(method="filter_overdue", help_text="Past the last day of the window, and not ended")
    unowned = YesNoFilter(method="filter_unowned", help_text="No owner is stated")
    undated = YesNoFilter(method="filter_undated", help_text="No due date is stated")

    def filter_overdue(self, actions, name, overdue):
        found = Action.objects.overdue_on(today()).values("pk")
        return actions.filter(pk__in=found) if overdue else actions.exclude(pk__in=found)

    def filter_unowned(self, actions, name, unowned):
        found = Action.objects.without_owner().values("pk")
        return actions.filter(pk__in=found) if unowned else actions.exclude(pk__in=found)

    def filter_undated(self, actions, name, undated):
        return actions.filter(due_as_written="") if undated else actions.exclude(due_as_written="")


class ActionViewSet(Scored):
    """The actions of the strategies: owners, due dates as written and as windows, state and what it warns of."""

    queryset = Action.objects.with_plan().prefetch_related("milestones", "indicators__key_output__outcome__strategy")
    queryset = queryset.order_by("-strategy__starts_on", "strategy_id", "number")
    serializer_class = ActionSerializer
    filterset_class = ActionFilter

    def cards(self, found):
        return {line.action.pk: line for line in action_lines(found, today())}
