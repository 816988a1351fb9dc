"""What holds for every call that any model can write: it reaches something, never more than was meant, and settles."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.server.agent.houses import HOME, TOOLS, asked, big_house

from morgan.agent.sentence.capabilities import targets
from morgan.agent.sentence.house import HouseIndex, Reach, reach
from morgan.agent.tool_repair.resolution import Refused, Resolved, Unclear
from morgan.agent.tool_repair.resolve import resolve
from morgan.ports import Question, ToolCall

_OWN = {tool.name: tool for tool in TOOLS}
_NAMES = [name for entity in HOME.entities for name in entity.names]
_ROOMS = [name for area in HOME.areas for name in area.names] + ["Lobby", "here"]
_KINDS = ["light", "cover", "lock", "fan", "media_player", "sensor", "curtain", "garage", "toaster"]
_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 300), st.floats(-1, 300),
    st.sampled_from(["", "half", "50%", "on", "[]"]), st.text(max_size=8), st.sampled_from(_NAMES + _ROOMS + _KINDS),
)  # fmt: skip
_ARGS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.one_of(st.sampled_from([*_NAMES, "light.reading_lamp", "the lights", "all"]), _VALUES),
        "area": st.one_of(st.sampled_from(_ROOMS), _VALUES),
        "floor": st.one_of(st.sampled_from(["Upstairs", "Ground Floor"]), _VALUES),
        "domain": st.one_of(st.sampled_from(_KINDS), st.lists(st.sampled_from(_KINDS), max_size=2), _VALUES),
        "device_class": st.one_of(st.lists(st.sampled_from(_KINDS), max_size=2), _VALUES),
        "position": _VALUES,
        "brightness": _VALUES,
        "volume_level": _VALUES,
        "percentage": _VALUES,
        "temperature": _VALUES,
        "item": _VALUES,
        "entity_id": _VALUES,
        "arguments": st.one_of(st.dictionaries(st.sampled_from(["name", "area"]), _VALUES, max_size=2), _VALUES),
    },
)
_TOOLS = st.one_of(
    st.sampled_from([tool.name for tool in TOOLS]),
    st.sampled_from([tool.name.rpartition("__")[2] for tool in TOOLS]),
    st.sampled_from(["light.turn_off", "HassOpenCover", "unlock", "call_service", ""]),
)
_SENTENCES = st.sampled_from(
    [
        "turn off the lights", "open the left curtain", "close everything", "lock the front door", "is the door open?",
        "set the heating to 21 degrees", "it is too dark", "", "turn on the fan", "add milk to my list", "stop it",
        "open the blind and turn off the kitchen light", "don't unlock the back door", "Mach das Licht aus", "50%",
    ]
)  # fmt: skip
_QUESTIONS = st.builds(
    lambda text, room, language: asked(text, room=room, language=language),
    _SENTENCES,
    st.sampled_from([None, "Kitchen", "Living Room", "Garage"]),
    st.sampled_from(["en", "de", "xx"]),
)


def _reached(args: Mapping[str, object], tool: str) -> list[tuple[str, str]]:
    kinds = args.get("domain", sorted(targets(_OWN[tool]) or ()))
    assert isinstance(kinds, list)
    by = Reach(
        *(str(args[key]) if key in args else None for key in ("name", "area", "floor")),
        domains=frozenset(kinds),
        classes=frozenset(args.get("device_class", ())),  # type: ignore[call-overload]
    )
    return [(each.names[0], each.domain) for each in reach(HouseIndex.of(HOME), by)]


@settings(max_examples=400, deadline=None)
@given(name=_TOOLS, args=_ARGS, question=_QUESTIONS)
def test_every_call_reaches_something_with_arguments_that_its_tool_has(
    name: str, args: dict[str, object], question: Question
) -> None:
    found = resolve(ToolCall("1", name, args), question, tools=TOOLS)
    if isinstance(found, Refused):
        assert found.reason
        assert len(found.candidates) <= 3
        return
    if isinstance(found, Unclear):
        assert 2 <= len(set(found.candidates)) <= 3
        assert all(each in found.question for each in found.candidates)
        return
    assert isinstance(found, Resolved)
    assert len({call.id for call in found.calls}) == len(found.calls) > 0
    for call in found.calls:
        schema = _OWN[call.name].parameters
        assert call.args.keys() <= set(schema.get("properties", {}))  # type: ignore[call-overload]
        assert set(schema.get("required", ())) <= call.args.keys()  # type: ignore[call-overload]
        if targets(_OWN[call.name]) is not None and "item" not in call.args:
            assert _reached(call.args, call.name)
            assert "name" in call.args or "domain" in call.args, "a whole room for want of a kind"


@settings(max_examples=400, deadline=None)
@given(name=_TOOLS, args=_ARGS, question=_QUESTIONS)
def test_what_was_put_right_once_is_right(name: str, args: dict[str, object], question: Question) -> None:
    found = resolve(ToolCall("1", name, args), question, tools=TOOLS)
    if isinstance(found, Resolved):
        for call in found.calls:
            again = resolve(ToolCall("1", call.name, call.args), question, tools=TOOLS)
            assert isinstance(again, Resolved)
            assert {(each.name, str(each.args)) for each in again.calls} <= {
                (each.name, str(each.args)) for each in found.calls
            }


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, 109), data=st.data())
def test_one_slip_in_a_long_name_still_finds_the_same_thing(at: int, data: st.DataObject) -> None:
    home = big_house()
    entity = home.entities[at]
    if entity.domain in ("sensor", "binary_sensor"):
        return  # nothing that can be turned on
    name = entity.names[0]
    word = data.draw(st.integers(0, len(name.split()[0]) - 2))
    if len(name.split()[0]) < 6:
        return  # short words are too near to one another
    slipped = name[:word] + name[word + 1] + name[word] + name[word + 2 :]
    found = resolve(ToolCall("1", "HassTurnOn", {"name": slipped}), asked("", home=home), tools=TOOLS)
    assert isinstance(found, Resolved), (slipped, found)
    assert [call.args["name"] for call in found.calls] == [name]
