"""What stands beside an indicator's figures on its page: what is done about it, and what people said."""

import pytest

from actions.models import Action
from consultations.models import Reply
from indicators.judging.indicator_page import indicator_page
from indicators.models import Indicator
from reports import charts
from reports.scorecards.indicator_story import indicator_story


@pytest.fixture
def indicator(wlc) -> Indicator:
    return Indicator.objects.of(wlc).get(key_output__outcome__number=1, order=3)


@pytest.fixture
def seen(indicator, quarter, on):
    return indicator_page(indicator, quarter, on)


def story(seen, on):
    return indicator_story(seen.card, on)


def test_its_linked_actions_come_before_the_others_of_its_outcome(seen, on):
    found = story(seen, on)
    assert [line.number for line in found.linked] == [1]
    assert [line.number for line in found.of_outcome] == [2, 3]
    assert found.asked == "Name an owner and a date for action 1."


def test_without_a_linked_action_the_page_says_so_and_asks_for_one(signed_in, indicator):
    for action in Action.objects.filter(indicators=indicator):
        action.indicators.remove(indicator)
    shown = signed_in("board").get(indicator.get_absolute_url()).content.decode()
    assert "No action is linked to this indicator" in shown
    assert "Agree an action with an owner and a date, or record why there is none." in shown


def test_nothing_is_asked_of_the_board_where_an_indicator_is_on_target(wlc, quarter, on):
    green = Indicator.objects.of(wlc).get(key_output__outcome__number=1, order=1)
    assert story(indicator_page(green, quarter, on), on).asked == ""


def test_the_replies_that_name_a_linked_action_and_are_to_no_theme_shown_stand_apart(seen, on, indicator, elc):
    found = story(seen, on)
    assert [line.theme.title for line in found.voices.lines][:2] == ["Telephone", "Opening hours"]
    assert found.replies == ()
    theme = elc.consultations.get().themes.first()
    reply = Reply.objects.create(consultation=theme.consultation, theme=theme, kind="accepted", text="We do")
    reply.actions.add(Action.objects.get(indicators=indicator))
    assert story(seen, on).replies == (reply,)


def test_without_a_consultation_the_section_goes(signed_in, indicator):
    indicator.outcome.strategy.consultations.all().update(
        opened_on="2030-01-01", closed_on="2030-02-01", retain_until=None
    )
    shown = signed_in("board").get(indicator.get_absolute_url()).content.decode()
    assert "#voices" not in shown
    assert "What people say" not in shown


def test_the_answer_comes_before_the_chart_and_the_proof(signed_in, indicator):
    shown = signed_in("board").get(indicator.get_absolute_url()).content.decode()
    parts = [
        'id="answer"',
        'class="chart"',
        'id="commentary"',
        'id="done"',
        'id="voices"',
        'id="units"',
        'id="why"',
        'id="history"',
        'id="definition"',
    ]
    places = [shown.index(part) for part in parts]
    assert places == sorted(places)
    assert "Red for 2 quarters, since Q1 2026/27" in shown[: places[1]]


def test_the_tolerance_is_drawn_behind_the_figures(seen):
    """Rules 6.3: amber from 80 to 85."""
    series = charts.series_of(seen.card)
    assert {tuple(map(int, zone)) for point in series.points for zone in point.zones} == {(80, 85)}
    assert len(charts.interactive(series)["layout"]["shapes"]) == len(series.points)
