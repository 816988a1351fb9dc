r"""Parses tool calls that a model printed as text, in the formats that models were trained on; knows no house.

| printed text | seen from |
|---|---|
| `{"name": …, "arguments": {…}}`, lists of it, in Python's notation, its last braces missing | most small models |
| `<tool_call>…</tool_call>`, `<functioncall …>`, `[TOOL_CALLS]`, `functools[…]` | Qwen, Hermes, Mistral, Phi |
| `<function=Name><parameter=key>value</parameter></function>` | Qwen-Coder |
| `<invoke name="Name"><parameter name="key">value</parameter></invoke>` | models trained on Claude's output |
| `<tool_call>Name<arg_key>key</arg_key><arg_value>value</arg_value></tool_call>` | GLM |
| `<\|tool▁call▁begin\|>function<\|tool▁sep\|>Name`, then the arguments in a fence | DeepSeek |
| `[TOOL_CALLS]Name[CALL_ID]id[ARGS]{…}` | Mistral |
| `<｜DSML｜invoke name="Name"><｜DSML｜parameter name="key" string="true">value…` | DeepSeek since V3.2 |
| `<\|tool_call_begin\|>functions.Name:0<\|tool_call_argument_begin\|>{…}` | Kimi |
| `<\|recipient\|>Name`, then `<\|content\|>{…}` | functionary 2 |
| `to=functions.Name … {…}` | gpt-oss |
| `>>>Name`, then the arguments | functionary |
| `call:Name{key:<escape>value<escape>}` | FunctionGemma |
| `Action: Name`, then `Action Input: {…}` | ReAct prompts |
| `Name(key="value")`, in a fence `tool_code`, within `print(…)` | Gemma |
| `Name {…}`, `Name: thing`, `Name key: value` | gemma4-e2b |
| `{"service": "light.turn_off", "target_device": "light.lamp"}` in a fence `homeassistant` | Home-LLM |
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from morgan.ports import Tool, ToolCall

_WRAPPING = re.compile(
    r"```\w*|</?\|?/?(?:tools?(?=\|?>)|tool_calls?|(?:start_|end_)?function_?calls?|tool_code|python_tag)\|?>?"
    r"|<\|tool_call>|<tool_call\|>"
    r"|\[TOOL_CALLS\]|\bfunctools(?=\[)",
    re.IGNORECASE,
)
_NAMES = ("name", "tool", "tool_name", "function", "function_name", "action")
_ARGUMENTS = ("arguments", "parameters", "args", "params", "input", "tool_input", "action_input")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]{1,63}")
_REACT = re.compile(
    r"(?:^|\n)\s*Action:\s*([\w.-]+)\s*\n\s*Action Input:\s*(.*?)(?=\n\s*(?:Action|Observation|Thought):|$)", re.DOTALL
)
_BAR = r"[|｜]"
_DIALECT = re.compile(rf"(?<=<)(/?){_BAR}DSML{_BAR}")  # DeepSeek's prefix: without it they are ordinary tags
_RESULTS = "tool_response|tool_result|function_results?|observation"  # tags around results that the model invents
_RESULT = re.compile(rf"<(?:{_RESULTS})>", re.IGNORECASE)
RESULT = re.compile(  # a complete one
    rf"\s*<({_RESULTS}|tools)>(?:(?!\{{\s*[\"']name).)*?</\1>",
    re.IGNORECASE | re.DOTALL,
)
_TOLD = re.compile(r"[`\"'(]?\{.*\}(?P<after>[^{}]*)$", re.DOTALL)
SPECIAL = re.compile(rf"<{_BAR}[^<>|｜]{{1,40}}{_BAR}>")  # a special token, not a word: <|eot_id|>
# a name, and the arguments as an object
_NAMED = (
    re.compile(
        rf"<{_BAR}tool▁call▁begin{_BAR}>(?:function)?\s*(?:<{_BAR}tool▁sep{_BAR}>)?\s*([\w.-]+)\s*"
        rf"(?:<{_BAR}tool▁sep{_BAR}>)?\s*(?:```json)?\s*(\{{.*?\}})\s*(?:```)?\s*<{_BAR}tool▁call▁end{_BAR}>",
        re.DOTALL,
    ),
    re.compile(
        r"\[TOOL_CALLS\]\s*([\w.-]+)(?:\[CALL_ID\][\w-]+)?(?:\[ARGS\])?\s*(\{.*?\})(?=\s*\[TOOL|\s*$)",
        re.DOTALL,
    ),
    re.compile(
        r"<\|tool_call_begin\|>\s*(?:functions\.)?([\w.-]+?)(?::\d+)?\s*<\|tool_call_argument_begin\|>\s*(\{.*?\})"
        r"\s*(?:<\|tool_call_end\|>|$)",
        re.DOTALL,
    ),
    re.compile(r"<\|recipient\|>\s*([\w.-]+)\s*<\|content\|>\s*(\{.*?\})(?=\s*<\||\s*$)", re.DOTALL),
    re.compile(r"\bto=functions\.([\w.-]+)\s*(?:json|code)?\s*(\{.*?\})\s*$", re.DOTALL),
    re.compile(r"(?:^|\n)>>>\s*([\w.-]+)\s*\n\s*(\{.*?\})(?=\s*>>>|\s*$)", re.DOTALL),
)
# arguments as tags: a pattern for the call, and one for its arguments
_TAGGED = (
    (re.compile(r"<function=([\w-]+)>(.*?)(?:</function>|$)", re.DOTALL),
     re.compile(r"<parameter=([\w-]+)>(.*?)</parameter>", re.DOTALL)),
    (re.compile(r"<invoke name=\"([\w-]+)\">(.*?)(?:</invoke>|$)", re.DOTALL),
     re.compile(r"<parameter name=\"([\w-]+)\"[^<>]*>(.*?)</parameter>", re.DOTALL)),
    (re.compile(r"<tool_call>\s*([\w-]+)\s*(<arg_key>.*?)(?:</tool_call>|$)", re.DOTALL),
     re.compile(r"<arg_key>([\w-]+)</arg_key>\s*<arg_value>(.*?)</arg_value>", re.DOTALL)),
)  # fmt: skip
_LENIENT = (
    (re.compile("[“”„]"), '"'),
    (re.compile(r"(?m)(?<![:\"'])//[^\n\"']*$"), ""),
    (re.compile(r",(?=\s*[}\]])"), ""),
)
_ESCAPE = re.compile(r"<\|?\"?\|?escape\|?>|<\|\"\|>")
_PRINT = re.compile(r"^\s*print\((.*)\)\s*$", re.DOTALL)
_BLOCK = re.compile(r"\s*(?:<tool_call>.*</tool_call>|```.*```)", re.DOTALL)  # words may follow it
_MOST_MISSING = 4  # braces
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_]\w*)\s*:")

Found = tuple[str, Mapping[str, object]]


def calls_in(text: str, tools: Sequence[Tool]) -> list[ToolCall]:
    """Return the calls that a text consists of; none when it is not made of calls."""
    if not tools:
        return []
    text = _DIALECT.sub(r"\1", text)
    block = _BLOCK.match(text)
    if block is not None and text[block.end() :].strip() and (first := calls_in(block[0], tools)):
        return first  # words beside a call are not an answer
    if found := _tagged(text) or _react(text) or _named(text):
        return _numbered(found)
    bare = _bare(text)
    if not bare:
        return []
    return _numbered(_from_json(bare) or _from_python(bare, tools) or _from_name(bare, tools))


def is_remains(text: str, tools: Sequence[Tool]) -> bool:
    """Tell whether a text is a truncated or malformed call, which must not be spoken."""
    text = _DIALECT.sub(r"\1", text).lstrip()
    if text.startswith("```"):
        # only names that are not ordinary words: "search" may be part of a poem
        names = [
            name
            for tool in tools
            for name in (tool.name, tool.name.rpartition("__")[2])
            if not name.isalpha() or name != name.lower()
        ]
        head = "\n".join(text.splitlines()[:3])
        if text.startswith("```homeassistant") or any(name in head for name in names):
            return True
    elif _WRAPPING.match(text) or _RESULT.match(text) or not SPECIAL.sub("", text).strip():
        return True
    bare = _bare(text)
    low = bare.lower()
    named = any(f'"{spelling}"' in low or f"'{spelling}'" in low for spelling in spellings(tools))
    named = named or '"arguments"' in bare
    return bare.startswith(("{", "[", "Action:")) and named and _whole(bare) is None


def is_told(text: str) -> bool:
    """Tell whether a call is only quoted in a sentence: "I won't run `{…}` without a PIN"."""
    found = _TOLD.match(text)
    return found is not None and re.match(r"[`\"')]? \w+", found["after"]) is not None


def spellings(tools: Sequence[Tool]) -> Iterator[str]:
    """Yield the names by which a model may call each tool, in lower case."""
    for tool in tools:
        yield tool.name.lower()
        if "__" in tool.name:
            yield tool.name.rpartition("__")[2].lower()


def _bare(text: str) -> str:
    """Return the text without the wrapping of a call."""
    bare = SPECIAL.sub(" ", _WRAPPING.sub(" ", _ESCAPE.sub('"', text))).strip()
    bare = bare.removeprefix("call:").removeprefix("Action:").strip()
    if bare.startswith(("{", "[")):
        bare = bare.rstrip(">").strip()  # <functioncall {…}>
    return bare


def _numbered(found: Sequence[Found]) -> list[ToolCall]:
    return [ToolCall(f"printed{index}", name, args) for index, (name, args) in enumerate(found)]


def _react(text: str) -> list[Found]:
    found: list[Found] = [(name, _object(body)) for name, body in _REACT.findall(text)]
    return found if all(args for _, args in found) else []


def _whole(text: str) -> object:
    """Parse the whole text as JSON; None on failure. Up to 4 closing braces may be missing, but no closing quote."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    open_, quoted, escaped = "", False, False
    for letter in text:
        if quoted:
            quoted, escaped = escaped or letter != '"', letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            open_ += "}" if letter == "{" else "]"
        elif letter in "}]":
            if not open_.endswith(letter):
                return None
            open_ = open_[:-1]
    if quoted or not 0 < len(open_) <= _MOST_MISSING:
        return None
    try:
        return json.loads(text + open_[::-1])
    except (ValueError, RecursionError):
        return None


