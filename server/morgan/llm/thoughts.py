"""Takes what a model thinks off its answer, however the deltas were cut; knows no model and no server.

Servers that know a model's thinking send it apart; the others leave it in the text, before the first word that is meant
for anybody:

| what is printed | seen of |
|---|---|
| `<think>…</think>`, `<thinking>`, `<thought>`, `<reasoning>`, `[THINK]…[/THINK]` | Qwen, DeepSeek, Mistral |
| `<\\|START_THINKING\\|>…<\\|END_THINKING\\|>`, `<\\|begin_of_thought\\|>…`, `◁think▷…` | Command R, Sky-T1, Kimi-VL |
| `…</think>`, its opening tag being in the prompt | the same, behind servers that know no templates |
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
_ANALYSIS = re.compile(r"analysis(?=[A-Z])")  # channels whose marks a server took away
_AFTER_ANALYSIS = ("assistantfinal", "assistantcommentary")
_LATE = ("</think>", "</thinking>")
_LONGEST_TAG = max(map(len, _TAGS.values()))
_LONGEST_MARK = 16  # of gpt-oss's: <|constrain|>
_LONGEST_THOUGHT = 20_000  # characters that are held back for an end tag that may never come
# how models begin to think whose opening tag stands in the prompt; nobody speaks so to the person who asked
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
    """One answer's. Only the beginning is judged: later on, the words may be the answer's own."""

    def __init__(self) -> None:
        self._held: str | None = ""  # what may still turn out to be a thought; None once the answer has begun
        self._closing: tuple[str, ...] = ()  # the tags that may end the thought that we are in
        self._tagged = False  # that thought began with a tag, so that nothing of it is an answer
        self._channels: _Channels | None = None

    def feed(self, delta: str) -> str:
        """Return what of the text so far is for the ear."""
        if self._channels is not None:
            return self._channels.feed(delta)
        if self._held is None:
            return delta
        self._held += delta
        return self._within() if self._closing else self._begin()

    def _begin(self) -> str:
        """Judge the beginning, as far as it is there."""
        start = (self._held or "").lstrip()
        low = start.lower()
        if not start or any(tag.startswith(start) for tag in (*_TAGS, *_CHANNELS)):
            return ""  # nothing yet, or a tag that is not all here
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
        """Return what was held back although it was no thought."""
        if self._channels is not None:
            return self._channels.end()
        rest, self._held = self._held or "", None
        return "" if self._tagged else rest.strip()

    def _within(self) -> str:
        """Go on until the thought is over."""
        held = self._held or ""
        for closing in self._closing:
            _, closed, after = held.partition(closing)
            if closed:
                self._held, self._closing, self._tagged = after, (), False
                return self._begin()
        if self._tagged:
            self._held = held[-_LONGEST_TAG:]  # a thought may be long, only its end matters
        elif len(held) > _LONGEST_THOUGHT:
            self._held, self._closing = None, ()
            return held.lstrip()
        return ""


class _Channels:
    """gpt-oss's "harmony": `final` is the answer, `analysis` a thought, and `to=functions.Name` a call."""

    _MARK = re.compile(r"<\|(\w+)\|>")

    def __init__(self) -> None:
        self._held = ""
        self._head: str | None = ""  # what stands before a message; None within one
        self._call = ""  # to whom the message that we are in is sent
        self._aloud = False

    def feed(self, delta: str) -> str:
        self._held += delta
        out = ""
        while (mark := self._MARK.search(self._held)) is not None:
            out += self._take(self._held[: mark.start()])
            self._held = self._held[mark.end() :]
            out += self._at(mark[1])
        whole = self._held.rpartition("<|") if "<|" in self._held[-_LONGEST_MARK:] else (self._held, "", "")
        if not self._call:  # a call is told when it is whole
            out += self._take(whole[0] if not self._held.endswith("<") else self._held[:-1])
            self._held = self._held[len(whole[0]) :] if not self._held.endswith("<") else "<"
        return out

    def end(self) -> str:
        """Return what is left: a call that nobody has ended."""
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
