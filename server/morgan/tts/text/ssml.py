"""Reads SSML: text with the pauses, speed, volume and readings that its tags ask for; knows no voice.

Not an XML parser on purpose: it defines no entities, so there is no entity expansion attack, and text that is not well
formed is still read. A tag is obeyed or dropped, never read aloud: break, p, s, say-as, sub, prosody, emphasis, lang
and voice are obeyed; unknown tags are dropped and the text in them is read. Linear in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from morgan.tts.text.say_as import said_as

_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]{0,40})(?P<rest>[^<>]{0,2000})>")
_OTHER_TAG: Final = re.compile(r"<[/!?][^<>]{0,2000}>")
_ATTRIBUTE: Final = re.compile(r"([\w:.-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MOST_DEPTH: Final = 64  # deeper tags change nothing: they do not occur, and each costs memory
_MOST_SECONDS: Final = 10.0  # of one break
_UNHEARD: Final = frozenset(["metadata", "meta", "desc", "lexicon", "lookup", "head", "title"])

_BREAKS: Final = MappingProxyType(
    {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}
)
_RATES: Final = MappingProxyType({"x-slow": 0.5, "slow": 0.75, "medium": 1.0, "fast": 1.3, "x-fast": 1.7})
_VOLUMES: Final = MappingProxyType(
    {"silent": 0.0, "x-soft": 0.3, "soft": 0.6, "medium": 1.0, "loud": 1.4, "x-loud": 2.0}
)
_EMPHASES: Final = MappingProxyType({"strong": (0.85, 1.3), "moderate": (0.93, 1.15), "reduced": (1.05, 0.8)})


@dataclass(frozen=True, slots=True)
class Tone:
    """How to say a run of text: factors on the requested speed and volume; voice and language only from a tag."""

    speed: float = 1.0
    volume: float = 1.0
    language: str | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one tone, and a pause before it in seconds; either may be missing."""

    text: str
    tone: Tone = Tone()
    break_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that is not closed yet: the tone outside of it, and how to treat the text in it."""

    name: str
    outside: Tone
    text_from: int  # where in the current run its text begins
    attributes: dict[str, str]


def runs(document: str, language: str) -> list[Run]:
    """Return the runs of text, in order; `language` decides how say-as is read where no tag names another one."""
    reader = _Reader(language)
    for token in _tokens(document):
        if isinstance(token, str):
            reader.text(html.unescape(token))
        elif token["close"]:
            reader.close(token["name"].lower())
        else:
            attributes = {name.lower(): html.unescape(a or b) for name, a, b in _ATTRIBUTE.findall(token["rest"])}
            reader.open(token["name"].lower(), attributes, is_empty=token["rest"].rstrip().endswith("/"))
    return reader.end()


class _Reader:
    """The state of reading one document."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._runs: list[Run] = []
        self._pieces: list[str] = []  # of the current run
        self._tone = Tone()
        self._break_seconds = 0.0
        self._open: list[_Open] = []
        self._unheard = 0  # how many open tags hold text that is not read aloud

    def text(self, text: str) -> None:
        """Take text."""
        if not self._unheard:
            self._pieces.append(text)

    def open(self, name: str, attributes: dict[str, str], *, is_empty: bool) -> None:
        """Take an opening tag, or one that is empty."""
        if name == "break":
            self._flush()
            self._break_seconds = min(_MOST_SECONDS, self._break_seconds + _break(attributes))
        if name in ("p", "s"):
            self.text("\n")
        if is_empty or name == "break":
            if name == "sub":
                self.text(attributes.get("alias", ""))
            return
        if len(self._open) >= _MOST_DEPTH:
            return
        tone = _toned(self._tone, name, attributes)
        if tone != self._tone:
            self._flush()
        self._open.append(_Open(name, self._tone, len(self._pieces), attributes))
        self._tone = tone
        self._unheard += name in _UNHEARD

    def close(self, name: str) -> None:
        """Take a closing tag, which also closes tags left open inside it; a stray one is dropped."""
        if not any(each.name == name for each in self._open):
            return
        while True:
            inner = self._open.pop()
            self._close(inner)
            if inner.name == name:
                return

    def end(self) -> list[Run]:
        """Return all of it."""
        while self._open:
            self._close(self._open.pop())
        self._flush()
        return self._runs

    def _close(self, tag: _Open) -> None:
        self._unheard -= tag.name in _UNHEARD
        if tag.name in ("p", "s"):
            self.text("\n")
        if tag.name in ("say-as", "sub"):
            inside = "".join(self._pieces[tag.text_from :])
            del self._pieces[tag.text_from :]
            if tag.name == "sub":
                inside = tag.attributes.get("alias") or inside
            else:
                how = tag.attributes.get("interpret-as", ""), tag.attributes.get("format", "")
                inside = said_as(inside, *how, self._tone.language or self._language)
            self.text(inside)
        if self._tone != tag.outside:
            self._flush()
            self._tone = tag.outside

    def _flush(self) -> None:
        text = "".join(self._pieces)
        if text.strip():
            self._runs.append(Run(text, self._tone, self._break_seconds))
            self._break_seconds = 0.0
        self._pieces.clear()
        # Tags that are still open go on in the next run, and their text begins there.
        self._open = [replace(each, text_from=0) for each in self._open]


