"""Which of the ranked is asked: a failure is passed over for a while, one request tries it again."""

from __future__ import annotations

from morgan.runtime.ranking import Breaker, Ranked


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def three() -> tuple[Clock, Breaker, list[Ranked[str]]]:
    clock = Clock()
    return clock, Breaker(60.0, clock), [Ranked("best"), Ranked("good"), Ranked("poor")]


def names(ranked: list[Ranked[str]]) -> list[str]:
    return [one.engine for one in ranked]


def test_all_are_asked_in_their_order_while_all_are_well() -> None:
    _, breaker, ranked = three()
    assert names(breaker.willing(ranked)) == ["best", "good", "poor"]
    assert breaker.willing(list[Ranked[str]]()) == []


def test_one_that_failed_is_passed_over_until_its_time_is_over() -> None:
    clock, breaker, ranked = three()
    breaker.rest(ranked[0], "engine-missing")
    assert names(breaker.willing(ranked)) == ["good", "poor"]
    assert ranked[0].why == "engine-missing"
    clock.now += 59.9
    assert names(breaker.willing(ranked)) == ["good", "poor"]
    clock.now += 0.2
    assert names(breaker.willing(ranked)) == ["best", "good", "poor"]


def test_when_its_time_is_over_one_request_tries_it_and_the_others_wait_for_what_comes_of_it() -> None:
    clock, breaker, ranked = three()
    breaker.rest(ranked[0], "engine-failed")
    clock.now += 61
    with breaker.trying(ranked[0]):
        assert names(breaker.willing(ranked)) == ["good", "poor"]
        breaker.well(ranked[0])
    assert names(breaker.willing(ranked)) == ["best", "good", "poor"]
    assert ranked[0].why == ""


def test_a_trial_that_is_left_unfinished_tells_nothing_and_the_next_request_tries_again() -> None:
    clock, breaker, ranked = three()
    breaker.rest(ranked[0], "engine-failed")
    clock.now += 61
    try:
        with breaker.trying(ranked[0]):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert names(breaker.willing(ranked)) == ["best", "good", "poor"]


def test_requests_to_one_that_is_well_do_not_shut_each_other_out() -> None:
    _, breaker, ranked = three()
    with breaker.trying(ranked[0]):
        assert names(breaker.willing(ranked)) == ["best", "good", "poor"]


def test_when_all_rest_the_one_that_rested_longest_is_asked_even_by_several() -> None:
    clock, breaker, ranked = three()
    for one in (ranked[1], ranked[0], ranked[2]):
        breaker.rest(one, "engine-failed")
        clock.now += 1
    assert names(breaker.willing(ranked)) == ["good"]
    with breaker.trying(ranked[1]):
        assert names(breaker.willing(ranked)) == ["good"]
