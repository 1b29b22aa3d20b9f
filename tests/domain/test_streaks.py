"""Since when a status has held."""

from hypothesis import given
from hypothesis import strategies as st

from strategy_portal.domain.status import Status
from strategy_portal.domain.streaks import OFF_TARGET, streak

R, A, G, N = Status.RED, Status.AMBER, Status.GREEN, Status.NOT_AVAILABLE


def test_a_period_without_a_colour_neither_counts_nor_breaks():
    held = streak([G, A, R, N, R], [R])
    assert (held.count, held.start) == (2, 2)


def test_off_target_is_red_or_amber():
    assert streak([G, A, R, N, R], OFF_TARGET).count == 3


def test_what_it_is_not_now_has_no_length():
    assert streak([R, G], [R]).count == 0
    assert streak([], [R]).count == 0


def test_what_was_before_a_run_is_not_asked_for():
    class Judged(list):
        def __getitem__(self, place):
            assert place > 0, "The first is judged for nothing"
            return super().__getitem__(place)

    assert streak(Judged([G, G, R, R]), [R]).count == 2


def test_always_is_said_of_more_than_one_period():
    assert streak([N, A, A], [A]).is_all
    assert not streak([A], [A]).is_all
    assert not streak([G, N, A, A], [A]).is_all


@given(st.lists(st.sampled_from([R, A, G, N])))
def test_a_run_is_the_longest_end_of_the_colours_that_fits(statuses):
    colours = [status for status in statuses if status.is_colour]
    held = streak(statuses, OFF_TARGET)
    assert all(status in OFF_TARGET for status in colours[len(colours) - held.count :])
    assert held.count == len(colours) or colours[-held.count - 1] is G
    assert held.count == 0 or statuses[held.start] in OFF_TARGET