def _tokens(document: str) -> Iterator[str | re.Match[str]]:
    """Yield texts and tags; comments and declarations are dropped."""
    at = 0
    endings = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
    while at < len(document):
        tag = document.find("<", at)
        if tag < 0:
            yield document[at:]
            return
        if tag > at:
            yield document[at:tag]
        opening = next((each for each in endings if document.startswith(each, tag)), None)
        if opening is not None:
            end = document.find(endings[opening], tag)
            if end < 0:  # never closed: not searched for again
                del endings[opening]
            else:
                if opening == "<![CDATA[":
                    yield html.escape(document[tag + len(opening) : end])
                at = end + len(endings[opening])
                continue
        if found := _TAG.match(document, tag):
            yield found
            at = found.end()
        elif other := _OTHER_TAG.match(document, tag):
            at = other.end()
        else:
            yield " "  # a lone "<" is not read aloud
            at = tag + 1


def _toned(tone: Tone, name: str, attributes: dict[str, str]) -> Tone:
    match name:
        case "prosody":
            speed = tone.speed * _rate(attributes.get("rate", ""))
            return replace(tone, speed=speed, volume=tone.volume * _volume(attributes.get("volume", "")))
        case "emphasis":
            slower, louder = _EMPHASES.get(attributes.get("level", "moderate").lower(), (1.0, 1.0))
            return replace(tone, speed=tone.speed * slower, volume=tone.volume * louder)
        case "lang" | "speak" | "p" | "s" | "voice":
            language = attributes.get("xml:lang") or attributes.get("language") or tone.language
            voice = attributes.get("name") if name == "voice" else None
            if language != tone.language:
                return replace(tone, language=language, voice=voice)  # the voice so far does not speak another language
            return replace(tone, voice=voice or tone.voice)
    return tone


def _break(attributes: dict[str, str]) -> float:
    if found := re.fullmatch(r"\+?(\d{0,6}(?:\.\d{1,6})?)\s*(ms|s)", attributes.get("time", "").strip().lower()):
        return float(found[1] or 0) / (1000 if found[2] == "ms" else 1)
    return _BREAKS.get(attributes.get("strength", "medium").lower(), _BREAKS["medium"])


def _rate(value: str) -> float:
    value = value.strip().lower()
    if found := re.fullmatch(r"([+-]?)(\d{1,4}(?:\.\d{1,4})?)%", value):
        change = float(found[2]) / 100
        return max(0.25, 1 + change if found[1] == "+" else 1 - change if found[1] == "-" else change)
    if re.fullmatch(r"\d(?:\.\d{1,4})?", value):
        return max(0.25, float(value))
    return _RATES.get(value, 1.0)


def _volume(value: str) -> float:
    value = value.strip().lower()
    if found := re.fullmatch(r"([+-]?\d{1,2}(?:\.\d{1,4})?)db", value):
        return float(10 ** (float(found[1]) / 20))
    if found := re.fullmatch(r"([+-])(\d{1,3}(?:\.\d{1,4})?)%", value):
        change = float(found[2]) / 100
        return max(0.0, 1 + change if found[1] == "+" else 1 - change)
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,4})?%?", value):
        return float(value.rstrip("%")) / 100  # SSML 1.0: from 0 to 100
    return _VOLUMES.get(value, 1.0)
