"""Removes a model's thoughts from its answer, however the deltas were cut; knows no model and no server.

Servers that know a model's thinking format send it separately; others leave it in the text, before the first word of
the answer:

| printed text | seen from |
|---|---|
| `<think>…</think>`, `<thinking>`, `<thought>`, `<reasoning>`, `[THINK]…[/THINK]` | Qwen, DeepSeek, Mistral |
| `<\\|START_THINKING\\|>…<\\|END_THINKING\\|>`, `<\\|begin_of_thought\\|>…`, `◁think▷…` | Command R, Sky-T1, Kimi-VL |
| `…</think>`, with its opening tag in the prompt | the same, on servers without templates |
| `<\\|channel\\|>analysis<\\|message\\|>…`, `<\\|channel\\|>final<\\|message\\|>…` and calls between them | gpt-oss |
"""

from __future__ import annotations

import re

_TAGS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[THINK]": "[/THINK]",
    "<|START_THINKING|>": "<|END_THINKING|>",
    "<|begin_of_thought|>": "<|end_of_thought|>",
    "◁think▷": "◁/think▷",
}
_CHANNELS = ("<|channel|>", "<|start|>")
_ANALYSIS = re.compile(r"analysis(?=[A-Z])")  # channels whose marks a server removed
_AFTER_ANALYSIS = ("assistantfinal", "assistantcommentary")
_LATE = ("</think>", "</thinking>")
_LONGEST_TAG = max(map(len, _TAGS.values()))
_LONGEST_MARK = 16  # of gpt-oss's marks: <|constrain|>
_LONGEST_THOUGHT = 20_000  # characters that are held back for an end tag that may never come
# how thoughts begin if their opening tag is in the prompt; an answer to the user would not begin so
_BEFORE = (
    "",
    "okay, ",
    "ok, ",
    "okay so ",
    "okay, so ",
    "alright, ",
    "alright, so ",
    "hmm, ",
    "so, ",
    "so ",
    "first, ",
)
_OPENERS = tuple(
    before + opener
    for before in _BEFORE
    for opener in (
        "the user ", "user wants", "user asks", "user is ", "user said", "we need to ", "we have to ", "we should ",
        "i need to answer", "i need to respond", "i need to call", "i need to figure", "i should ", "let me think",
        "let's think", "let us think", "need to ", "hmm", "der benutzer ", "der nutzer ", "l'utilisateur ",
        "el usuario ", "de gebruiker ", "l'utente ", "o usuário ", "o utilizador ", "användaren ", "użytkownik ",
        "пользователь ", "用户",
    )
)  # fmt: skip


class Thoughts:
    """Removes the thoughts of one answer. Only its beginning is checked: later, such words may belong to the answer."""

    def __init__(self) -> None:
        self._held: str | None = ""  # text that may still turn out to be a thought; None once the answer has begun
        self._closing: tuple[str, ...] = ()  # tags that may end the present thought
        self._tagged = False  # the present thought began with a tag, so none of it is an answer
        self._channels: _Channels | None = None

    def feed(self, delta: str) -> str:
        """Return the part of the text so far that is to be spoken."""
        if self._channels is not None:
            return self._channels.feed(delta)
        if self._held is None:
            return delta
        self._held += delta
        return self._within() if self._closing else self._begin()

    def _begin(self) -> str:
        """Check the beginning, as far as it has arrived."""
        start = (self._held or "").lstrip()
        low = start.lower()
        if not start or any(tag.startswith(start) for tag in (*_TAGS, *_CHANNELS)):
            return ""  # nothing yet, or an incomplete tag
        if start.startswith(_CHANNELS):
            self._channels = _Channels()
            return self._channels.feed(start)
        if (tag := next((tag for tag in _TAGS if start.startswith(tag)), None)) is not None:
            self._held, self._closing, self._tagged = start.removeprefix(tag), (_TAGS[tag],), True
        elif _ANALYSIS.match(start):
            self._closing = _AFTER_ANALYSIS
        elif low.startswith(_OPENERS) or any(tag in start for tag in _LATE):
            self._closing = _LATE
        if self._closing:
            return self._within()
        if any(opener.startswith(low) for opener in (*_OPENERS, "analysis")):
            return ""
        self._held = None
        return start

    def end(self) -> str:
        """Return held-back text that turned out to be no thought."""
        if self._channels is not None:
            return self._channels.end()
        rest, self._held = self._held or "", None
        return "" if self._tagged else rest.strip()

    def _within(self) -> str:
        """Skip text until the thought ends."""
        held = self._held or ""
        for closing in self._closing:
            _, closed, after = held.partition(closing)
            if closed:
                self._held, self._closing, self._tagged = after, (), False
                return self._begin()
        if self._tagged:
            self._held = held[-_LONGEST_TAG:]  # a thought may be long: only its end is needed
        elif len(held) > _LONGEST_THOUGHT:
            self._held, self._closing = None, ()
            return held.lstrip()
        return ""


class _Channels:
    """Parses gpt-oss's "harmony": `final` is the answer, `analysis` a thought, and `to=functions.Name` a call."""

    _MARK = re.compile(r"<\|(\w+)\|>")

    def __init__(self) -> None:
        self._held = ""
        self._head: str | None = ""  # header before a message; None within a message
        self._call = ""  # tool that the present message calls; empty: none
        self._aloud = False

    def feed(self, delta: str) -> str:
        self._held += delta
        out = ""
        while (mark := self._MARK.search(self._held)) is not None:
            out += self._take(self._held[: mark.start()])
            self._held = self._held[mark.end() :]
            out += self._at(mark[1])
        whole = self._held.rpartition("<|") if "<|" in self._held[-_LONGEST_MARK:] else (self._held, "", "")
        if not self._call:  # a call is passed on when it is complete
            out += self._take(whole[0] if not self._held.endswith("<") else self._held[:-1])
            self._held = self._held[len(whole[0]) :] if not self._held.endswith("<") else "<"
        return out

    def end(self) -> str:
        """Return the rest: a call without an end mark."""
        rest, self._held = self._held, ""
        return self._take(rest) + self._closed()

    def _take(self, text: str) -> str:
        if self._head is not None:
            self._head += text
            return ""
        if self._call:
            return f'<tool_call>{{"name": "{self._call}", "arguments": {text}}}</tool_call>' if text.strip() else ""
        return text if self._aloud else ""

    def _at(self, mark: str) -> str:
        if mark == "message":
            head = self._head or ""
            to = re.search(r"\bto=(?:functions\.)?([\w.-]+)", head)
            self._call = to[1] if to else ""
            self._aloud = "analysis" not in head
            self._head = None
            return ""
        if mark in ("end", "call", "return", "start"):
            return self._closed()
        if self._head is not None:
            self._head += " "
        return ""

    def _closed(self) -> str:
        self._head, self._call, self._aloud = "", "", False
        return ""
