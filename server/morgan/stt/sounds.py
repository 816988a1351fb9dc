"""How words sound, roughly, and how far two of them are apart; knows no dictionary, no house and no recogniser.

A sound is one letter of an alphabet of our own: most are themselves, S Z C J are those of ship, measure, church and
judge, T N those of thin and sing, x that of Bach, and A W Q O Y those of my, now, boy, schön and über. What is said
somewhat differently from region to region is one sound, so that the rules stay few: a misheard name and the name go
through the same rules, and only their difference counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

# Letters → sounds, the first that fits counts; a pattern may look around. `-` stands for no sound at all.
_RULES: Mapping[str, str] = {
    "en": r"""
    ^isl Al | (?<=[pkfsx])ed$ t | (?<=[^tdaeiou])ed$ d | ^kn n | ^wr r | ^gn n | ^ps s | ^wh w | ^wor wr | mb$ m |
    mbs$ mz | tch C | tion Sn | [sc]ion Sn | ture Cr | sch sk | eigh e | igh A | ough o | augh o | gh - | ph f |
    sh S | ch C | th T | qu kw | ck k | dge? J | nge nJ | ng$ N | ng N | sc(?=[eiy]) s | cc(?=[eiy]) ks |
    c(?=[eiy]) s | c k | q k | x ks | ^get get | ^gi(?=[rfv]) gi | g(?=[eiy]) J | eau o | gu(?=[ei]) g | ear ir |
    eer ir | oor or | our or | ee i | ea i | oo u | ou W | ow$ o | ow W | oi Q | oy Q | ai e | ay e | ei e | ey$ i |
    ie$ A | ie i | au o | aw o | oa o | ew u | ue$ u | ui u | oe o | air er | are$ er | er r | ir r | ur r |
    y(?=[aeiou]) j | ^y j | y$ i | y i | a(?=[^aeiouywx]e[sd]?$) e | i(?=[^aeiouywx]e[sd]?$) A |
    o(?=[^aeiouywx]e[sd]?$) o | u(?=[^aeiouywx]e[sd]?$) u | (?<=[aeiouy][^aeiouy])es$ z | (?<=[^aeiouy])e$ - |
    (?<=[^aeiou])le$ l | (?<=[aeiouy])s(?=[aeiou]) z | (?<=[bdgvmnlr])s$ z | ss s | j J | u a | a$ a
    """,
    "de": r"""
    tsch C | sch S | chs ks | ch x | ck k | tz ts | ^st St | ^sp Sp | ss s | ß s | z ts | s(?=[aeiouäöü]) z | ph f |
    th t | dt t | qu kv | ng N | nk Nk | ei A | ai A | ay A | ey A | ie i | eu Q | äu Q | au W | ä e | ö O | ü Y |
    y Y | ig$ ix | v f | w v | (?<=[aeiouäöü])h - | d$ t | b$ p | g$ k | er$ a | x ks | c(?=[eiy]) ts | c k | aa a |
    ee e | oo o
    """,
    "fr": r"""
    (?<=[aeiouyéèê])ill? ij | ill ij | eau o | au o | œu O | eu O | ou u | oi wa | ai(?!n) e | ei(?!n) e |
    (?:ain|ein|in|im|un|um|yn)(?![aeiouyéèênm]) U | (?:an|am|en|em)(?![aeiouyéèênm]) V |
    (?:on|om)(?![aeiouyéèênm]) M | ez$ e | er$ e | ets?$ e | é e | è e | ê e | ë e | à a | â a | ô o | î i | ï i |
    ù u | û Y | ch S | ph f | gn nj | qu k | gu(?=[eiyéè]) g | ge(?=[aou]) Z | g(?=[eiyéè]) Z | j Z | c(?=[eiyéè]) s |
    ç s | c k | th t | h - | (?<=[aeiouyéèê])s(?=[aeiouyéèê]) z | ss s | (?<=.)e?[sxz]$ - | (?<=.)[td]s?$ - |
    (?<=[^aeiou])es?$ - | e$ - | p$ - | x ks | y i | u Y | w v
    """,
    "es": r"""
    ch C | ll j | ñ nj | qu k | gu(?=[ei]) g | gü gw | g(?=[ei]) x | j x | h - | c(?=[ei]) s | z s | c k | v b |
    x ks | rr r | y$ i | y j | á a | é e | í i | ó o | ú u | ü u
    """,
    "nl": r"""
    sch sx | ch x | ng N | nk Nk | sj S | tj C | ij A | ei A | ey A | ui W | ou W | au W | oe u | ie i | eu O | aa a |
    ee e | oo o | uu Y | gg x | g x | ck k | c(?=[eiy]) s | c k | qu kv | th t | ph f | w v | y i | x ks |
    u(?=[^aeiou][aeiou]) Y | d$ t | b$ p | en$ e | ë e | é e | ï i
    """,
}  # fmt: skip
_VOWELS = frozenset("aeiouAWQOYUVM")
_WEAK = frozenset("hjw")  # sounds that come and go
_NEAR = (  # those that are taken for each other; a sound may have several neighbours
    "pb", "td", "kg", "gx", "kx", "fv", "vw", "vb", "sz", "SZ", "CJ", "SC", "ZJ", "sS", "zZ", "Tt", "Td", "Tf", "Ts",
    "Tv", "Tz", "Ct", "Jd", "jJ", "mn", "nN", "lr", "rx", "hx", "ij", "uw", "zs", "UV", "VM",
)  # fmt: skip


def sounds(text: str, language: str) -> str:
    """Return how the words sound, one letter a sound; letters that no rule knows stand for themselves."""
    own = language if language in _RULES else ""
    return _single("".join(_sounds_of(word, own) for word in text.casefold().split()))


@lru_cache(16_384)  # a big house's words come again and again, and reading them is most of the work
def _sounds_of(word: str, language: str) -> str:
    pattern, said = _reader(language)
    plain = unicodedata.normalize("NFC", word) if language else _bare(word)
    plain = plain.replace("'", "").replace("’", "")
    return "".join(
        _bare(match.group()) if match.lastindex is None else said[match.lastindex - 1]
        for match in pattern.finditer(plain)
    )


def skeleton(said: str) -> str:
    """Return the sounds by which what is nearly the same is found: consonants, those alike as one."""
    return _single("".join(_CLASSES.get(sound, sound) for sound in said if sound not in _VOWELS and sound not in _WEAK))


_CLASSES = {sound: group[0] for group in ("pbfvw", "tdT", "kgx", "szSZCJ", "mnN", "lr") for sound in group}


def apart(one: str, other: str, at_most: float) -> float:
    """Return how many sounds are wrong, missing or too many; more than `at_most` when it is more than that.

    A sound taken for one that is like it counts half, a vowel or a breath too many three quarters and a half.
    """
    if abs(len(one) - len(other)) > 2 * at_most:
        return at_most + 1
    row = [0.0]
    for theirs in other:
        row.append(row[-1] + _alone(theirs))
    for sound in one:
        above, row = row, [row[0] + _alone(sound)]
        for at, theirs in enumerate(other):
            row.append(
                min(above[at] + _instead(sound, theirs), above[at + 1] + _alone(sound), row[at] + _alone(theirs))
            )
        if min(row) > at_most:
            return at_most + 1
    return row[-1]


def _alone(sound: str) -> float:
    return 0.5 if sound in _WEAK else 0.75 if sound in _VOWELS else 1.0


def _instead(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return 0.5 if (one in _VOWELS and other in _VOWELS) or (one + other) in _PAIRS else 1.0


_PAIRS = frozenset(pair for each in _NEAR for pair in (each, each[::-1]))


def _single(said: str) -> str:
    """Write a sound that is held once."""
    return re.sub(r"(.)\1+", r"\1", said)


def _bare(word: str) -> str:
    """Return the letters without accents, and nothing else."""
    folded = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in folded if letter.isalpha())


@cache  # five small tables and the empty one
def _reader(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern of all rules, a group each, and what each says."""
    columns = [column for column in _RULES.get(language, "").split() if column != "|"]
    patterns, said = columns[::2], columns[1::2]
    groups = [f"({letters})" for letters in patterns]
    return re.compile("|".join([*groups, r"\w"])), tuple(sound.replace("-", "") for sound in said)
