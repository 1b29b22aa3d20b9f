"""Fields that editing forms share."""

from typing import Any

from django import forms


class Day(forms.DateField):
    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class Lines(forms.Field):
    """A list of texts, one on each line."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):  # as it stands: the field is disabled
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(data) != (initial or [])


def reason_field(**kwargs: Any) -> forms.CharField:
    kwargs = {"label": "Why", "required": True, **kwargs}
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


def agreed_field(**kwargs: Any) -> forms.CharField:
    kwargs = {"help_text": "For example: the corporate board on 4 November 2026", "required": False, **kwargs}
    return forms.CharField(label="Who agreed", max_length=200, **kwargs)
