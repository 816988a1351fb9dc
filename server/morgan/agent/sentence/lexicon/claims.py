"""Each language's patterns for claims that something was done, compiled; knows no house.

They are searched in one clause of a sentence, folded (`morgan.agent.sentence.words`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from morgan.agent.sentence.words import base_of
from morgan.languages import Language, language_of

Pattern: TypeAlias = re.Pattern[str]
_NEVER = re.compile(r"(?!)")
# denials and offers of languages without patterns: enough to tell "I could not" and "I can" from "I did"
_DENIALS = {
    "ar": "لا|لم|لن|ليس|لست|يمكنني", "bg": "не|няма|мога|ако", "bs": r"ne|ni\w*|mogu|ako", "ca": "no|cap|puc|si",
    "cs": r"ne\w{3,}|bohuzel|zadn\w+|muzu|mohu|jestli|pokud", "cy": "ddim|ni|gallaf", "da": "ikke|ingen|intet|"
    "desværre|kunne|kan|hvis|vil du", "el": "δεν|δε|μη|κανενα|καμια|μπορω|αν", "et": "ei|ara|saan|kui", "eu": "ez|ahal",
    "fi": "en|et|ei|emme|ette|eivat|enka|voin|voisin|jos|valitettavasti", "ga": "ni|nil|nior|ma", "gl": "non|podo|se",
    "he": "לא|אין|יכול|אם", "hi": "नही|नहीं|मत|सकता|अगर", "hr": r"ne|ni\w*|mogu|ako",
    "hu": r"nem|nincs|ne|sem|ha|sajnos|tudok|\w+(?:hatok|hetek|hatom|hetem)", "id": "tidak|bukan|belum|bisa|jika",
    "is": "ekki|engin|get|ef", "ja": "ない|ません|なかった|できず|でき", "ko": "않|못|없|안|수 있",
    "lt": r"ne\w{2,}|galiu|jei",
    "lv": r"ne\w{2,}|varu|ja", "ms": "tidak|bukan|boleh|jika",
    "nb": "ikke|ingen|kunne|kan|hvis", "nn": "ikkje|ingen|kunne|kan|dersom", "no": "ikke|ingen|kunne|kan|hvis",
    "ro": "nu|niciun|nicio|pot|daca|as putea", "sk": r"ne\w{3,}|nie|ziadn\w+|mozem|ak", "sl": r"ne|ni\w*|lahko|ce",
    "sr": r"ne|ni\w*|не|ни\w*|mogu|могу|ako|ако", "th": "ไม่|ถ้า",
    "tr": r"degil|yok|maalesef|istersen\w*|eger|\w+(?:abil|ebil)ir\w*|\w+m[aeiıuü](?:d[iı]|z|yor)\w*|"
    r"\w+(?:a|e)m(?:a|e)d\w+",
    "uk": "не|нема|немає|ні|можу|якщо", "vi": "khong|chua|chẳng|co the|neu", "zh": "不|没|沒|无|無|未|可以|如果",
}  # fmt: skip
# phrases with a denying word that deny nothing: "no problem"
_NO_PROBLEM = re.compile(
    r"(?<!\w)(?:intet|ikke noget|inget|ingen|ei mitaan|ei|nicio|niciun|nem|neni|zadny|nije|nema|ni) "
    r"(?:problem\w*|ongelma\w*|gond\w*)|(?<!\w)sorun degil|問題ありません|没问题|沒問題"
)
_WITHOUT_SPACES = ("ja", "ko", "th", "zh")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One language's patterns for claims, compiled."""

    deeds: Pattern
    results: Pattern
    states: Pattern  # reach to the clause's end
    denies: Pattern
    idle: Pattern


def claims_of(language: str | None) -> Claimed | None:
    """Return the patterns of a BCP 47 language; None where that language is not known here."""
    known = language_of(language or "en")
    return None if known is None else _claimed(known)


def denies(said: str, language: str | None) -> bool:
    """Tell whether folded words of a language without patterns deny or offer; False if its denials are unknown."""
    return _denial(base_of(language)).search(_NO_PROBLEM.sub(" ", said)) is not None


@cache  # some small tables that never change
def _denial(language: str) -> Pattern:
    if language not in _DENIALS:
        return _NEVER
    spaced = language not in _WITHOUT_SPACES
    return re.compile(rf"(?<!\w)(?:{_DENIALS[language]})(?!\w)" if spaced else _DENIALS[language])


@cache  # ten small tables that never change
def _claimed(known: Language) -> Claimed:
    raw = known.claims
    saying, end = rf"^(?:(?:{raw.saying}) )*", rf"(?: (?:{raw.after}))*$"
    return Claimed(
        _whole(rf"{saying}(?:{raw.done})|{raw.deeds}"),
        _whole(raw.results),
        _whole(
            rf"(?:{raw.be})(?: \w+)? (?:{raw.states}){end}|"
            rf"{saying}(?!(?:{raw.never}) )(?:\w+ ){{1,3}}(?:{raw.states}){end}"
        ),
        _whole(raw.denies),
        _whole(raw.idle),
    )


def _whole(pattern: str) -> Pattern:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
