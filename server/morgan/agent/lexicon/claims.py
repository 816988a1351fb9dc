"""How languages say that something was done: patterns over folded words, one set a language; knows no house.

A pattern is a regular expression over words as they are compared (`morgan.agent.words`), joined by single spaces; it
finds whole words, in one clause of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

CLAIM_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "pl", "ru")
Pattern: TypeAlias = re.Pattern[str]
_NEVER = re.compile(r"(?!)")
# how the languages that nobody wrote down deny: enough to tell "I could not" from "I did"
_DENIALS = {
    "ar": "لا|لم|لن|ليس|لست", "bg": "не|няма", "bs": r"ne|ni\w*", "ca": "no|cap", "cs": r"ne\w{3,}|bohuzel|zadn\w+",
    "cy": "ddim|ni", "da": "ikke|ingen|intet|desværre|kunne", "el": "δεν|δε|μη|κανενα|καμια", "et": "ei|ara",
    "eu": "ez", "fi": r"en|et|ei|emme|ette|eivat|enka", "ga": "ni|nil|nior", "gl": "non", "he": "לא|אין",
    "hi": "नही|नहीं|मत", "hr": r"ne|ni\w*", "hu": "nem|nincs|ne|sem", "id": "tidak|bukan|belum", "is": "ekki|engin",
    "ja": "ない|ません|なかった|できず", "ko": "않|못|없|안", "lt": r"ne\w{2,}", "lv": r"ne\w{2,}", "ms": "tidak|bukan",
    "nb": "ikke|ingen|kunne", "nn": "ikkje|ingen|kunne", "no": "ikke|ingen|kunne", "ro": "nu|niciun|nicio",
    "sk": r"ne\w{3,}|nie|ziadn\w+", "sl": r"ne|ni\w*", "sr": r"ne|ni\w*|не|ни\w*", "th": "ไม่",
    "tr": r"degil|yok|\w+(?:ama|eme|ma|me)(?:di|dim|dik|z|zim|yorum|yoruz|yor)\w*", "uk": "не|нема|немає|ні",
    "vi": "khong|chua|chẳng", "zh": "不|没|沒|无|無|未",
}  # fmt: skip
_WITHOUT_SPACES = ("ja", "ko", "th", "zh")


@dataclass(frozen=True, slots=True)
class Claims:
    """One language, as it is written down."""

    saying: str  # what may stand before the word that counts: "Sure, …"
    done: str  # with what a clause begins that says it all: "done", "turning"
    deeds: str  # what the speaker did, does or promises: "I have turned", "I will remind you"
    results: str  # what was done to something: "has been locked", "is now open"
    be: str  # is, are, stands
    states: str  # what a thing is afterwards: "off", "locked"
    never: str  # how a clause that ends so begins and is no claim: "come on"
    after: str  # what may follow a state: "now"
    denies: str  # not done, could not, would you like


@dataclass(frozen=True, slots=True)
class Claimed:
    """One language's claims, ready to be looked for."""

    deeds: Pattern
    results: Pattern
    states: Pattern  # reach to the clause's end
    denies: Pattern


def claims_of(language: str | None) -> Claimed | None:
    """Return the patterns of a BCP 47 language; None where that language is not known here."""
    own = _own(language)
    return _claimed(own) if own in CLAIM_LANGUAGES else None


@cache  # some small tables that never change
def denials_of(language: str | None) -> Pattern:
    """Return how a language that has no patterns denies; what is found nowhere where nobody knows."""
    own = _own(language)
    if own not in _DENIALS:
        return _NEVER
    return re.compile(_DENIALS[own] if own in _WITHOUT_SPACES else rf"(?<!\w)(?:{_DENIALS[own]})(?!\w)")


def _own(language: str | None) -> str:
    return (language or "en").replace("_", "-").partition("-")[0].lower()


@cache  # ten small tables that never change
def _claimed(language: str) -> Claimed:
    from morgan.agent.lexicon import de, en, es, fr, it, nl, pl, pt, ru, sv  # noqa: PLC0415 - they need this

    modules = {"en": en, "de": de, "fr": fr, "es": es, "it": it, "nl": nl, "pt": pt, "sv": sv, "pl": pl, "ru": ru}
    raw: Claims = modules[language].CLAIMS
    saying, end = rf"^(?:(?:{raw.saying}) )*", rf"(?: (?:{raw.after}))*$"
    return Claimed(
        _whole(rf"{saying}(?:{raw.done})|{raw.deeds}"),
        _whole(raw.results),
        _whole(
            rf"(?:{raw.be})(?: \w+)? (?:{raw.states}){end}|"
            rf"{saying}(?!(?:{raw.never}) )(?:\w+ ){{1,3}}(?:{raw.states}){end}"
        ),
        _whole(raw.denies),
    )


def _whole(pattern: str) -> Pattern:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
