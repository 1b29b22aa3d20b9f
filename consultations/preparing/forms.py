"""Forms of preparing a consultation, one for each service."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from strategy_portal.editing.forms import Day, EditForm, GuardedForm, Lines, Rows, reason_field
from strategy_portal.records.versions import ChangedMeanwhile, parts_at

from ..models import Choice, Consultation, Meeting, Note, Question, RespondentType, Theme, ThemeShare
from .services import Reported

NOTES = {
    Note.Kind.CHANNEL: "one on each line: web form, paper form, drop-in",
    Note.Kind.PUBLICITY: "",
    Note.Kind.GROUP_CONTACTED: "",
    Note.Kind.LESSON: "",
    Note.Kind.TOLD: "",
    Note.Kind.TOP_COMMENT: "as the source sums them up",
}
OF_A_CONSULTATION = (
    ("What it is about", "", ("title", "purpose", "outcomes", "lead")),
    ("When and how", "", ("opened_on", "closed_on", "offers_form", "method", "languages")),
    ("Whom it reaches", "Each list has one entry on a line.", ("channel", "publicity", "group-contacted")),
    ("Equality and privacy", "", ("equality_note", "privacy_note", "retain_until", "reason", "smallest_cell")),
    ("Afterwards", "", ("told", "lesson")),
    (
        "Where only the results are known",
        "For an exercise whose answers are not in the portal. What nobody knows stays empty.",
        ("submission_count", "submission_note", "respondent_count", "comment_count", "panel_size",
         "invited_count", "invited_note", "interested_count", "community_council_count", "top-comment"),
    ),
)  # fmt: skip
OF_A_QUESTION = (
    ("The question", "", ("text", "help_text", "kind", "choices", "with_unsure", "is_required")),
    ("Its place", "", ("page", "order")),
    (
        "Where only the result is known",
        "In percent. Give both ends of a range, or the same figure twice; how many it is a share of, if known.",
        ("agreement_low", "agreement_high", "base", "note"),
    ),
)


class GroupedForm(EditForm):
    """Its fields under headings, each with a hint, and what was typed as the services take it."""

    HEADINGS: Sequence[tuple[str, str, Sequence[str]]] = ()

    @property
    def groups(self) -> list[tuple[str, str, list]]:
        return [
            (heading, hint, [self[name] for name in names if name in self.fields])
            for heading, hint, names in self.HEADINGS
        ]

    def typed(self) -> dict[str, Any]:
        """The model's own fields as `fields`, the others by their names. Only after is_valid()."""
        own = set(self._meta.fields)
        others = {name: value for name, value in self.cleaned_data.items() if name not in own}
        return others | {"fields": {name: self.cleaned_data[name] for name in own}}


class ConsultationForm(GroupedForm):
    """The exercise itself, with its lists as lines of text."""

    opened_on = Day(label="Opens on")
    closed_on = Day(label="Closes on", help_text="The last day on which people can take part")
    retain_until = Day(
        label="Personal details are kept until",
        required=False,
        help_text="From the day after, they are removed. A web form needs it",
    )
    reason = reason_field(
        label="Why they are kept longer", required=False, help_text="Only where you move that day to a later one"
    )
    HEADINGS = OF_A_CONSULTATION

    class Meta:
        model = Consultation
        fields = [name for _, _, names in OF_A_CONSULTATION for name in names if name not in {"reason", *NOTES}]
        field_classes = {"outcomes": Rows}
        widgets = {"outcomes": forms.CheckboxSelectMultiple} | {
            name: forms.Textarea(attrs={"rows": 3}) for name in ("purpose", "method", "equality_note", "privacy_note")
        }

    def __init__(self, data: Any = None, *, instance: Consultation):
        super().__init__(data, instance=instance)
        self.fields["outcomes"].queryset = instance.strategy.outcomes.all()
        if self.instance.pk is None:
            del self.fields["reason"]
        if self.instance.pk is None or not self.instance.questions.exists():
            self.fields["offers_form"].disabled = True
            self.fields["offers_form"].help_text = "Add questions first: the form would be empty"
        for kind, hint in NOTES.items():
            self.fields[kind.value] = Lines(label=kind.label, required=False, help_text=hint.capitalize())

    def initial_of(self, instance: Consultation) -> dict[str, Any]:
        return super().initial_of(instance) | _lines(instance.notes.all() if instance.pk else ())

    def stated(self, record: Any) -> dict[str, Any]:
        return super().stated(record) | _lines(parts_at(record, Note, consultation_id=record.id))

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        """Who answers, scores and reported figures are changed elsewhere."""
        same = changed.before and changed.theirs and self.stated(changed.before) == self.stated(changed.record)
        return None if same else changed

    def typed(self) -> dict[str, Any]:
        typed = super().typed()
        notes = {kind.value: typed.pop(kind.value) for kind in NOTES}
        return typed | {"outcomes": typed["fields"].pop("outcomes"), "notes": notes}


