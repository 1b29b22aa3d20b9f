"""What frames a page stays where it is, whatever the page shows."""

import pytest

pytestmark = pytest.mark.browser

WIDE, NARROW = "/strategies/wlc-customer-2023-28/indicators/1.1/", "/reports/"


def box(visitor, path: str, selector: str) -> tuple[float, float]:
    """The left edge and the height of what is there at 1280 px."""
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.open(path)
    found = visitor.page.locator(selector).bounding_box()
    return found["x"], found["height"]


@pytest.mark.parametrize("selector", [".site-navigation--wide", ".site-header"])
def test_header_and_navigation_are_the_same_on_a_narrow_page_as_on_a_wide_one(visit, selector):
    performance = visit("performance")
    assert box(performance, NARROW, selector) == box(performance, WIDE, selector)


def test_the_longest_navigation_stands_on_one_line(visit):
    performance = visit("performance")
    assert box(performance, NARROW, ".site-navigation--wide")[1] < 60


def test_the_content_begins_where_the_header_does(visit):
    performance = visit("performance")
    assert box(performance, NARROW, "main")[0] == box(performance, NARROW, ".site-header")[0]
