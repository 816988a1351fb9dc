"""Who is served next: the hastiest, the rooms in turn; nobody is starved, and the line never grows without bound."""

from __future__ import annotations

from collections import Counter
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.errors import Busy
from morgan.runtime.scheduler import Priority, WorkQueue

RANKS = ["turn", "guess", "file"]
ROOMS = st.sampled_from(["kitchen", "bath", "hall", "attic"])
HASTES = st.sampled_from(RANKS)


def everybody(_one: object, _other: object) -> bool:
    return True


def nobody(_one: object, _other: object) -> bool:
    return False


def line(most: int = 1000, patience: float = 1000.0) -> WorkQueue[object]:
    return WorkQueue("the engine", most, patience)


@given(st.lists(st.tuples(ROOMS, HASTES), min_size=1, max_size=30))
def test_everybody_is_served_once_and_none_before_somebody_hastier(asked):
    waiting = line()
    joined = []
    for number, (room, haste) in enumerate(asked):
        try:
            joined.append(waiting.join((number, haste), Priority(room, haste)))
        except Busy:
            assert haste == "guess"  # of a room that has one waiting
    served = [waiting.take(1, nobody)[0].item for _ in joined]
    assert len(waiting) == 0
    assert sorted(served) == sorted(ticket.item for ticket in joined)
    ranks = [RANKS.index(haste) for _, haste in served]
    assert ranks == sorted(ranks)


@given(st.lists(ROOMS, min_size=1, max_size=40))
def test_every_rooms_first_is_served_before_any_rooms_second(rooms):
    waiting = line()
    for number, room in enumerate(rooms):
        waiting.join((room, number), Priority(room))
    turns: Counter[str] = Counter()
    rounds = []
    numbers: dict[str, list[int]] = {}
    for _ in rooms:
        room, number = waiting.take(1, nobody)[0].item
        rounds.append(turns[room])
        turns[room] += 1
        numbers.setdefault(room, []).append(number)
    assert rounds == sorted(rounds)
    assert all(each == sorted(each) for each in numbers.values())  # within a room as they came


@given(st.integers(1, 5), st.integers(1, 6))
def test_a_room_with_much_to_say_is_not_starved_by_an_endless_row_of_new_rooms(pieces, newcomers):
    waiting = line()
    for number in range(pieces):
        waiting.join(number, Priority("talker"))
    for number in range(newcomers):
        waiting.join("stranger", Priority(f"first {number}"))
    left, takes = pieces, 0
    while left:
        waiting.join("stranger", Priority(f"new {takes}"))
        left -= waiting.take(1, nobody)[0].item != "stranger"
        takes += 1
        assert takes <= (pieces + 1) * (pieces + newcomers + 2)


def test_a_room_that_comes_back_at_once_stands_behind_those_who_waited():
    waiting = line()
    waiting.join("again", Priority("again"))
    waiting.join("patient", Priority("patient"))
    assert waiting.take(1, nobody)[0].item == "again"
    waiting.join("again", Priority("again"))
    assert waiting.take(1, nobody)[0].item == "patient"


def test_those_who_go_together_are_served_together_but_never_a_guess_beside_a_turn():
    waiting = line()
    for room in ("kitchen", "bath", "hall"):
        waiting.join(room, Priority(room))
    waiting.join("attic", Priority("attic", "guess"))
    assert [ticket.item for ticket in waiting.take(8, everybody)] == ["kitchen", "bath", "hall"]
    assert [ticket.item for ticket in waiting.take(8, everybody)] == ["attic"]


@given(st.integers(1, 10), st.lists(ROOMS, min_size=1, max_size=30))
def test_a_batch_is_never_larger_than_it_may_be(most, rooms):
    waiting = line()
    for number, room in enumerate(rooms):
        waiting.join(number, Priority(room))
    assert len(waiting.take(most, everybody)) == min(most, len(rooms))


@given(st.integers(1, 5), st.lists(HASTES, max_size=40))
def test_no_haste_has_more_waiting_than_it_may(most, hastes):
    waiting = line(most)
    joined: Counter[str] = Counter()
    for number, haste in enumerate(hastes):
        ahead = sum(count for each, count in joined.items() if RANKS.index(each) <= RANKS.index(haste))
        if ahead < most:
            waiting.join(number, Priority(f"room {number}", haste))
            joined[haste] += 1
        else:
            with pytest.raises(Busy, match="the engine has too much waiting"):
                waiting.join(number, Priority(f"room {number}", haste))
    assert len(waiting) <= 3 * most


def test_whoever_would_wait_too_long_is_refused_but_never_for_those_who_hurry_less():
    waiting = line(patience=5.0)
    waiting.join("first", Priority("kitchen", "turn", 4.0))
    waiting.join("film", Priority("study", "file", 3.0), before_seconds=0.5)
    waiting.join("second", Priority("bath", "turn", 4.0))  # 4 s of turns before it; the guess stands behind it
    with pytest.raises(Busy, match="try again"):
        waiting.join("third", Priority("hall", "turn", 1.0))
    waiting.take(8, everybody)
    waiting.join("guess", Priority("hall", "guess"), before_seconds=0.5)
    with pytest.raises(Busy):
        waiting.join("late guess", Priority("bath", "guess"), before_seconds=1.0)
    waiting.join(
        "fifth", Priority("hall", "turn"), before_seconds=100.0
    )  # next of all: a slow engine must not mean none


def test_a_room_has_one_guess_waiting_at_most():
    waiting = line()
    ticket = waiting.join("one", Priority("kitchen", "guess"))
    with pytest.raises(Busy, match="guess"):
        waiting.join("two", Priority("kitchen", "guess"))
    waiting.join("three", Priority("bath", "guess"))
    waiting.leave(ticket)
    waiting.join("four", Priority("kitchen", "guess"))


def test_a_guess_that_let_a_turn_past_has_kept_its_place():
    waiting = line()
    for room in ("kitchen", "bath"):
        waiting.join(room, Priority(room, "guess"))
    (taken,) = waiting.take(1, nobody)
    assert not waiting.hurries(taken.place)
    waiting.join("turn", Priority("hall"))
    assert waiting.hurries(taken.place)
    assert not waiting.hurries(Priority("bath"))
    waiting.put_back(taken)
    assert [waiting.take(1, nobody)[0].item for _ in range(3)] == ["turn", "kitchen", "bath"]


def test_a_guess_whose_turn_is_over_hurries_as_a_turn():
    waiting, over = line(), Event()
    waiting.join("guess", Priority("kitchen", "guess", due=over))
    waiting.join("other guess", Priority("study", "guess"))
    waiting.join("turn", Priority("bath"))
    assert waiting.hurries(Priority("hall", "guess"))
    over.set()
    assert [ticket.item for ticket in waiting.take(8, everybody)] == ["guess", "turn"]
    assert not waiting.hurries(Priority("hall", due=over))


@given(st.lists(st.booleans(), max_size=200))
def test_nothing_is_kept_of_rooms_that_are_gone(steps):
    waiting = line()
    for number, joins in enumerate(steps):
        if joins:
            waiting.join(number, Priority(f"room {number}"))
        elif len(waiting):
            waiting.take(1, nobody)
    while len(waiting):
        waiting.take(3, everybody)
    assert not waiting._ends  # there is no other way to see that it forgets