class RespondentTypesForm(GuardedForm):
    people = Lines(label="People answer as", required=False, help_text="One on each line: resident, business, visitor")
    groups_field = Lines(
        label="Groups answer as",
        required=False,
        help_text="One on each line. They are asked for the group’s name and for how many it speaks",
    )

    def __init__(self, data: Any = None, *, consultation: Consultation):
        types = list(consultation.respondent_types.all())
        start = {
            "seen": consultation.version,
            "people": [each.title for each in types if not each.is_group],
            "groups_field": [each.title for each in types if each.is_group],
        }
        super().__init__(data, initial=start)

    def refuse(self, field: str, message: str) -> None:
        super().refuse({"groups": "groups_field"}.get(field, field), message)

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        return changed.among(RespondentType, consultation_id=changed.record.id)


class QuestionForm(GroupedForm):
    """A question of the form, or the result of one that was asked elsewhere."""

    choices = Lines(
        required=False,
        help_text="One on each line, for a choice of one or of several. An agreement scale has its five choices ready",
    )
    with_unsure = forms.BooleanField(label="An agreement scale also offers “Don’t know”", required=False)
    HEADINGS = OF_A_QUESTION

    class Meta:
        model = Question
        fields = [name for _, _, names in OF_A_QUESTION for name in names if name not in ("choices", "with_unsure")]
        labels = {
            "text": "Question",
            "help_text": "Hint under the question",
            "kind": "How it is answered",
            "order": "Place among the questions",
            "agreement_low": "Agreed, at least",
            "agreement_high": "Agreed, at most",
            "base": "Of how many who answered",
        }

    def __init__(self, data: Any = None, *, is_settled: bool, **kwargs):
        super().__init__(data, **kwargs)
        if is_settled:
            for name in ("kind", "choices", "with_unsure", "is_required"):
                self.fields[name].disabled = True
            settled = "Answers have come in, so this stays as it is. In the wording above correct slips only."
            self.fields["kind"].help_text = settled

    def initial_of(self, instance: Question) -> dict[str, Any]:
        return super().initial_of(instance) | _choices(instance.choices.all() if instance.pk else ())

    def stated(self, record: Any) -> dict[str, Any]:
        return super().stated(record) | _choices(parts_at(record, Choice, question_id=record.id))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        low, high = typed.get("agreement_low"), typed.get("agreement_high")
        if (low is None) != (high is None) and not {"agreement_low", "agreement_high"} & set(self.errors):
            self.add_error("agreement_high", "Give both ends; where one figure is known, the same twice")
        elif low is not None and high is not None and not 0 <= low <= high <= 100:
            self.add_error("agreement_high", "A share is between 0 and 100, and its lower end comes first")
        return typed


class MeetingForm(GroupedForm):
    more_came = forms.BooleanField(
        label="More people came than were invited, and both numbers are right", required=False
    )
    held_on = Day(label="Held on", required=False)
    findings = Lines(
        label="Add what came out",
        required=False,
        help_text="One finding on each line, in words that name nobody. “Theme: finding” puts it under that theme. "
        "A moderator reads each before it is published",
    )

    class Meta:
        model = Meeting
        fields = ("group", "place", "held_on", "starts", "ends", "invited", "attended")
        labels = {"attended": "Came"}
        widgets = {name: forms.TimeInput(format="%H:%M", attrs={"type": "time"}) for name in ("starts", "ends")}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("starts") and typed.get("ends") and typed["ends"] <= typed["starts"]:
            self.add_error("ends", "It can’t end before it starts")
        return typed

    def __init__(self, data: Any = None, *, instance: Meeting):
        super().__init__(data, instance=instance)
        numbers = [str(self[name].value()) for name in ("invited", "attended")]
        invited, attended = (int(each) if each.isdecimal() and len(each) < 10 else None for each in numbers)
        if invited is None or attended is None or attended <= invited:
            del self.fields["more_came"]


