"""Forms of meetings and decisions, and the filters of their lists."""

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q

from actions.models import Action
from indicators.models import Indicator
from outcomes.models import Strategy
from reports.models import BoardMeeting, Decision
from strategy_portal.editing.forms import Day, EditForm, GuardedForm, reason_field
from strategy_portal.models import Team, User

WHOLE = "strategy"
ALL = "All strategies"


class BoardMeetingForm(EditForm):
    meets_on = Day(label="Day", help_text="Of one that is to come, or that was held")

    class Meta:
        model = BoardMeeting
        fields = ("kind", "body", "meets_on", "strategy", "purpose")
        labels = {"kind": "Board or committee", "body": "Who meets", "purpose": "What it is for"}
        help_texts = {
            "kind": "The strategies’ pages name the next meeting of a board, and compare with its last one",
            "body": "As the council calls it, always in the same words: Corporate board",
            "purpose": "For example: the second quarter’s figures, the annual report",
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["strategy"].empty_label = ALL


class DecisionForm(EditForm):
    """`about` names the strategy, one of its indicators or one of its actions."""

    about = forms.ChoiceField(label="On")
    due_on = Day(label="By when", required=False, help_text="The last day; empty where nothing has to be done by a day")

    class Meta:
        model = Decision
        fields = ("text", "team", "person", "due_on")
        labels = {"text": "What was decided", "team": "Who does it", "person": "In person"}
        help_texts = {
            "text": "One decision, as the minutes have it. Leave out names of people",
            "team": "The team or post that sees to it",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    field_order = ("seen", "about", "text", "team", "person", "due_on")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = _what_there_is(self.instance.strategy)
        able = Q(is_active=True) | Q(pk=self.instance.person_id)  # who left keeps what they do
        self.fields["person"].queryset = User.objects.filter(able)
        self.fields["person"].empty_label = "Nobody in person"

    def initial_of(self, instance: Decision) -> dict[str, Any]:
        about = f"action-{instance.action_id}" if instance.action_id else WHOLE
        if instance.indicator_id:
            about = f"indicator-{instance.indicator_id}"
        return super().initial_of(instance) | {"about": about}

    def filled(self) -> Decision:
        decision: Decision = super().filled()
        kind, _, key = self.cleaned_data["about"].partition("-")
        decision.indicator = Indicator.objects.with_setting().get(pk=key) if kind == "indicator" else None
        decision.action = Action.objects.get(pk=key) if kind == "action" else None
        return decision


def _what_there_is(strategy: Strategy) -> list[Any]:
    """The strategy itself, its indicators and its actions, under headings."""
    indicators = Indicator.objects.of(strategy).with_setting().in_order()
    actions = Action.objects.of(strategy).order_by("number")
    return [
        (WHOLE, f"The strategy as a whole: {strategy.title}"),
        ("Indicators", [(f"indicator-{each.pk}", each.short_name) for each in indicators]),
        ("Actions", [(f"action-{each.pk}", str(each)) for each in actions]),
    ]


class CloseForm(GuardedForm):
    came_of = forms.CharField(
        label="What came of it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was done, or why it is dropped. The next meeting reads it",
        error_messages={"required": "Say what came of it: the next meeting reads it"},
    )
    closed_on = Day(label="Since when")


class ReopenForm(GuardedForm):
    reason = reason_field(label="Why it is taken up again")


# --- Filters of lists ------------------------------------------------------------------------------------------------


class MeetingListFilter(filters.FilterSet):
    """`on` is the day on which a meeting is to come or past."""

    when = filters.ChoiceFilter(
        label="When",
        choices=[("to-come", "To come"), ("past", "Past")],
        method="to_come_or_past",
        empty_label="Any day",
    )
    body = filters.ChoiceFilter(label="Who meets", method="of_body", empty_label="Every body")
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.all(), to_field_name="slug", method="about", empty_label="All strategies"
    )

    class Meta:
        model = BoardMeeting
        fields = ("when", "body", "strategy")

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on
        names = BoardMeeting.objects.order_by("body").values_list("body", flat=True).distinct()
        self.filters["body"].extra["choices"] = [(name, name) for name in names]

    def to_come_or_past(self, meetings: Any, name: str, when: str) -> Any:
        return meetings.filter(meets_on__gte=self.on) if when == "to-come" else meetings.filter(meets_on__lt=self.on)

    def of_body(self, meetings: Any, name: str, body: str) -> Any:
        return meetings.of_body(body)

    def about(self, meetings: Any, name: str, strategy: Strategy) -> Any:
        """Those of all strategies are about it too."""
        return meetings.about(strategy)


class DecisionListFilter(filters.FilterSet):
    """`on` is the day on which a decision is open or late."""

    state = filters.ChoiceFilter(
        label="State",
        choices=[("open", "Open"), ("late", "Late"), ("closed", "Closed")],
        method="in_state",
        empty_label="Every state",
    )
    strategy = filters.ModelChoiceFilter(
        queryset=Strategy.objects.all(), to_field_name="slug", empty_label="All strategies"
    )
    team = filters.ModelChoiceFilter(
        label="Who does it",
        queryset=Team.objects.filter(decisions__isnull=False).distinct(),
        empty_label="Every team",
    )

    class Meta:
        model = Decision
        fields = ("state", "strategy", "team")

    def __init__(self, *args: Any, on: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.on = on

    def in_state(self, decisions: Any, name: str, state: str) -> Any:
        if state == "closed":
            return decisions.exclude(closed_on=None)
        return decisions.late_on(self.on) if state == "late" else decisions.filter(closed_on=None)
