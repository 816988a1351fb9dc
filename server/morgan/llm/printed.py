"""Finds the tool calls that a model printed as text instead of making them; knows no server and no house.

Small models often do so (every fifth answer in the recorded runs of gemma4-e2b), in the formats of their training. None
of these formats may be spoken, so text that may still become a call is held back until it is known: an answer that
begins like one, and everything from a fence or a tag on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from morgan.llm.printed_calls import RESULT, SPECIAL, calls_in, is_remains, is_told, spellings
from morgan.ports import Message, Tool, ToolCall

_MARKS = (
    "```", "<tool_call", "<|tool_call", "<function", "<start_function", "<|python_tag|>", "[TOOL_CALLS]", "<tool_code",
    "functools[", "{", "\nAction:", "<|", "<｜", "to=functions.", "<invoke", "<tool_response",
)  # fmt: skip
_THOUGHT = ("Thought:", "Thinking:", "Reasoning:")
_FIRST = ("{", "[", "<", "`", "call:", "Action:", *_THOUGHT, ">>>", "to=functions.")
_ANSWER = re.compile(
    r"(?:^|\n)\s*(?:Final )?(?:Answer|Response|Antwort|Réponse|Respuesta|Antwoord|Risposta|Resposta|Svar|Odpowiedź):"
    r"\s*((?:(?!\n\s*(?:Final )?Answer:).)*)$",
    re.DOTALL,
)
_ROLE = re.compile(r"<\|im_start\|>\s*assistant\s*")
_NOTHING = ("null", "None", "{}", "[]")  # an answer that is only this counts as empty
_LONGEST_HELD = 20_000  # a model that prints numbers endlessly must not fill memory


class Printed:
    """Removes printed calls from an answer's text, however its deltas were cut."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = tools
        self._names = tuple(spellings(tools))
        self._held = ""
        self._begun = False  # some text was passed on: from now on only a mark can hold text back
        self._holding = False

    def feed(self, text: str) -> str:
        """Return the part of the text so far that is certainly no call."""
        if not self._tools:
            return text
        self._held += text
        if len(self._held) > _LONGEST_HELD:
            self._begun, self._holding = True, False
            return self._let_go(len(self._held))
        if self._holding:
            return ""
        if not self._begun:
            start = self._held.lstrip()
            if not start or self._may_begin(start):
                return ""
            self._begun = True
        if (at := min((found for mark in _MARKS if (found := self._held.find(mark)) >= 0), default=-1)) >= 0:
            self._holding = True
            return self._let_go(at)
        tail = max(
            (size for mark in _MARKS for size in range(1, len(mark)) if self._held.endswith(mark[:size])), default=0
        )
        return self._let_go(len(self._held) - tail)

    def end(self) -> tuple[str, list[ToolCall]]:
        """Return the held-back rest: as text if it is no call, else as calls."""
        held, self._held = self._held, ""
        if (made_up := RESULT.match(held)) is not None:
            held = held[made_up.end() :].lstrip()
        if not (self._begun and is_told(held)) and (calls := calls_in(held, self._tools)):
            return "", calls
        if not self._begun and held.lstrip().startswith(_THOUGHT):
            return _thought_left_out(held), []
        whole = not self._begun and held.strip() in _NOTHING
        if whole or ((self._holding or not self._begun) and is_remains(held, self._tools)):
            return "", []
        return SPECIAL.sub("", _ROLE.sub("", held)), []

    def _let_go(self, size: int) -> str:
        gone, self._held = self._held[:size], self._held[size:]
        return gone

    def _may_begin(self, start: str) -> bool:
        if start.startswith(_FIRST) or any(word.startswith(start.rstrip()) for word in (*_NOTHING, *_FIRST)):
            return True
        lower = start.lower()
        return any(name.startswith(lower) or _begins_with(lower, name) for name in self._names)


def _thought_left_out(text: str) -> str:
    """Return the answer after a printed thought without a call."""
    if (answer := _ANSWER.search(text)) is not None:
        return answer[1]
    if text.lstrip().startswith(_THOUGHT[0]):
        return ""  # in ReAct format: without an answer, nothing is to be spoken
    return text.partition("\n\n")[2] or text  # an empty line ends the thought; without one the whole text is the answer


def without_tools(messages: Sequence[Message], tools: Sequence[Tool]) -> list[Message]:
    """Convert a conversation for a model without tools: tools in the rules, calls as text, results as user messages."""
    plain: list[Message] = []
    for message in messages:
        text, role = message.content, message.role
        if message.tool_calls:
            calls = [{"name": call.name, "arguments": dict(call.args)} for call in message.tool_calls]
            text = f"{text}\n{json.dumps(calls, ensure_ascii=False)}".strip()
        if role == "tool":
            text, role = f"Result: {text}", "user"
        plain.append(Message(role, text, schema=message.schema, pictures=message.pictures))
    if tools:
        rules, rest = ("", plain) if not plain or plain[0].role != "system" else (plain[0].content, plain[1:])
        plain = [Message("system", f"{rules}\n\n{_told(tools)}".strip()), *rest]
    return plain


def _told(tools: Sequence[Tool]) -> str:
    """Return the description of the tools for a model whose server does not take them."""
    listed = "\n".join(
        json.dumps({"name": t.name, "description": t.description, "parameters": t.parameters}) for t in tools
    )
    return (
        f"These are your tools:\n{listed}\n"
        'To use one, answer with nothing but {"name": …, "arguments": {…}}; for several, with a list of them.'
    )


def _begins_with(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
