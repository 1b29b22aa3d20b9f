"""Things compared side by side: picture and sentence tell the same figures."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from reports.charts import Bar, Bars, bars_picture, bars_sentence

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def bars() -> Bars:
    scores = [("Support", "3"), ("Feedback", "4"), ("Improvement", "2.5")]
    shown = [Bar(name, Decimal(score), score) for name, score in scores]
    return Bars("Scores", shown, Decimal(6), line=Decimal("3.2"), line_text="mean 3.2")


def lengths(drawn: str) -> list[float]:
    """Each bar's own length; the track behind it comes first."""
    return [float(shape.get("width")) for shape in ElementTree.fromstring(drawn).iter(f"{SVG}rect")][1::2]


def test_the_sentence_names_the_ends_and_the_line(bars):
    assert bars_sentence(bars) == "Highest: Feedback, 4; lowest: Improvement, 2.5; mean 3.2."


def test_bars_are_as_long_as_their_figures(bars):
    support, feedback, improvement = lengths(bars_picture(bars))
    assert support / feedback == pytest.approx(3 / 4, abs=0.001)
    assert improvement / feedback == pytest.approx(2.5 / 4, abs=0.001)


def test_the_title_says_what_a_listener_needs(bars):
    root = ElementTree.fromstring(bars_picture(bars))
    assert root.find(f"{SVG}title").text == f"Bar chart. Scores. {bars_sentence(bars)}"
    assert root.find(f"{SVG}desc").text == "Support: 3; Feedback: 4; Improvement: 2.5"


def test_text_from_people_is_escaped():
    drawn = bars_picture(Bars("<script>", [Bar("<b>&", Decimal(1), "1")], Decimal(2)))
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def test_without_a_figure_it_says_so():
    assert bars_sentence(Bars("Scores", [], Decimal(6))) == "There is no figure yet."
