"""An action plan as a picture."""

from xml.etree import ElementTree

from actions.models import Action
from actions.scorecards.action_plan import action_plan
from reports.charts.timeline import timeline_picture

TEXT = "{http://www.w3.org/2000/svg}text"
LONG = "Put equipment and trained staff in each public building to help people go online, " * 3


def texts(picture: str) -> list[tuple[float, str]]:
    """What is written, with how far down it stands."""
    return [(float(each.get("y", "")), each.text or "") for each in ElementTree.fromstring(picture).iter(TEXT)]


def test_no_title_of_an_action_is_cut(elc, on):
    written = " ".join(text for _, text in texts(timeline_picture(action_plan(elc, on))))
    assert "…" not in written
    for action in Action.objects.filter(strategy=elc):
        assert action.title in written


def test_a_long_title_moves_those_below_it_down(elc, on):
    Action.objects.filter(strategy=elc, number=1).update(title=LONG.strip())
    written = texts(timeline_picture(action_plan(elc, on)))
    first, second = (next(y for y, text in written if text == number) for number in "12")
    assert second - first == 16 + 3 * 11
    lines = [text for y, text in written if first <= y < second and text != "1"]
    assert " ".join(lines) == LONG.strip()
