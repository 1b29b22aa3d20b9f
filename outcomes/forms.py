"""Forms about what an outcome serves, and about its single colour."""

from typing import Any

from django import forms

from strategy_portal.domain.counting import Rollup
from strategy_portal.domain.status import COLOURS
from strategy_portal.editing.forms import EditForm, Rows, reason_field

from .models import OutcomeJudgement, ServedPriorities, Statement, Strategy

ROLLUPS = {
    Rollup.NONE: "None: the distribution says it",
    Rollup.WORST: "The worst of its indicators’ colours",
    Rollup.MAJORITY: "The colour that occurs most often, amber in a tie",
}


class RollupForm(EditForm):
    """How the outcomes of a strategy get a single colour beside the distribution (rules 8.2)."""

    rollup = forms.ChoiceField(
        label="Single colour of an outcome",
        choices=[(how.value, text) for how, text in ROLLUPS.items()],
        help_text="The distribution of the indicators’ statuses is always shown first.",
    )

    class Meta:
        model = Strategy
        fields = ("rollup",)


class PrioritiesForm(EditForm):
    """Which corporate priorities an outcome serves."""

    reason = reason_field(label="Where it stands, or who agreed it")

    class Meta:
        model = ServedPriorities
        fields = ("priorities",)
        field_classes = {"priorities": Rows}
        widgets = {"priorities": forms.CheckboxSelectMultiple}
        labels = {"priorities": "Corporate priorities"}
        help_texts = {"priorities": "As the strategy lists them. None chosen: the outcome serves none of them."}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = Statement.objects.priorities().filter(strategy=self.instance.outcome.strategy_id)
        field: Any = self.fields["priorities"]
        field.queryset = known


class JudgementForm(EditForm):
    """Another colour than the derived one, with the reason (rules 8.2)."""

    about_the_change = ("seen",)
    colour = forms.ChoiceField(
        label="Colour",
        choices=[("", "Choose a colour"), *((status.value, status.word) for status in reversed(COLOURS))],
        error_messages={"required": "Choose a colour"},
    )

    class Meta:
        model = OutcomeJudgement
        fields = ("colour", "reason")
        labels = {"reason": "Reason"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reason": "Shown wherever the colour is shown. Leave out names of people."}
        error_messages = {"reason": {"required": "Say why the outcome is judged otherwise than its indicators say"}}
