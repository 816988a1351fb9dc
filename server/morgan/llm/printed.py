"""Finds the tool calls that a model printed as text instead of making them; knows no server and no house.

Small models do it often (in the recorded runs of gemma4-e2b every fifth answer is one), in whatever shape their
training left them. None of these shapes is meant for an ear, so text that may still become one is held back until it
is known: an answer that begins like one, and everything from a fence or a tag on.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from morgan.ports import Message, Tool, ToolCall

_MARKS = ("```", "<tool_call", "<|tool_call", "<function", "<|python_tag|>", "[TOOL_CALLS]", "<tool_code")
_FIRST = ("{", "[", "<", "`", "call:")
_WRAPPING = re.compile(
    r"```\w*|</?\|?/?(?:tool_calls?|function_calls?|tool_code|python_tag)\|?>|<\|tool_call>|<tool_call\|>|\[TOOL_CALLS\]"
)
_QWEN_XML = re.compile(r"<function=([\w-]+)>(.*?)(?:</function>|$)", re.DOTALL)
_QWEN_PARAMETER = re.compile(r"<parameter=([\w-]+)>(.*?)</parameter>", re.DOTALL)
_NAMES = ("name", "tool", "tool_name", "function", "function_name", "action")
_ARGUMENTS = ("arguments", "parameters", "args", "params", "input", "tool_input", "action_input")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]{1,63}")
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_]\w*)\s*:")
_LONGEST_HELD = 20_000  # a model that prints a list of numbers for ever must not fill the memory


class Printed:
    """Takes printed calls out of an answer's text, however its deltas were cut."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = tools
        self._names = tuple(_spellings(tools))
        self._held = ""
        self._begun = False  # something was let go: only a mark in the middle can hold the rest back now
        self._holding = False

    def feed(self, text: str) -> str:
        """Return what of the text so far is certainly no call."""
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
        """Return what was held back as text if it was none, else as the calls that it is."""
        held, self._held = self._held, ""
        if calls := calls_in(held, self._tools):
            return "", calls
        return held, []

    def _let_go(self, size: int) -> str:
        gone, self._held = self._held[:size], self._held[size:]
        return gone

    def _may_begin(self, start: str) -> bool:
        if start.startswith(_FIRST):
            return True
        lower = start.lower()
        return any(name.startswith(lower) or _begins_with(lower, name) for name in self._names)


def calls_in(text: str, tools: Sequence[Tool]) -> list[ToolCall]:
    """Return the calls that a text consists of; none when it is anything else."""
    if not tools:
        return []
    if found := _qwen_xml(text):
        return _numbered(found)
    bare = _WRAPPING.sub(" ", text.replace('<|"|>', '"')).strip().removeprefix("call:").strip()
    if not bare:
        return []
    return _numbered(_from_json(bare) or _from_python(bare, tools) or _from_name(bare, tools))


def without_tools(messages: Sequence[Message], tools: Sequence[Tool]) -> list[Message]:
    """The same conversation for a model that knows no tools: they are told, its calls are text, results the user's."""
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
    """Return what a model is told whose server cannot offer it tools."""
    listed = "\n".join(
        json.dumps({"name": t.name, "description": t.description, "parameters": t.parameters}) for t in tools
    )
    return (
        f"These are your tools:\n{listed}\n"
        'To use one, answer with nothing but {"name": …, "arguments": {…}}; for several, with a list of them.'
    )


Found = tuple[str, Mapping[str, object]]


def _numbered(found: Sequence[Found]) -> list[ToolCall]:
    return [ToolCall(f"printed{index}", name, args) for index, (name, args) in enumerate(found)]


def _spellings(tools: Sequence[Tool]) -> Iterator[str]:
    for tool in tools:
        yield tool.name.lower()
        if "__" in tool.name:
            yield tool.name.rpartition("__")[2].lower()


