"""Figures that only a source gives: how often each choice was made, and the order of themes. Service, form and page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction

from strategy_portal.models import User
from strategy_portal.records.history import delete_with_history, recorded, save_with_history
from strategy_portal.records.versions import ChangedMeanwhile, Refused, claim, version_of

from ..models import Choice, Consultation, Question, Theme, ThemeShare
from ..pages import SetupPage

PEOPLE = "How many people made each choice, as the source says."
BASE = "How many answered is stated with the question."


@dataclass(frozen=True)
class Reported:
    """What the source gives, by primary key; None: it does not say. `share` is in its own words, of `share_of`."""

    choices: Mapping[int, int | None] = field(default_factory=dict)
    ranks: Mapping[int, int | None] = field(default_factory=dict)
    comments: Mapping[int, int | None] = field(default_factory=dict)
    share: str = ""
    share_of: Collection[Theme] = ()

    def check(self, questions: Collection[Question]) -> None:
        """Raises Refused: one rank twice, a share of nothing, more choices of one than people who answered."""
        ranks = [rank for rank in self.ranks.values() if rank is not None]
        twice = next((pk for pk, rank in self.ranks.items() if rank is not None and ranks.count(rank) > 1), None)
        if twice is not None:
            raise Refused("Two themes have this rank: give each a rank of its own", f"rank_{twice}")
        if bool(self.share) != bool(self.share_of):
            raise Refused("Give the share as the source words it, and choose the themes that it is of", "share")
        for question in questions:
            self._check_base(question)

    def _check_base(self, question: Question) -> None:
        """Where people made one choice each, they are no more than those who answered (rules 10.2)."""
        counts = {choice.pk: self.choices.get(choice.pk) or 0 for choice in question.choices.all()}
        if question.base is None or not counts:
            return
        most = max(counts.values()) if question.kind == Question.Kind.SEVERAL else sum(counts.values())
        if most > question.base:
            said = f"That is more than the {question.base:,} who answered “{question}”"
            raise Refused(said, f"choice_{max(counts, key=counts.__getitem__)}")


@transaction.atomic
def save_reported(*, consultation: Consultation, reported: Reported, seen: int, by: User) -> None:
    """What the portal counts itself stays apart from it. Raises ChangedMeanwhile, Refused."""
    held = claim(consultation, seen, Consultation, id=consultation.pk)
    reported.check(held.questions.prefetch_related("choices"))
    for choice in Choice.objects.filter(question__consultation=held, pk__in=reported.choices):
        if choice.reported_count != reported.choices[choice.pk]:
            choice.reported_count = reported.choices[choice.pk]
            save_with_history(choice, by=by)
    for theme in held.themes.filter(pk__in=reported.ranks):
        said = (reported.ranks[theme.pk], reported.comments[theme.pk])
        if (theme.rank, theme.comment_count) != said:
            theme.rank, theme.comment_count = said
            save_with_history(theme, by=by)
    _save_share(held, reported, by)
    save_with_history(held, by=by)


def _save_share(consultation: Consultation, reported: Reported, by: User) -> None:
    there = ThemeShare.objects.filter(consultation=consultation).first()
    if not reported.share:
        if there:
            delete_with_history(there, by=by)
        return
    share = there or ThemeShare(consultation=consultation)
    if not there or share.as_written != reported.share:
        share.as_written = reported.share
        save_with_history(share, by=by)
    with recorded(by=by):
        share.themes.set(reported.share_of)


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


class ReportedEdit(SetupPage):
    title = "Reported figures"
    lead = "For results that are known only as the source gives them. What the portal counts itself stands beside them."

    def form(self, data=None) -> ReportedForm:
        seen = version_of(Consultation, id=self.consultation.pk)
        return ReportedForm(data, consultation=self.consultation, seen=seen)

    def save(self, form: ReportedForm) -> str:
        seen = form.cleaned_data["seen"]
        save_reported(consultation=self.consultation, reported=form.reported(), seen=seen, by=self.request.user)
        return "The reported figures are saved."
