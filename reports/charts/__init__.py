"""A series as a picture, as an interactive chart, and as one sentence: the same numbers in three forms.

Plotly is imported only where it draws, so that a page without an interactive chart does not pay for it.
"""

from .bars import Bar, Bars, bars_picture, bars_sentence
from .interactive import interactive
from .picture import picture
from .series import Charted, Series, SeriesPoint, process_series_of, sentence, series_of
from .small import card_chart, spark, strip
from .timeline import timeline_picture
from .units import units_picture

__all__ = [
    "Bar",
    "Bars",
    "Charted",
    "Series",
    "SeriesPoint",
    "bars_picture",
    "bars_sentence",
    "card_chart",
    "interactive",
    "picture",
    "process_series_of",
    "sentence",
    "series_of",
    "spark", "strip",
    "timeline_picture", "units_picture",
]  # fmt: skip