def _begins_with(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()


def _from_json(text: str) -> list[Found]:
    """Objects and lists of them, one after another, with nothing but commas or white space in between."""
    found: list[Found] = []
    at, decoder = 0, json.JSONDecoder()
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        for one in value if isinstance(value, list) else [value]:
            calls = list(_calls_of(one))
            if not calls:
                return []
            found += calls
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return found


def _calls_of(value: object) -> Iterator[Found]:
    if not isinstance(value, dict):
        return
    inner = value.get("tool_calls", value.get("calls"))
    if isinstance(inner, list):
        for one in inner:
            yield from _calls_of(one)
        return
    if isinstance(value.get("function"), dict):
        yield from _calls_of(value["function"])
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    args = next((value[key] for key in _ARGUMENTS if key in value), None)
    if isinstance(args, str):
        try:
            args = json.loads(args)
        except (ValueError, RecursionError):
            return
    if name is not None and _IDENTIFIER.fullmatch(name) and isinstance(args, dict):
        yield name, args


def _qwen_xml(text: str) -> list[Found]:
    return [
        (name, {key: value.strip() for key, value in _QWEN_PARAMETER.findall(body)} or _object(body))
        for name, body in _QWEN_XML.findall(text)
    ]


def _from_python(text: str, tools: Sequence[Tool]) -> list[Found]:
    """`Name(a=1)`, a list of such, one a line; a single argument without a name is the thing's name."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[Found] = []
    for line in body:
        if not isinstance(line, ast.Expr):
            return []
        for call in line.value.elts if isinstance(line.value, ast.List | ast.Tuple) else [line.value]:
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name | ast.Attribute):
                return []
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            if not _tool_of(name, tools):
                return []
            try:
                args = {key.arg: ast.literal_eval(key.value) for key in call.keywords if key.arg}
                if call.args:
                    args["name"] = ast.literal_eval(call.args[0])
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                return []
            found.append((name, args))
    return found


def _from_name(text: str, tools: Sequence[Tool]) -> list[Found]:
    """A tool's name and then, loosely, what it is for: `{…}`, `key: value key: value`, or a thing's name."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_leading_tool(line, tools) for line in lines):
        return [found for line in lines for found in _from_name(line, tools)]
    tool = _leading_tool(text, tools)
    name = re.match(r"[\w-]+", text)
    if tool is None or name is None:
        return []
    args = _loosely(text[name.end() :].strip().lstrip(":").strip(), tool, name.group())
    return [] if args is None else [(name.group(), args)]


def _loosely(rest: str, tool: Tool, spelt: str) -> Mapping[str, object] | None:
    """Read what follows a tool's name; None when it is prose."""
    if rest.startswith("{"):
        return _object(rest) or None
    if spelt.islower() and spelt.isalpha():
        return None  # a tool that is called like a word: "search results are in" is no call of it
    properties = tool.parameters.get("properties")
    keys = "|".join(re.escape(key) for key in properties) if isinstance(properties, Mapping) else ""
    if keys and re.match(rf"(?:{keys})\s*[:=]", rest):
        parts = re.split(rf"\b({keys})\s*[:=]", rest)[1:]
        values = [value.strip(" \t\r\n,;\"'") for value in parts[1::2]]
        return {key: value for key, value in zip(parts[::2], values, strict=True) if value}
    thing = rest.strip(" ()\"'.")
    if not thing:
        return {}
    return {"name": thing} if len(thing.split()) <= 6 and not re.search(r"[.!?:;]\s", thing) else None


def _object(text: str) -> dict[str, object]:
    """Read an object whose keys may stand without quotes."""
    text = text.strip()
    for attempt in (text, _BARE_KEY.sub(r'\1"\2":', text)):
        try:
            value = json.JSONDecoder().raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else {}
    return {}


def _leading_tool(text: str, tools: Sequence[Tool]) -> Tool | None:
    name = re.match(r"\s*([\w-]+)", text)
    return _tool_of(name.group(1), tools) if name else None


def _tool_of(name: str, tools: Sequence[Tool]) -> Tool | None:
    wanted = name.lower()
    return next((tool for tool in tools if wanted in {tool.name.lower(), tool.name.rpartition("__")[2].lower()}), None)
