"""Things compared side by side: picture and sentence tell the same figures."""

import re
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


def test_all_bars_of_a_consultation_have_one_scale(elc, signed_in):
    """Rules 10.2: a share is as long in each picture of the page; only scores of 6 have a scale of their own."""
    page = signed_in("officer").get("/consultations/").content.decode()
    addresses = re.findall(r'href="(/strategies/[^"]+/consultations/[^"/]+/)"', page)
    drawn = [
        (bar.text, length)
        for address in addresses
        for svg in re.findall(r"<svg.*?</svg>", signed_in("officer").get(address).content.decode(), re.DOTALL)
        for bar, length in zip(
            [text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if text.text.endswith("%")],
            lengths(svg),
            strict=False,
        )
    ]
    scales = {round(length / float(text.rstrip("%")), 1) for text, length in drawn if float(text.rstrip("%")) > 5}
    assert scales == {3.6}