class ReportedForm(GuardedForm):
    """How often each choice was made, and of each theme its rank and number; what nobody states stays empty."""

    share = forms.CharField(
        label="Share of all comments in several themes together",
        max_length=60,
        required=False,
        help_text="In the source’s own words, such as “almost 70%”",
    )
    share_of = Rows(
        Theme.objects.none(), label="Themes that it is a share of", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, consultation: Consultation):
        share = ThemeShare.objects.filter(consultation=consultation).prefetch_related("themes").first()
        stated = {"share": share.as_written, "share_of": list(share.themes.all())} if share else {}
        super().__init__(data, initial={"seen": consultation.version} | stated)
        asked = consultation.questions.exclude(kind=Question.Kind.TEXT).prefetch_related("choices")
        self.questions = [question for question in asked if question.choices.all()]
        confirmed = consultation.themes.filter(state=Theme.State.CONFIRMED)
        self.themes: Sequence[Theme] = list(confirmed)
        self.fields["share_of"].queryset = confirmed
        for question in self.questions:
            for choice in question.choices.all():
                self._add(f"choice_{choice.pk}", choice.text, choice.reported_count)
        for theme in self.themes:
            self._add(f"rank_{theme.pk}", f"{theme}: place among the themes", theme.rank, least=1, most=1_000)
            self._add(f"comments_{theme.pk}", f"{theme}: comments", theme.comment_count)

    def _add(self, name: str, label: str, stored: int | None, least: int = 0, most: int = 10_000_000) -> None:
        kwargs = {"label": label, "min_value": least, "max_value": most, "initial": stored}
        self.fields[name] = forms.IntegerField(required=False, **kwargs)

    @property
    def groups(self) -> list[tuple[str, str, list]]:
        hint = "How many people made each choice, as the source says. How many answered is stated with the question."
        choices = [
            (question.text, hint, [self[f"choice_{choice.pk}"] for choice in question.choices.all()])
            for question in self.questions
        ]
        themes = [self[f"{name}_{theme.pk}"] for theme in self.themes for name in ("rank", "comments")]
        share = [self["share"], self["share_of"]] if themes else []
        hint = "As the source ranks and counts them. Themes are added and confirmed in the codebook."
        return [*choices, ("Themes", hint, [*themes, *share])]

    def typed(self) -> dict[str, Any]:
        """Only after is_valid()."""
        typed = self.cleaned_data
        choices = [choice.pk for question in self.questions for choice in question.choices.all()]
        reported = Reported(
            choices={pk: typed[f"choice_{pk}"] for pk in choices},
            ranks={theme.pk: typed[f"rank_{theme.pk}"] for theme in self.themes},
            comments={theme.pk: typed[f"comments_{theme.pk}"] for theme in self.themes},
            share=typed["share"],
            share_of=list(typed["share_of"]),
        )
        return {"reported": reported, "seen": typed["seen"]}

    def concerns(self, changed: ChangedMeanwhile) -> ChangedMeanwhile | None:
        pk = changed.record.id
        questions = Question.history.filter(consultation=pk).values("id")
        return (
            changed.among(Choice, question__in=questions)
            or changed.among(Theme, consultation=pk)
            or changed.among(ThemeShare, consultation=pk)
        )


def _lines(notes: Iterable[Note]) -> dict[str, list[str]]:
    found = sorted(notes, key=lambda note: note.order)
    return {kind.value: [note.text for note in found if note.kind == kind] for kind in NOTES}


def _choices(choices: Iterable[Choice]) -> dict[str, Any]:
    found = sorted(choices, key=lambda choice: choice.order)
    own = [choice.text for choice in found if not choice.side]
    return {"choices": own, "with_unsure": any(choice.side == "unsure" for choice in found)}
