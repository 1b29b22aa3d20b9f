"""What a moderator decides on a page. What it means together, the services check."""

from collections.abc import Sequence
from typing import Any

from django import forms

from strategy_portal.domain.personal_details import Detail
from strategy_portal.editing.forms import EditForm, GuardedForm, reason_field
from strategy_portal.records.versions import ChangedMeanwhile

from ..answering.forms import OwnWords, consent_field
from ..models import Comment, Consultation, Redaction, Submission
from .services import Mark, consent_groups

REMOVE, KEEP = "remove", "keep"
USUAL_REASONS = {
    Detail.EMAIL: "Personal e-mail address",
    Detail.PHONE: "Personal phone number",
    Detail.POSTCODE: "Tells where somebody lives",
    Detail.NATIONAL_INSURANCE: "National Insurance number",
    Detail.NAME: "Names a person",
    Detail.OTHER: "Could tell who somebody is",
}
REASONS_TO_WITHHOLD = [
    "Not about this consultation",
    "Accuses somebody who can be recognised",
    "Offensive or discriminating",
    "So personal that little would be left",
]


class ModerationForm(GuardedForm):
    """A decision for each marked stretch, further words to remove, a reason for withholding, a finding's own words.

    Everything marked is to be removed unless the person chooses to keep it.
    """

    words = forms.CharField(
        label="More words to remove",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text="Exactly as they stand in the comment, each on a line of its own. They go wherever they stand.",
    )
    kind = forms.ChoiceField(
        label="What they are", choices=Redaction.Kind.choices, initial=Redaction.Kind.NAME, required=False
    )
    words_reason = forms.CharField(
        label="Why they go", max_length=200, required=False, help_text="Empty: the usual reason. Name nobody here."
    )
    withheld_reason = forms.CharField(
        label="Why it is withheld",
        max_length=300,
        required=False,
        help_text="Only if none of it is to be published. Name nobody here: the reason is kept for good.",
        widget=forms.TextInput(attrs={"list": "reasons-to-withhold"}),
    )

    def __init__(self, data: Any = None, *, comment: Comment, redactions: Sequence[Redaction]):
        if data is not None:  # what was marked since the page was opened is to be removed as well
            data = data.copy()
            for each in redactions:
                data.setdefault(f"decision-{each.pk}", REMOVE)
        super().__init__(data, initial={"seen": comment.version, "finding": comment.received})
        self.redactions = redactions
        if comment.is_finding:
            self.fields["finding"] = OwnWords(label="What came out", required=False, help_text="Name nobody here")
        for number, each in enumerate(redactions, 1):
            kept = each.state == Redaction.State.KEPT
            self.fields[f"decision-{each.pk}"] = forms.ChoiceField(
                label=f"Mark {number}, {each.get_kind_display()}",
                choices=[(REMOVE, "Remove"), (KEEP, "Keep, it is not personal")],
                initial=KEEP if kept else REMOVE,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason-{each.pk}"] = forms.CharField(
                label=f"Why mark {number} is removed",
                max_length=200,
                required=False,
                initial=each.reason or USUAL_REASONS[Detail(each.kind)],
            )

    @property
    def marked(self) -> list[tuple[Redaction, forms.BoundField, forms.BoundField]]:
        """Each marked stretch with its decision and its reason."""
        return [(each, self[f"decision-{each.pk}"], self[f"reason-{each.pk}"]) for each in self.redactions]

    @property
    def reasons(self) -> dict[int, str]:
        """Why each of those goes that are removed; as the page stands before anything is sent, too."""
        return {
            each.pk: self._value(f"reason-{each.pk}").strip() or USUAL_REASONS[Detail(each.kind)]
            for each in self.redactions
            if self._value(f"decision-{each.pk}") == REMOVE
        }

    @property
    def marks(self) -> list[Mark]:
        """The further words, line by line."""
        kind = Detail(self._value("kind") or Detail.OTHER)
        reason = self._value("words_reason").strip() or USUAL_REASONS[kind]
        return [Mark(line.strip(), kind, reason) for line in self._value("words").splitlines() if line.strip()]

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """What was chosen stays; sending it again puts it in the place of what the other person decided."""
        self.see_again(changed)
        state = Comment.State(changed.record.state).label.lower()
        self.add_error(
            None, f"{changed.by} moderated this comment since you opened it: it is {state} now. Look at it again"
        )

    def _value(self, name: str) -> str:
        initial = self.get_initial_for_field(self.fields[name], name)
        return str((self.cleaned_data.get(name) if self.is_bound else initial) or "")


class ConsentForm(EditForm):
    """Whether the writer agreed, put right, and why."""

    consented = consent_field()
    reason = reason_field(
        label="Why this was wrong", max_length=100, help_text="Name nobody here: the reason is kept for good."
    )

    class Meta:
        model = Submission
        fields = ["consented"]


class ConsentOfManyForm(GuardedForm):
    """Which responses, whether their writers agreed, and why that was wrong."""

    group = forms.ChoiceField(
        label="Which responses", widget=forms.RadioSelect, error_messages={"required": "Choose which responses"}
    )
    consented = forms.TypedChoiceField(
        label="What is right",
        choices=[("yes", "They agreed to what happens with their answers"), ("no", "They did not agree")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is right"},
    )
    reason = reason_field(
        label="Why this was wrong", max_length=100, help_text="Name nobody here: the reason is kept for good."
    )

    def __init__(self, data: Any = None, *, consultation: Consultation):
        super().__init__(data, initial={"seen": consultation.version})
        self.groups_found = {group.key: group for group in consent_groups(consultation)}
        self.fields["group"].choices = [(key, str(group)) for key, group in self.groups_found.items()]

    def typed(self) -> dict[str, Any]:
        """Only after is_valid()."""
        return self.cleaned_data | {"group": self.groups_found[self.cleaned_data["group"]]}


class SetAsideForm(forms.Form):
    """Nothing is typed: the page lists what it is about."""

    conflict = None
    refuse = GuardedForm.refuse


class PublishSeveralForm(forms.Form):
    """Comments in which nothing was marked, read by a person and published together."""

    comments = forms.MultipleChoiceField(error_messages={"required": "Choose at least one comment"})
    read = forms.BooleanField(
        label="I have read the comments that are chosen, and they name nobody",
        error_messages={"required": "Say that you have read them"},
    )

    def __init__(self, data: Any = None, *, comments: Sequence[Comment]):
        super().__init__(data)
        self.offered = {f"{comment.pk}-{comment.version}": comment for comment in comments}
        self.fields["comments"].choices = [(key, str(comment)) for key, comment in self.offered.items()]

    @property
    def lines(self) -> list[tuple[Comment, str, bool]]:
        """Each comment with the key that names its version, and whether it is chosen."""
        chosen = self.data.getlist("comments") if self.is_bound else None
        return [(comment, key, chosen is None or key in chosen) for key, comment in self.offered.items()]

    @property
    def seen(self) -> dict[int, int]:
        """The version of each that was chosen, by its primary key."""
        pairs = (key.split("-") for key in self.cleaned_data["comments"])
        return {int(pk): int(version) for pk, version in pairs}
