"""Actions in the API: dates as written and as windows, owners as the source joins them."""

from collections.abc import Sequence
from datetime import date

import django_filters as filters
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from indicators.api import key_of
from indicators.models import Indicator
from outcomes.api import strategy_filter
from outcomes.models import Outcome
from strategy_portal.api.base import (
    KnownTextFilter,
    NothingBlank,
    ReadOnlySerializer,
    Scored,
    WholeNumberFilter,
    WithChanges,
    YesNoFilter,
)
from strategy_portal.clock import today
from strategy_portal.domain.action_status import ActionStatus, Slippage
from strategy_portal.models import Team
from strategy_portal.records.changes import Change

from .models import Action, ActionOwner, ActionQuerySet, Milestone, ProgressUpdate, SlipLimit
from .scorecards.action_changes import action_changes
from .scorecards.action_plan import action_lines

WINDOW = (
    "Both days included; null where no date is stated, where the action is ongoing and where the date can’t be read"
)

UPDATES_VERSION = "The version of the action, to be sent with the next update"


class OwnerSerializer(ReadOnlySerializer):
    """A team’s part in an action. Where the source only joins teams, none of them is called the lead."""

    team = serializers.CharField(source="team.name", read_only=True)
    person = serializers.CharField(read_only=True, allow_null=True, help_text="Who does it for the team, if anybody")

    class Meta:
        model = ActionOwner
        fields = ("team", "part", "person")


class DueSerializer(NothingBlank):
    """A due date as the council wrote it, and the window that it means."""

    stated = serializers.BooleanField(source="is_known")
    as_written = serializers.CharField(allow_null=True)
    first_day = serializers.DateField(allow_null=True, help_text=WINDOW)
    last_day = serializers.DateField(allow_null=True, help_text=WINDOW)
    ongoing = serializers.BooleanField()
    readable = serializers.BooleanField(help_text="False: no rule reads it; it is kept as written")


class MilestoneSerializer(ReadOnlySerializer):
    """A step of an action with a date of its own."""

    due = DueSerializer(read_only=True)
    first_due = DueSerializer(read_only=True, help_text="The first agreed date, which never changes")

    class Meta:
        model = Milestone
        fields = ("id", "title", "due", "first_due", "completed_on", "is_demonstration")


class MoveSerializer(NothingBlank):
    """One move of a due date, of the action or of a milestone."""

    milestone = serializers.IntegerField(
        source="after.milestone_id", allow_null=True, help_text="The milestone’s id; null for the action’s own"
    )
    from_as_written = serializers.CharField(source="before.as_written")
    from_starts_on = serializers.DateField(source="before.starts_on", allow_null=True)
    from_ends_on = serializers.DateField(source="before.ends_on", allow_null=True)
    to_as_written = serializers.CharField(source="after.as_written", allow_null=True)
    to_starts_on = serializers.DateField(source="after.starts_on", allow_null=True)
    to_ends_on = serializers.DateField(source="after.ends_on", allow_null=True)
    reason = serializers.CharField(source="after.reason")
    agreed_by = serializers.CharField(source="after.agreed_by")
    agreed_on = serializers.DateField(source="after.holds_from")
    is_demonstration = serializers.BooleanField(source="after.is_demonstration")


class ProgressUpdateSerializer(ReadOnlySerializer):
    """What was done and what is next. `at_risk` is the owner’s judgement."""

    corrects = serializers.IntegerField(
        source="corrects_id", read_only=True, allow_null=True, help_text="The id of the update that this one replaces"
    )

    class Meta:
        model = ProgressUpdate
        fields = (
            "id", "written_on", "done", "next_steps", "risk", "at_risk", "evidence_title", "evidence_link", "corrects",
            "is_demonstration",
        )  # fmt: skip


class SlipLimitSerializer(ReadOnlySerializer):
    """By how many months an action may slip before it is red, as the council set it."""

    holds_from = serializers.SerializerMethodField(help_text="Null: the default of the rules, from the start")

    class Meta:
        model = SlipLimit
        fields = ("months", "holds_from", "reason", "agreed_by")

    def get_holds_from(self, limit: SlipLimit) -> date | None:
        return None if limit.is_from_the_start else limit.holds_from


class SlippageSerializer(serializers.Serializer):
    """How far the date was moved from the first that was agreed."""

    code = serializers.ChoiceField(source="slippage", choices=[(each.value, each.word) for each in Slippage])
    text = serializers.CharField(source="slip_text")
    days = serializers.IntegerField(
        source="slip_days", allow_null=True, help_text="Below 0: brought forward; null: can’t be measured"
    )
    moves = serializers.IntegerField(help_text="How often the date was moved")
    limit = SlipLimitSerializer(source="slip_limit", help_text="The council’s limit that holds today")


class ActionStatusSerializer(serializers.Serializer):
    """The computed status: a colour while the action is in progress, or why there is none."""

    code = serializers.ChoiceField(source="status", choices=[(each.value, each.word) for each in ActionStatus])
    text = serializers.CharField(source="status_text", help_text="With the reason")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="What speaks against “on course”")