def _from_json(text: str) -> list[Found]:
    """Parse objects and lists of them, one after another, separated by commas, semicolons or white space."""
    if not text.startswith(("{", "[")):
        return []
    for written, meant in _LENIENT:
        text = written.sub(meant, text)
    if (one := _whole(text)) is not None:
        return _all_calls(one if isinstance(one, list) else [one])
    found: list[object] = []
    at, decoder = 0, json.JSONDecoder()
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return _all_calls(found) or _all_calls(_literal(text))  # words after the calls are dropped
        found += value if isinstance(value, list) else [value]
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return _all_calls(found)


def _literal(text: str) -> Sequence[object]:
    """Parse Python's notation: single quotes, True, None."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return []
    return value if isinstance(value, list | tuple) else [value]


def _all_calls(values: Sequence[object]) -> list[Found]:
    found = [list(_calls_of(one)) for one in values]
    return [call for calls in found for call in calls] if all(found) else []


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
    if isinstance(service := value.get("service"), str):
        yield service, {key: each for key, each in value.items() if key != "service"}
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    args = next((value[key] for key in _ARGUMENTS if key in value), None)
    if isinstance(args, str):
        try:
            args = json.loads(args)
        except (ValueError, RecursionError):
            return
    if name is not None and _IDENTIFIER.fullmatch(name) and isinstance(args, dict):
        yield name.removeprefix("functions."), args


def _tagged(text: str) -> list[Found]:
    for call, argument in _TAGGED:
        found: list[Found] = [
            (name, {key: value.strip() for key, value in argument.findall(body)} or _object(body))
            for name, body in call.findall(text)
        ]
        if found:
            return found
    return []


def _named(text: str) -> list[Found]:
    for shape in _NAMED:
        found: list[Found] = [(name, _object(body)) for name, body in shape.findall(text)]
        if found and all(args for _, args in found):
            return found
    return []


def _from_python(text: str, tools: Sequence[Tool]) -> list[Found]:
    """Parse `Name(a=1)`, a list of these, or one per line; a positional argument is the entity's name."""
    if (printed := _PRINT.match(text)) is not None:
        text = printed[1]
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
    """Parse a tool's name followed by `{…}`, `key: value key: value`, or an entity's name."""
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
    """Return the arguments that follow a tool's name; None when it is prose."""
    if rest.startswith("{"):
        return _object(rest) or None
    if spelt.islower() and spelt.isalpha():
        return None  # the tool's name is an ordinary word: "search results are in" is no call
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
    """Parse an object whose keys may lack quotes."""
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
