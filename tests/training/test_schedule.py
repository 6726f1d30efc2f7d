"""The constant phase may be stopped at any time, and the decay ends at a rate of zero."""

import time

from training.schedule import WARM_EXAMPLES, WARM_UP_STEPS, Clock, Schedule


def test_the_rate_rises_and_then_stays() -> None:
    rates = [Schedule(is_decay=False).rate(step, 0.0) for step in range(3 * WARM_UP_STEPS)]
    assert 0 < rates[0] < rates[1]
    assert set(rates[WARM_UP_STEPS:]) == {1.0}


def test_the_decay_falls_from_the_full_rate_to_zero() -> None:
    rates = [Schedule(is_decay=True).rate(9, share / 10) for share in range(11)]
    assert (rates[0], rates[-1]) == (1.0, 0.0)
    assert rates == sorted(rates, reverse=True)


def test_short_examples_come_first_and_the_decay_has_its_own_mixture() -> None:
    constant = Schedule(is_decay=False)
    assert (constant.phase(0), constant.phase(WARM_EXAMPLES)) == ("warm", "main")
    assert Schedule(is_decay=True).phase(0) == "late"


def test_a_phase_without_a_length_never_ends() -> None:
    assert Clock(None, used=1e9).progress() == 0


def test_a_clock_goes_on_from_earlier_runs_and_ends_at_its_length() -> None:
    assert 0.5 <= Clock(60, used=1800).progress() < 1
    assert Clock(60, used=3601).progress() == 1


def test_a_deadline_ends_the_phase_before_its_length() -> None:
    assert Clock(1e6, deadline=time.time() - 1, used=10).progress() == 1
    assert Clock(None, deadline=time.time() - 1).progress() == 1
    assert Clock(1e6, deadline=time.time() + 1e6, used=10).progress() < 0.5
