"""The form of figures that only a source gives."""

from collections.abc import Sequence
from typing import Any

from django import forms

from strategy_portal.records.versions import ChangedMeanwhile

from ..models import Consultation, Question, Theme, ThemeShare
from .reported import Reported

PEOPLE = "How many people made each choice, as the source says."
BASE = "How many answered is stated with the question."


class ReportedForm(forms.Form):
    """How often each choice was made, and of each theme its rank and number; what nobody states stays empty."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    share = forms.CharField(
        label="Share of all comments in several themes together",
        max_length=60,
        required=False,
        help_text="In the source’s own words, such as “almost 70%”",
    )
    share_of = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label="Themes that it is a share of", required=False, widget=forms.CheckboxSelectMultiple
    )
    conflict = None

    def __init__(self, data: Any = None, *, consultation: Consultation, seen: int):
        share = ThemeShare.objects.filter(consultation=consultation).prefetch_related("themes").first()
        stated = {"share": share.as_written, "share_of": list(share.themes.all())} if share else {}
        super().__init__(data, initial={"seen": seen} | stated)
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
        self.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=least, max_value=most, initial=stored
        )

    @property
    def groups(self) -> list[tuple[str, str, list]]:
        choices = [
            (question.text, f"{PEOPLE} {BASE}", [self[f"choice_{choice.pk}"] for choice in question.choices.all()])
            for question in self.questions
        ]
        themes = [self[f"{name}_{theme.pk}"] for theme in self.themes for name in ("rank", "comments")]
        hint = "As the source ranks and counts them. Themes are added and confirmed in the codebook."
        return [*choices, ("Themes", hint, [*themes, *([self["share"], self["share_of"]] if themes else [])])]

    def reported(self) -> Reported:
        """Only after is_valid()."""
        typed = self.cleaned_data
        choices = [choice.pk for question in self.questions for choice in question.choices.all()]
        return Reported(
            choices={pk: typed[f"choice_{pk}"] for pk in choices},
            ranks={theme.pk: typed[f"rank_{theme.pk}"] for theme in self.themes},
            comments={theme.pk: typed[f"comments_{theme.pk}"] for theme in self.themes},
            share=typed["share"],
            share_of=list(typed["share_of"]),
        )

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        """What was typed stays; what stands stored is on the consultation's page."""
        self.data = self.data.copy()
        self.data["seen"] = changed.record.history_id
        by = changed.record.history_user or "The portal"
        self.add_error(
            None,
            f"{by} changed this consultation since you opened the page. Look at it again; to save yours, save again",
        )
