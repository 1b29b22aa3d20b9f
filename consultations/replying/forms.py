"""Forms of replying and of scoring."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from strategy_portal.domain.numbers import IN_FULL
from strategy_portal.editing.fields import reason_field
from strategy_portal.editing.forms import EditForm, GuardedForm
from strategy_portal.records.versions import ChangedMeanwhile

from ..models import Consultation, EngagementScore, EngagementStandard, Reply
from .services import SCORES, GivenScore, ReplyText

PUBLIC_NOW = (
    "The page is public already: everyone can read a final reply as soon as you save it. Unticked, it is a draft"
)
PUBLIC_LATER = "Everyone can read a final reply once the consultation’s page is published. Unticked, it is a draft"


class ReplyForm(EditForm):
    """What the council answers. A new one begins as a draft."""

    about_the_change = ("seen",)

    class Meta:
        model = Reply
        fields = ("kind", "text", "reason", "actions", "is_final")
        labels = {
            "kind": "The council’s answer",
            "actions": "Actions in which it does so",
            "is_final": "This reply is final",
        }
        help_texts = {
            "text": "In plain words, as it will be published. Leave out names of people.",
            "reason": "Needed where something is declined, wholly or in part.",
            "actions": "From there the thread goes on to the indicators that show the effect.",
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "actions": forms.CheckboxSelectMultiple,
        }
        error_messages = {"kind": {"required": "Choose what the council answers"}}

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_final"].help_text = PUBLIC_NOW if consultation.is_published else PUBLIC_LATER
        self.fields["actions"].queryset = consultation.strategy.actions.order_by("number")

    def initial_of(self, instance: Reply) -> dict[str, Any]:
        return super().initial_of(instance) | ({} if instance.pk else {"is_final": False})

    def reply_text(self) -> ReplyText:
        """Only after is_valid()."""
        return ReplyText(**{name: self.cleaned_data[name] for name in self._meta.fields})


class PublishForm(GuardedForm):
    """Confirms that everyone may read it; to take it away again needs a reason."""

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.see_again(changed)
        self.add_error(
            None, f"{changed.by} changed this consultation since you opened the page. Look at it again first"
        )


class UnpublishForm(PublishForm):
    reason = reason_field()


class ScoresForm(GuardedForm):
    """A score and a comment for each standard of one edition (rules 10.6)."""

    def __init__(self, data: Any = None, *, consultation: Consultation, standards: Sequence[EngagementStandard]):
        super().__init__(data, initial={"seen": consultation.version})
        self.standards = standards
        scores = {score.standard_id: score for score in consultation.scores.all()}
        choices = [("", "Not scored"), *((str(score), IN_FULL.text(score)) for score in SCORES)]
        for standard in standards:
            stored = scores.get(standard.pk)
            self.fields[f"score_{standard.pk}"] = forms.TypedChoiceField(
                label=f"{standard.number}. {standard.title}: score",
                choices=choices,
                coerce=Decimal,
                empty_value=None,
                required=False,
                initial=str(stored.score) if stored else "",
            )
            self.fields[f"comment_{standard.pk}"] = forms.CharField(
                label=f"{standard.number}. {standard.title}: comment",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=stored.comment if stored else "",
            )

    @property
    def rows(self) -> list[tuple[EngagementStandard, forms.BoundField, forms.BoundField]]:
        return [(each, self[f"score_{each.pk}"], self[f"comment_{each.pk}"]) for each in self.standards]

    def given_scores(self) -> dict[EngagementStandard, GivenScore]:
        """Only after is_valid()."""
        typed = self.cleaned_data
        return {each: GivenScore(typed[f"score_{each.pk}"], typed[f"comment_{each.pk}"]) for each in self.standards}

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        return changed.among(EngagementScore, consultation=changed.record.id)
