"""Fields that the set-up forms share."""

from decimal import Decimal
from typing import Any

from django import forms

from indicators.entering.checking import plain
from indicators.entering.forms import FigureField
from indicators.models import IndicatorRule


class TypedFigure(FigureField):
    """A figure as people type it, shown without the zeros that storage adds."""

    def __init__(self, *, required: bool = True, **kwargs):
        super().__init__(**kwargs)
        self.required = required

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class Shares(forms.CharField):
    """A year's profile: percentages in the order of the periods, apart by commas, spaces or lines."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(share) for share in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> tuple[Decimal, ...]:
        figure = FigureField(least=Decimal(0))
        typed = [figure.to_python(part) for part in (value or "").replace(",", " ").replace(";", " ").split()]
        return tuple(share for share in typed if share is not None)

    def validate(self, value: Any) -> None:
        """Empty means equal shares."""

    def run_validators(self, value: Any) -> None:
        """The service knows how many there should be."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(share) for share in self.to_python(data)] != [str(share) for share in initial or []]


class RuleFields(forms.Form):
    """How an indicator is judged: from the start on its own form, from a day on on a form of its own."""

    polarity = IndicatorRule._meta.get_field("polarity").formfield(
        label="Better is", help_text="Without it nothing is judged; it is never guessed."
    )
    tolerance_kind = IndicatorRule._meta.get_field("tolerance_kind").formfield(
        label="Tolerance", help_text="How far off target is still amber."
    )
    tolerance_size = TypedFigure(required=False, label="Size of the tolerance")
    decimal_places = IndicatorRule._meta.get_field("decimal_places").formfield(
        help_text="Decimal places. A value is judged as it is printed."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = self.fields["tolerance_kind"]
        kinds.choices = [("", "The council’s own for the measure"), *kinds.choices[1:]]