class ActionSerializer(ReadOnlySerializer):
    """Something that a strategy promises to do. State, judgement (`at_risk`) and computed status are three things."""

    key = serializers.CharField(read_only=True, help_text="Strategy and number, for example `elc-customer-2023-28/7`")
    strategy = serializers.SlugField(source="strategy.slug", read_only=True)
    outcomes = serializers.SlugRelatedField("number", many=True, read_only=True, help_text="The outcomes’ numbers")
    commitments = serializers.SlugRelatedField("heading", many=True, read_only=True)
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
    first_due = DueSerializer(read_only=True, help_text="The first agreed date, which never changes")
    slippage = SlippageSerializer(source="card", read_only=True)
    moves = MoveSerializer(source="all_moves", many=True, read_only=True)
    overdue = serializers.BooleanField(source="card.is_overdue", read_only=True)
    days_overdue = serializers.IntegerField(source="card.days_overdue", read_only=True)
    at_risk = serializers.BooleanField(source="card.is_at_risk", read_only=True, help_text="In the owner’s judgement")
    status = ActionStatusSerializer(source="card", read_only=True)
    state_word = serializers.CharField(source="card.state_word", read_only=True)
    outcome_measures = serializers.ListField(source="card.measures", child=serializers.CharField(), read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    latest_update = ProgressUpdateSerializer(source="card.latest", read_only=True, allow_null=True)
    updates = ProgressUpdateSerializer(many=True, read_only=True, help_text="The latest first, corrected ones included")
    updates_version = serializers.IntegerField(source="version", read_only=True, help_text=UPDATES_VERSION)

    class Meta:
        model = Action
        fields = (
            "id", "key", "strategy", "number", "title", "description", "outcomes", "commitments", "indicators",
            "owners", "owners_text", "owner_stated", "due", "due_text", "first_due", "slippage", "moves", "overdue",
            "days_overdue", "state", "state_word", "state_reason", "at_risk", "status", "state_is_demonstration",
            "added_on", "added_by_decision", "completed_on", "accepted_on", "outcome_measures", "milestones",
            "latest_update", "updates", "updates_version", "version",
        )  # fmt: skip

    def get_owner_stated(self, action: Action) -> bool:
        return bool(action.owners.all())

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_indicators(self, action: Action) -> list[str]:
        return [key_of(indicator) for indicator in action.indicators.all()]


class ActionApiFilter(filters.FilterSet):
    strategy = strategy_filter("strategy")
    state = filters.ChoiceFilter(choices=Action.State.choices)
    overdue = YesNoFilter(method="filter_overdue", help_text="Past the last day of the window, and not ended")
    unowned = YesNoFilter(method="filter_unowned", help_text="No owner is stated")
    undated = YesNoFilter(method="filter_undated", help_text="No due date is stated")
    owner = KnownTextFilter(
        "owners__team__name", distinct=True, of=(Team, "name"), help_text="A team’s name, in any part"
    )
    outcome = WholeNumberFilter("outcomes__number", of=(Outcome, "number"), help_text="An outcome’s number")
    status = filters.ChoiceFilter(
        choices=[(each.value, each.word) for each in ActionStatus],
        method="filter_status",
        help_text="As computed today",
    )
    slipped = YesNoFilter(method="filter_slipped", help_text="The date is later than the first agreed one")
    due_by = filters.DateFilter(method="filter_due_by", help_text="The last day of the window is this day or earlier")

    def filter_overdue(self, actions, name, overdue):
        return _those(actions, Action.objects.overdue_on(today()), overdue)

    def filter_unowned(self, actions, name, unowned):
        return _those(actions, Action.objects.without_owner(), unowned)

    def filter_undated(self, actions, name, undated):
        return _those(actions, Action.objects.without_date(), undated)

    def filter_status(self, actions, name, status):
        return self._with(actions, lambda line: line.status == status)

    def filter_slipped(self, actions, name, slipped):
        return self._with(actions, lambda line: line.slippage.is_slip is slipped)

    def filter_due_by(self, actions, name, day):
        return actions.with_due_ends_on().filter(due_ends_on__lte=day)

    def _with(self, actions, holds):
        """What the rules of figures compute is asked of the scorecard, so that it is computed in one place."""
        lines = action_lines(actions.prefetch_related(None).with_standing(), today())
        return actions.filter(pk__in=[line.action.pk for line in lines if holds(line)])


def _those(actions: ActionQuerySet, found: ActionQuerySet, wanted: bool) -> ActionQuerySet:
    """The actions that are among `found`, or those that are not."""
    return actions.filter(pk__in=found.values("pk")) if wanted else actions.exclude(pk__in=found.values("pk"))


class ActionViewSet(WithChanges, Scored):
    """The actions of the strategies: owners, due dates as written and as windows, state and what it warns of."""

    queryset = (
        Action.objects.filter(strategy__is_draft=False).with_plan()
        .prefetch_related(
            Prefetch("milestones", Milestone.objects.in_order().prefetch_related("due_dates")),
            "commitments", Prefetch("indicators", Indicator.objects.with_setting()),
        )
        .order_by("-strategy__starts_on", "strategy_id", "number")
    )  # fmt: skip
    serializer_class = ActionSerializer
    filterset_class = ActionApiFilter

    def changes_of(self, row: Action) -> Sequence[Change]:
        return action_changes(row)

    def cards(self, found):
        return {line.action.pk: line for line in action_lines(found, today())}
