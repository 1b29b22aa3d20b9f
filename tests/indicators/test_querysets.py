"""Words about many indicators."""

from indicators.models import Indicator


def test_indicators_within_outcomes_that_are_loaded_read_none_of_them_again(wlc, django_assert_num_queries):
    outcomes = list(wlc.outcomes.all())
    with django_assert_num_queries(1):
        found = Indicator.objects.of(wlc).within(outcomes)
        assert all(any(indicator.outcome is outcome for outcome in outcomes) for indicator in found)
    assert len(found) == Indicator.objects.of(wlc).count()
