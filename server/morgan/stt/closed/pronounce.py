"""Pronunciations of words that no dictionary has, such as made-up names; knows nothing of sound.

From the surest to the least sure: the dictionary; the plural or possessive of a word that it has; two words written as
one ("EcoBee", "nightlight"); letters spelled out ("HVAC"); and rules for English letters, good enough to tell names
apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Phones = tuple[str, ...]
Look = Callable[[str], Sequence[Phones]]

_LETTER_NAMES = (
    "EY,B IY,S IY,D IY,IY,EH F,JH IY,EY CH,AY,JH EY,K EY,EH L,EH M,EH N,OW,P IY,K Y UW,AA R,EH S,T IY,Y UW,V IY,"
    "D AH B AH L Y UW,EH K S,W AY,Z IY"
)
_LETTERS = {
    letter: tuple(phones.split())
    for letter, phones in zip("abcdefghijklmnopqrstuvwxyz", _LETTER_NAMES.split(","), strict=True)
}

# (letters before, the letters, letters after) → phones; the first rule that fits applies, longer ones come first.
_RULES = tuple(
    (re.compile(before + r"\Z"), letters, re.compile(after), tuple(phones.split()))
    for before, letters, after, phones in (
        ("", "tion", "", "SH AH N"), ("", "sion", "", "ZH AH N"), ("", "tch", "", "CH"), ("", "sch", "", "SH"),
        ("", "igh", "", "AY"), ("", "eigh", "", "EY"), ("", "ough", "", "OW"), ("", "augh", "", "AO"),
        ("", "eau", "", "OW"), ("", "qu", "", "K W"), ("", "ck", "", "K"), ("", "ch", "", "CH"), ("", "sh", "", "SH"),
        ("", "ph", "", "F"), ("", "th", "", "TH"), ("^", "wh", "", "W"), ("^", "kn", "", "N"), ("^", "wr", "", "R"),
        ("", "ng", "$", "NG"), ("", "dge", "", "JH"), ("", "ee", "", "IY"), ("", "ea", "", "IY"), ("", "oo", "", "UW"),
        ("", "ou", "", "AW"), ("", "ow", "$", "OW"), ("", "ow", "", "AW"), ("", "oi", "", "OY"), ("", "oy", "", "OY"),
        ("", "ai", "", "EY"), ("", "ay", "", "EY"), ("", "au", "", "AO"), ("", "aw", "", "AO"), ("", "oa", "", "OW"),
        ("", "ie", "", "IY"), ("", "ei", "", "EY"), ("", "ey", "$", "IY"), ("", "ew", "", "UW"), ("", "ue", "$", "UW"),
        ("", "ui", "", "UW"), ("", "er", "", "ER"), ("", "ir", "", "ER"), ("", "ur", "", "ER"), ("", "ar", "", "AA R"),
        ("", "or", "", "AO R"), ("", "sc", "[eiy]", "S"), ("", "c", "[eiy]", "S"), ("", "c", "", "K"),
        ("", "g", "[ei]", "JH"), ("", "gh", "", "G"), ("", "x", "", "K S"), ("^", "y", "", "Y"), ("", "y", "$", "IY"),
        ("", "y", "", "IH"), ("", "ss", "", "S"), ("[aeiou]", "s", "[aeiou]", "Z"), ("[bdgvmnlr]", "s", "$", "Z"),
        ("", "j", "", "JH"), ("", "a", "[^aeiou]e$", "EY"), ("", "e", "[^aeiou]e$", "IY"),
        ("", "i", "[^aeiou]e$", "AY"), ("", "o", "[^aeiou]e$", "OW"), ("", "u", "[^aeiou]e$", "UW"),
        ("[^aeiou].*", "e", "$", ""), ("", "a", "$", "AH"), ("", "i", "$", "IY"), ("", "o", "$", "OW"),
        ("", "u", "$", "UW"), ("", "e", "$", "IY"), ("", "a", "", "AE"), ("", "e", "", "EH"), ("", "i", "", "IH"),
        ("", "o", "", "AA"), ("", "u", "", "AH"), ("", "b", "", "B"), ("", "d", "", "D"), ("", "f", "", "F"),
        ("", "g", "", "G"), ("", "h", "", "HH"), ("", "k", "", "K"), ("", "l", "", "L"), ("", "m", "", "M"),
        ("", "n", "", "N"), ("", "p", "", "P"), ("", "q", "", "K"), ("", "r", "", "R"), ("", "s", "", "S"),
        ("", "t", "", "T"), ("", "v", "", "V"), ("", "w", "", "W"), ("", "z", "", "Z"),
    )
)  # fmt: skip

_VOICELESS = frozenset(["P", "T", "K", "F", "TH"])
_HISSING = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])


def pronounce(word: str, spelling: str, look: Look) -> list[Phones]:
    """Return at least one way to say `word` (letters and apostrophes); `spelling` is how the house writes it."""
    if found := list(look(word)):
        return found
    if not any(letter in "aeiouy" for letter in word) or (spelling.isupper() and 1 < len(spelling) <= 4):
        return [_spelled_out(word)]
    if ending := _with_ending(word, look):
        return [ending]
    if parts := _in_two(word, spelling, look):
        return [parts]
    return [_by_rule(word.replace("'", ""))]


def _spelled_out(word: str) -> Phones:
    return tuple(phone for letter in word if letter in _LETTERS for phone in _LETTERS[letter])


def _with_ending(word: str, look: Look) -> Phones | None:
    for ending in ("'s", "s'", "s"):
        stem = word.removesuffix(ending)
        if stem != word and (said := look(stem)):
            last = said[0][-1]
            sound = ("IH", "Z") if last in _HISSING else ("S",) if last in _VOICELESS else ("Z",)
            return (*said[0], *sound)
    return None


def _in_two(word: str, spelling: str, look: Look) -> Phones | None:
    """Say two words that are written as one, split at a capital letter if there is one."""
    capital = re.search(r"(?<=[a-z])[A-Z]", spelling)
    cuts = [capital.start()] if capital else sorted(range(3, len(word) - 2), key=lambda cut: abs(cut - len(word) / 2))
    for cut in cuts:
        halves = [look(half) for half in (word[:cut], word[cut:])]
        if all(halves):
            return (*halves[0][0], *halves[1][0])
    if capital:
        return (*pronounce(word[: cuts[0]], "", look)[0], *pronounce(word[cuts[0] :], "", look)[0])
    return None


def _by_rule(word: str) -> Phones:
    said: list[str] = []
    at = 0
    while at < len(word):
        for before, letters, after, phones in _RULES:
            if word.startswith(letters, at) and before.search(word[:at]) and after.match(word[at + len(letters) :]):
                if (
                    phones
                    and said
                    and said[-1] == phones[0]
                    and phones[0] not in ("AH", "IY")
                    and word[at] == word[at - 1]
                ):
                    break  # a doubled letter is one sound
                said.extend(phones)
                at += len(letters) - 1
                break
        at += 1
    return tuple(said) or ("AH",)
