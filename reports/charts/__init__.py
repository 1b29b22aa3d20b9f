"""A series as a picture, as an interactive chart, as one sentence and as rows: four tellings of the same numbers.

matplotlib and plotly are imported only where they draw, so that a page without a chart does not pay for them.
"""

from .interactive import interactive
from .picture import picture
from .series import Charted, Series, SeriesPoint, rows, sentence, series_of

__all__ = ["Charted", "Series", "SeriesPoint", "interactive", "picture", "rows", "sentence", "series_of"]
