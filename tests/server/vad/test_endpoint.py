"""When a turn begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.ports import Finish
from morgan.settings.schema import VadSettings
from morgan.vad.endpoint import Ended, Endpoint, Event, NoSpeech, Paused, Resumed, Sensitivity, Started, silence_seconds

FRAME = 0.032


def heard(endpoint: Endpoint, *parts: tuple[float, float]) -> list[Event]:
    """Feed (seconds, probability) and collect what happened."""
    events = []
    for seconds, probability in parts:
        for _ in range(round(seconds / FRAME)):
            event = endpoint.feed(probability, FRAME)
            if event is not None:
                events.append(event)
    return events


def test_a_turn_starts_where_speech_began_and_ends_where_it_stopped() -> None:
    events = heard(Endpoint(VadSettings()), (0.96, 0.02), (1.6, 0.9), (1.6, 0.05))
    assert events == [
        Started(pytest.approx(0.96)),
        Paused(pytest.approx(2.56)),
        Ended(pytest.approx(2.56)),
    ]


def test_the_turn_ends_after_the_silence_that_the_settings_name() -> None:
    endpoint = Endpoint(VadSettings(silence_seconds=0.64))
    heard(endpoint, (0.64, 0.9), (0.608, 0.0))
    assert endpoint.feed(0.0, FRAME) == Ended(pytest.approx(0.64))
    assert endpoint.seconds == pytest.approx(1.28)


def test_a_pause_to_breathe_does_not_end_the_turn() -> None:
    events = heard(Endpoint(VadSettings()), (0.64, 0.9), (0.48, 0.0), (0.64, 0.9), (1.6, 0.0))
    assert [type(event) for event in events] == [Started, Paused, Resumed, Paused, Ended]
    assert events[2] == Resumed(pytest.approx(1.12))


def test_a_click_neither_starts_a_turn_nor_prolongs_it() -> None:
    click = (FRAME, 0.99)
    assert heard(Endpoint(VadSettings()), (0.5, 0.0), click, (0.5, 0.0)) == []
    quiet = heard(Endpoint(VadSettings()), (0.64, 0.9), (0.32, 0.0), click, (0.384, 0.0))
    assert isinstance(quiet[-1], Ended)


def test_a_turn_is_not_ended_in_the_middle_of_a_word() -> None:
    endpoint = Endpoint(VadSettings(silence_seconds=0.64))
    events = heard(endpoint, (0.64, 0.9), (0.608, 0.0), (0.32, 0.9))
    assert [type(event) for event in events] == [Started, Paused, Resumed]


def test_the_quiet_end_of_a_word_is_no_silence() -> None:
    assert [type(e) for e in heard(Endpoint(VadSettings()), (0.64, 0.9), (3.2, 0.4))] == [Started]


def test_nobody_speaking_ends_the_turn_with_no_speech() -> None:
    events = heard(Endpoint(VadSettings(no_speech_seconds=2.0)), (5.0, 0.1))
    assert events == [NoSpeech(pytest.approx(2.016))]


def test_sensitivity_chooses_the_silence() -> None:
    settings = VadSettings()
    waits = [silence_seconds(settings, name) for name in ("aggressive", "default", "relaxed")]
    assert waits == [settings.aggressive_silence_seconds, settings.silence_seconds, settings.relaxed_silence_seconds]
    assert waits == sorted(waits)
    early = heard(Endpoint(settings, "aggressive"), (0.64, 0.9), (0.48, 0.0))
    late = heard(Endpoint(settings, "relaxed"), (0.64, 0.9), (0.96, 0.0))
    assert isinstance(early[-1], Ended)
    assert isinstance(late[-1], Paused)


def test_a_low_threshold_still_lets_a_turn_end() -> None:
    events = heard(Endpoint(VadSettings(threshold=0.1)), (0.64, 0.9), (1.6, 0.01))
    assert isinstance(events[-1], Ended)


settings_of_any_kind = st.builds(
    VadSettings,
    threshold=st.floats(0.05, 0.95),
    start_seconds=st.floats(0, 0.5),
    silence_seconds=st.floats(0.05, 2),
    no_speech_seconds=st.floats(0.1, 5),
)
frames_of_any_kind = st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.5)), max_size=200)


@given(settings=settings_of_any_kind, frames=frames_of_any_kind)
def test_events_come_in_an_order_that_makes_sense(settings: VadSettings, frames: list[tuple[float, float]]) -> None:
    endpoint = Endpoint(settings)
    may_follow: dict[type[Event] | None, tuple[type[Event], ...]] = {
        None: (Started, NoSpeech),
        Started: (Paused,),
        Paused: (Resumed, Ended),
        Resumed: (Paused,),
        Ended: (),
        NoSpeech: (),
    }
    last: Event | None = None
    for probability, seconds in frames:
        event = endpoint.feed(probability, seconds)
        if event is None:
            continue
        assert type(event) in may_follow[type(last) if last else None]
        assert -1e-6 <= event.seconds <= endpoint.seconds + 1e-6
        assert last is None or event.seconds >= last.seconds - 1e-6
        last = event


@given(settings=settings_of_any_kind, frames=frames_of_any_kind)
def test_enough_silence_always_ends_a_turn(settings: VadSettings, frames: list[tuple[float, float]]) -> None:
    endpoint = Endpoint(settings)
    events = [endpoint.feed(probability, seconds) for probability, seconds in frames]
    events += [endpoint.feed(0.0, FRAME) for _ in range(250)]  # 8 s
    assert sum(isinstance(event, Ended | NoSpeech) for event in events) == 1


def test_what_is_known_of_the_sentence_sets_the_patience_of_this_pause_only() -> None:
    settings = VadSettings()
    endpoint = Endpoint(settings)
    heard(endpoint, (0.64, 0.9), (0.2, 0.0))
    assert endpoint.learn("unfinished") is None
    events = heard(endpoint, (1.0, 0.0), (0.64, 0.9), (1.0, 0.0))
    assert [type(event) for event in events] == [Resumed, Paused, Ended]  # the second pause is judged by itself


def test_learning_that_the_sentence_is_complete_ends_a_turn_that_was_silent_long_enough() -> None:
    endpoint = Endpoint(VadSettings())
    heard(endpoint, (0.64, 0.9), (0.5, 0.0))
    assert endpoint.learn("complete") == Ended(pytest.approx(0.64))
    assert heard(endpoint, (3.0, 0.0)) == []


def test_nothing_is_learnt_while_somebody_speaks() -> None:
    endpoint = Endpoint(VadSettings())
    heard(endpoint, (0.64, 0.9))
    assert endpoint.learn("complete") is None
    assert not any(isinstance(event, Ended) for event in heard(endpoint, (0.4, 0.0)))


@given(settings=settings_of_any_kind, sensitivity=st.sampled_from(["default", "relaxed", "aggressive"]))
def test_the_more_is_missing_the_longer_is_the_patience(settings: VadSettings, sensitivity: Sensitivity) -> None:
    finishes: tuple[Finish, ...] = ("complete", "unknown", "unfinished")
    waits = [silence_seconds(settings, sensitivity, finish) for finish in finishes]
    assert waits == sorted(waits)


@pytest.mark.parametrize("sensitivity", ["default", "relaxed", "aggressive"])
def test_a_sentence_that_may_go_on_is_waited_for_between_one_that_is_finished_and_one_that_is_not(
    sensitivity: Sensitivity,
) -> None:
    finishes: tuple[Finish, ...] = ("complete", "open", "unfinished")
    waits = [silence_seconds(VadSettings(), sensitivity, finish) for finish in finishes]
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)
