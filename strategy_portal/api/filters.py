"""Filters that refuse what they can't read, where django-filter would quietly leave the list as it is."""

import django_filters as filters
from django import forms
from drf_spectacular.utils import extend_schema_field


class YesNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`."""

    def __init__(self, *args, help_text: str, **kwargs):
        super().__init__(
            *args, choices=[("true", "Yes"), ("false", "No")], coerce=lambda text: text == "true", **kwargs
        )
        extend_schema_field({"type": "boolean", "description": help_text})(self)


class WholeNumberFilter(filters.Filter):
    """A whole number above nought."""

    field_class = forms.IntegerField

    def __init__(self, *args, help_text: str, **kwargs):
        super().__init__(*args, min_value=1, max_value=9999, **kwargs)
        extend_schema_field({"type": "integer", "minimum": 1, "maximum": 9999, "description": help_text})(self)


class PatternFilter(filters.CharFilter):
    """Text of a given `regex`."""

    field_class = forms.RegexField
