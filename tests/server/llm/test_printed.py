"""Calls that a model printed instead of making them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.llm.printed import Printed, without_tools
from morgan.llm.printed_calls import calls_in, is_remains
from morgan.ports import Message, Tool, ToolCall

PROPERTIES = {"properties": {"name": {}, "area": {}, "domain": {}, "device_class": {}, "brightness": {}}}
TOOLS = [Tool("intent__HassTurnOff", "", PROPERTIES), Tool("HassLightSet", "", PROPERTIES), Tool("search", "", {})]


def found(text: str) -> list[tuple[str, dict]]:
    return [(call.name, dict(call.args)) for call in calls_in(text, TOOLS)]


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}',
        '{"name": "HassTurnOff", "parameters": {"name": "Desk Lamp"}}',
        '{"tool": "HassTurnOff", "args": {"name": "Desk Lamp"}}',
        '{"function": {"name": "HassTurnOff", "arguments": "{\\"name\\": \\"Desk Lamp\\"}"}}',
        '[{"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}]',
        '{"tool_calls": [{"function": {"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}}]}',
        '```json\n{"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}\n```',
        '<tool_call>\n{"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}\n</tool_call>',
        '[TOOL_CALLS][{"name": "HassTurnOff", "arguments": {"name": "Desk Lamp"}}]',
        '<|python_tag|>{"name": "HassTurnOff", "parameters": {"name": "Desk Lamp"}}',
        "<function=HassTurnOff><parameter=name>\nDesk Lamp\n</parameter></function>",
        "HassTurnOff(name='Desk Lamp')",
        '```tool_code\nHassTurnOff(name="Desk Lamp")\n```',
        '[HassTurnOff(name="Desk Lamp")]',
        "HassTurnOff('Desk Lamp')",
        'HassTurnOff{name:<|"|>Desk Lamp<|"|>}<tool_call|>',
        '<|tool_call>call:HassTurnOff{name:<|"|>Desk Lamp<|"|>}<tool_call|>',
        'HassTurnOff{\n name: "Desk Lamp"\n}',
        "HassTurnOff name: Desk Lamp",
        "HassTurnOff Desk Lamp",
    ],
)
def test_a_printed_call_is_the_call_that_it_is(text):
    assert found(text) == [("HassTurnOff", {"name": "Desk Lamp"})]


def test_several_calls_are_found_in_their_order():
    text = (
        '<tool_call>{"name": "HassTurnOff", "arguments": {}}</tool_call>\n'
        '<tool_call>{"name": "HassLightSet", "arguments": {"brightness": 5}}</tool_call>'
    )
    assert found(text) == [("HassTurnOff", {}), ("HassLightSet", {"brightness": 5})]
    assert found("HassTurnOff Desk Lamp\nHassLightSet brightness: 50 area: Den") == [
        ("HassTurnOff", {"name": "Desk Lamp"}),
        ("HassLightSet", {"brightness": "50", "area": "Den"}),
    ]


def test_lists_within_a_call_stay_lists():
    assert found('HassTurnOff{domain:[<|"|>cover<|"|>],name:<|"|>Gate<|"|>}') == [
        ("HassTurnOff", {"domain": ["cover"], "name": "Gate"})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The desk lamp is off.",
        "HassTurnOff is the tool for that. Shall I use it?",
        "search results are in",
        '{"weather": "fine"}',
        "[1, 2, 3]",
        "os.system('rm')",
        "```\nprint('hello')\n```",
        "",
    ],
)
def test_words_are_no_call(text):
    assert found(text) == []


def test_where_no_tool_is_offered_nothing_is_a_call_and_nothing_is_held_back():
    printed = Printed([])
    assert printed.feed('{"name": "x", "arguments": {}}') == '{"name": "x", "arguments": {}}'


def test_words_before_a_printed_call_are_said_at_once():
    printed = Printed(TOOLS)
    assert printed.feed("Just a moment. ") == "Just a moment. "
    assert printed.feed('```json\n{"name": "HassTurnOff", "arguments": {}}```') == ""
    assert printed.end() == ("", [ToolCall("printed0", "HassTurnOff", {})])


def test_plain_words_are_not_held_back_at_all():
    printed = Printed(TOOLS)
    assert [printed.feed(delta) for delta in ("Once", " upon", " a time")] == ["Once", " upon", " a time"]


PIECES = st.sampled_from(
    [
        "Hello ",
        "HassTurn",
        "HassTurnOff",
        " Desk Lamp",
        "```",
        "json\n",
        "{",
        '"name": "x", ',
        '"arguments": {}',
        "}",
        "<",
        "tool_call>",
        "[",
        "\n",
        "é",
    ]
)


@given(text=st.lists(PIECES, max_size=8).map("".join), cuts=st.lists(st.integers(0, 80), max_size=10))
def test_what_comes_out_never_depends_on_where_the_deltas_were_cut(text, cuts):
    def out(pieces):
        printed = Printed(TOOLS)
        said = "".join(map(printed.feed, pieces))
        rest, calls = printed.end()
        return said + rest, calls

    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    whole = out([text])
    assert out([text[start:end] for start, end in pairwise(edges)]) == whole
    kept = whole[1] or whole[0] == text
    at = len(whole[0])
    assert kept or (text.startswith(whole[0]) and is_remains(text[at:], TOOLS)), "nothing is lost but spoilt calls"


@given(st.text(max_size=60))
def test_nothing_that_a_model_prints_breaks_the_reading(text):
    for printed in (text, "{" + text, "HassTurnOff" + text, "<tool_call>" + text, "[" + text):
        calls_in(printed, TOOLS)


def test_a_model_without_tools_is_told_them_and_reads_results_as_the_users_words():
    call = ToolCall("1", "HassTurnOff", {"name": "Lamp"})
    told = without_tools(
        [
            Message("system", "Rules."),
            Message("user", "Off!"),
            Message("assistant", "", (call,)),
            Message("tool", "{}", (), "1"),
        ],
        TOOLS,
    )
    assert [message.role for message in told] == ["system", "user", "assistant", "user"]
    assert "HassLightSet" in told[0].content
    assert calls_in(told[2].content, TOOLS)[0].args == {"name": "Lamp"}
