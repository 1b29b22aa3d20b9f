"""Forms of coding and of the codebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from strategy_portal.editing.forms import EditForm, GuardedForm
from strategy_portal.records.versions import ChangedMeanwhile

from ..models import Coding, Comment, Consultation, Theme
from .codebook import ThemeText
from .services import suggested_themes

KEYS = "123456789"
"""The first themes have a key each, in the order of the codebook."""


@dataclass(frozen=True)
class OfferedTheme:
    """A theme to choose on the page of one comment. `suggested` says why it is suggested, if it is."""

    theme: Theme
    key: str
    is_chosen: bool
    suggested: str


class CodingForm(GuardedForm):
    """The themes of one comment, as one coder reads it. That none fits has to be chosen, so that none is forgotten."""

    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A theme was merged into another meanwhile. Choose again"},
    )
    none = forms.BooleanField(label="None of these", required=False)
    whole_campaign = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, coding: Coding | None, comment: Comment, text: str):
        self.given = {theme.merged_into_id or theme.pk for theme in (coding.themes.all() if coding else [])}
        start = {"seen": coding.version if coding else 0, "none": coding is not None and not self.given}
        super().__init__(data, initial=start)
        self.comment, self.text = comment, text
        self.fields["themes"].queryset = comment.consultation.themes.exclude(state=Theme.State.MERGED)
        self.fields["whole_campaign"].label = f"The same for the rest of the campaign “{comment.campaign}”"

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        themes, none = typed.get("themes"), typed.get("none")
        if themes is not None and not themes and not none:
            self.add_error("themes", "Choose at least one theme, or say that none of these fits")
        if themes and none:
            self.add_error("themes", "Choose themes, or that none of these fits, but not both")
        return typed

    def show_theirs(self, changed: ChangedMeanwhile) -> None:
        self.see_again(changed)
        self.add_error("themes", "You coded this comment in another window since. Look at it again, then save")

    @property
    def offered(self) -> list[OfferedTheme]:
        """The codebook, with what is suggested for this comment."""
        why = {
            each.theme: f"like comment {each.because_of}" if each.because_of else "by the words of the codebook"
            for each in suggested_themes(self.comment, self.text)
        }
        chosen = set(self.data.getlist("themes")) if self.is_bound else {str(pk) for pk in self.given}
        return [
            OfferedTheme(theme, KEYS[place : place + 1], str(theme.pk) in chosen, why.get(theme.pk, ""))
            for place, theme in enumerate(self.fields["themes"].queryset)
        ]


class ThemeForm(EditForm):
    """A theme of the codebook."""

    class Meta:
        model = Theme
        fields = ("title", "description", "example")
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "example": forms.Textarea(attrs={"rows": 2}),
        }

    def theme_text(self) -> ThemeText:
        """Only after is_valid()."""
        return ThemeText(**{name: self.cleaned_data[name] for name in self._meta.fields})


class MergeForm(forms.Form):
    """Into which theme another one goes."""

    into = forms.ModelChoiceField(
        Theme.objects.none(), empty_label="Choose a theme", error_messages={"required": "Choose a theme"}
    )
    conflict = None

    def __init__(self, data: Any = None, *, theme: Theme):
        super().__init__(data)
        self.fields["into"].label = f"Into which theme does “{theme}” go?"
        others = theme.consultation.themes.exclude(state=Theme.State.MERGED).exclude(pk=theme.pk)
        self.fields["into"].queryset = others

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class CampaignForm(forms.Form):
    """Comments that a person has read and found to say the same."""

    title = forms.CharField(
        label="What they ask for", max_length=200, required=False, help_text="In a few words that name nobody."
    )
    comments = forms.ModelMultipleChoiceField(Comment.objects.none(), required=False)

    def __init__(self, data: Any = None, *, consultation: Consultation):
        super().__init__(data)
        self.fields["comments"].queryset = consultation.comments.to_code().filter(campaign=None)

    def refuse(self, field: str, message: str) -> None:
        self.add_error(field if field in self.fields else None, message)


class CodersForm(forms.Form):
    """Two coders to compare."""

    first = forms.TypedChoiceField(label="One coder", coerce=int)
    second = forms.TypedChoiceField(label="The other", coerce=int)

    def __init__(self, data: Any = None, *, coders: Sequence[tuple[int, str]], **kwargs: Any):
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.choices = coders
