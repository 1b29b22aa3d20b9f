"""A strategy's page, for each of the four."""

import pytest


@pytest.fixture
def page(signed_in):
    return lambda strategy: signed_in("officer").get(f"/strategies/{strategy.slug}/").content.decode()


def test_each_strategy_speaks_its_own_word_for_an_outcome(page, wlc, elc, predecessor, borough):
    words = [("Outcomes", wlc), ("Themes", elc), ("Themes", predecessor), ("Missions", borough)]
    for word, strategy in words:
        assert f"<h2>{word}</h2>" in page(strategy)


def test_a_strategy_without_indicators_says_so_and_shows_no_empty_column(page, predecessor):
    shown = page(predecessor)
    assert "Nothing can be judged, as there is no indicator." in shown
    assert "Status of the indicators" not in shown


def test_predecessor_and_successor_lead_to_each_other(page, wlc, predecessor):
    assert predecessor.get_absolute_url() in page(wlc)
    assert wlc.get_absolute_url() in page(predecessor)


def test_a_list_that_the_source_lacks_is_unknown(page, borough):
    """The borough's service standards and roadmap stand in appendices that the source lacks."""
    assert page(borough).count("Not stated in the source") >= 2


def test_unowned_actions_are_counted(page, wlc):
    assert "Without an owner: 7 of 7" in page(wlc)


def test_it_takes_eleven_queries(signed_in, wlc, django_assert_num_queries):
    client = signed_in("officer")
    with django_assert_num_queries(11):
        client.get(f"/strategies/{wlc.slug}/")
