"""The prompt, laid out for the prefix cache."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from morgan.agent.prompt import PromptLimits, home_of, messages, remembered
from morgan.ports import EntityState, Home, HomeArea, HomeEntity, Message, Place, Target
from morgan.testing.house import HOME, STATES, question

LIMITS = PromptLimits(history_turns=4, history_tokens=1000)


def test_everything_before_the_last_message_is_the_same_from_every_room_at_every_time():
    study = question("Lamp on", now="2026-11-21T08:00:00+01:00")
    kitchen = replace(study, place=Place("Kitchen"), now="2026-11-22T19:30:00+01:00", text="Blind down", speaker="Ann")
    first, second = messages(study, "P", STATES[:1], LIMITS), messages(kitchen, "P", STATES[1:], LIMITS)
    assert first[:-1] == second[:-1]
    assert first[-1] != second[-1]


def test_the_last_message_tells_time_room_speaker_states_and_then_the_words():
    asked = question(
        "dim it",
        now="2026-11-21T08:05:00+01:00",
        speaker="Ann",
        recent=(Target("Desk Lamp", "light", "Study"),),
    )
    lamp = EntityState("Desk Lamp", "light", "Study", "on", {"brightness": 128, "supported": [1, 2]})
    told = messages(asked, "P", (lamp, STATES[1]), LIMITS)[-1].content
    assert "Saturday 2026-11-21 08:05" in told
    assert "Study, Upper Floor" in told
    assert "Ann" in told
    assert "Desk Lamp: on, brightness 50%" in told
    assert "Ceiling Light (Kitchen): on" in told, "of another room, so it is named"
    assert told.endswith("\ndim it")


def test_what_is_known_when_somebody_begins_to_speak_stands_first():
    begun = replace(question("", now="2026-11-21T08:05:00+01:00"), place=Place("Kitchen"))
    here = EntityState("Ceiling Light", "light", "Kitchen", "on")
    lamp = EntityState("Desk Lamp", "light", "Study", "on")
    ahead = messages(begun, "P", (here,), LIMITS)[-1].content
    told = messages(replace(begun, text="dim it", speaker="Ann"), "P", (lamp, here), LIMITS)[-1].content
    assert ahead == "Asked in: Kitchen.\nStates there: Ceiling Light: on\nTime: Saturday 2026-11-21 08:05.\n"
    assert told == f"{ahead}Speaker: Ann.\nStates: Desk Lamp (Study): on\ndim it"


def test_floors_rooms_other_names_and_kinds_are_told():
    told = messages(question("?"), "P", (), LIMITS)[0].content
    assert "Floor Ground Floor" in told
    assert "- Kitchen (Cookhouse): Ceiling Light: light; Coffee Machine: switch" in told
    assert "- in no room: Front Gate: cover" in told


def test_a_house_that_only_states_tell_of_is_told_too():
    told = messages(question("?", home=home_of(STATES)), "P", (), LIMITS)[0].content
    assert "Desk Lamp: light" in told


def test_a_house_that_is_too_large_is_told_by_the_kinds_in_its_rooms():
    things = tuple(HomeEntity((f"Thing {n:04} with a long name",), "light", "Hall") for n in range(2000))
    told = messages(question("?", home=Home(things, (HomeArea(("Hall",)),))), "P", (), LIMITS)[0].content
    assert "- Hall: 2000 light" in told
    assert len(told) < LIMITS.context_tokens * 3 / 2


def test_whoever_cannot_act_is_told_so_and_nothing_of_the_house():
    told = messages(question("?", tools=()), "P", (), LIMITS)[0].content
    assert "cannot control" in told
    assert "Desk Lamp" not in told


def test_two_houses_with_the_same_things_in_another_order_read_alike():
    turned = Home(HOME.entities[::-1], HOME.areas[::-1], HOME.floors[::-1])
    first, second = (messages(question("?", home=home), "P", (), LIMITS)[0] for home in (HOME, turned))
    assert first == second


messages_ = st.builds(Message, st.sampled_from(["user", "assistant", "system"]), st.text(max_size=40))


@given(history=st.lists(messages_, max_size=20), turns=st.integers(0, 5), tokens=st.integers(0, 60))
def test_what_is_remembered_are_the_newest_whole_turns_that_fit(history, turns, tokens):
    kept = remembered(history, PromptLimits(turns, tokens))
    assert sum(len(message.content) for message in kept) <= tokens * 3
    assert sum(message.role == "user" for message in kept) <= turns
    assert not kept or kept[0].role == "user"
    spoken = [message for message in history if message.role != "system"]
    assert kept == spoken[len(spoken) - len(kept) :], "the newest, and nothing left out between"


def test_the_beginning_of_a_conversation_stays_for_several_turns():
    history = [Message(role, str(turn)) for turn in range(20) for role in ("user", "assistant")]
    beginnings = [remembered(history[: 2 * turns], LIMITS)[0].content for turns in range(5, 15)]
    assert len(set(beginnings)) <= 6, "the cut moves every second turn, not every turn"
