"""A series as a picture, as an interactive chart, as a sentence and as a table: the same numbers in four forms.

Plotly is imported only where it draws, so that a page without an interactive chart does not pay for it.
"""

from .bars import Bar, Bars, bars_picture, bars_sentence
from .course import Charted, course_of, sentence, series_of
from .interactive import interactive
from .kinds import Chart, Kind, Row, SeriesChart, ShownChart, Source, UnitsChart, chart_of, charts_of
from .picture import picture
from .process import process_series_of
from .series import Said, Series, SeriesPoint
from .small import card_chart, paper_chart, spark, strip
from .themes import HEAD as THEMES_HEAD
from .themes import ThemesChart
from .timeline import timeline_picture

__all__ = [
    "THEMES_HEAD",
    "Bar",
    "Bars",
    "Chart",
    "Charted",
    "Kind",
    "Row",
    "Said",
    "Series",
    "SeriesChart",
    "SeriesPoint",
    "ShownChart",
    "Source",
    "ThemesChart",
    "UnitsChart",
    "bars_picture",
    "bars_sentence",
    "card_chart",
    "chart_of",
    "charts_of",
    "course_of",
    "interactive",
    "paper_chart",
    "picture",
    "process_series_of",
    "sentence",
    "series_of",
    "spark",
    "strip",
    "timeline_picture",
]  # fmt: skip
