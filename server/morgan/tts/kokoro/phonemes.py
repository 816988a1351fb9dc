"""Text as Kokoro reads it: espeak-ng's phonemes in the letters of its vocabulary; knows nothing of networks or voices.

Kokoro was trained on the output of hexgrad's misaki: IPA in which a diphthong or an affricate is one letter. misaki
rewrites espeak-ng's phonemes for words that it does not know; Morgan does so for all words, because misaki brings a
dictionary of spaCy and half a gigabyte with it. The vocabulary is that of hexgrad/Kokoro-82M (config.json), the
rewriting that of misaki's EspeakFallback (English) and EspeakG2P (all others).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

MOST_TOKENS: Final = 510  # in one call; a voice has one style for each number of tokens
PAD: Final = 0  # before and after

_LETTERS: Final = (
    (1, ";:,.!?"),
    (9, '—…"()“” \u0303ʣʥʦʨᵝ\uab67AI'),
    (31, "O"),
    (33, "Q"),
    (35, "ST"),
    (39, "W"),
    (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"),
    (75, "βɔɕç"),
    (80, "ɖðʤə"),
    (85, "ɚɛɜ"),
    (90, "ɟ"),
    (92, "ɡ"),
    (99, "ɥ"),
    (101, "ɨɪʝ"),
    (110, "ɯɰŋɳɲɴø"),
    (118, "ɸθœ"),
    (123, "ɹ"),
    (125, "ɾɻ"),
    (128, "ʁɽʂʃʈʧ"),
    (135, "ʊʋ"),
    (138, "ʌɣɤ"),
    (142, "χʎ"),
    (147, "ʒʔ"),
    (156, "ˈˌː"),
    (162, "ʰ"),
    (164, "ʲ"),
    (169, "↓"),
    (171, "→↗↘"),
    (177, "ᵻ"),
)
VOCABULARY: Final = MappingProxyType(
    {letter: first + at for first, letters in _LETTERS for at, letter in enumerate(letters)}
)

# espeak-ng's names of the languages of Kokoro's voices, by BCP 47. For Japanese and Mandarin misaki has phonemizers of
# its own, with which Kokoro was trained: spoken from espeak-ng's phonemes they are hard to understand.
LANGUAGES: Final = MappingProxyType(
    {
        "en-US": "en-US",
        "en-GB": "en",
        "es": "es",
        "fr": "fr",
        "hi": "hi",
        "it": "it",
        "pt-BR": "pt-BR",
        "ja": "ja",
        "zh": "cmn",
    }
)

_ENGLISH: Final = (  # longest first
    ("ʔˌn\u0329", "tᵊn"),
    ("ʔn\u0329", "tᵊn"),
    ("ʔn", "tᵊn"),
    ("ʲo", "jo"),
    ("ʲə", "jə"),
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("ə^l", "ᵊl"),
    ("ʔ", "t"),
    ("ʲ", ""),
    ("ɚ", "əɹ"),
    ("r", "ɹ"),
    ("x", "k"),
    ("ç", "k"),
    ("ɐ", "ə"),
    ("ɬ", "l"),
    ("\u0303", ""),
)
_BRITISH: Final = (("e^ə", "ɛː"), ("i^ə", "ɪə"), ("iə", "ɪə"), ("ə^ʊ", "Q"), ("e", "A"))
_AMERICAN: Final = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""), ("e", "A"), ("o", "ɔ"))
_OTHERS: Final = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("d^z", "ʣ"),
    ("d^ʒ", "ʤ"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "Q"),
    ("s^s", "S"),
    ("t^s", "ʦ"),
    ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"),
    ("-", ""),
)
_SYLLABIC = re.compile("(\\S)\u0329")
_SWITCHED = re.compile(r"\([^)]*\)")  # espeak-ng marks words that it takes for another language: "(en)"
# A mark that Kokoro knows and that is not part of a number or a name ("2.5", "7:05"): a space or the end follows it.
_MARKS = re.compile(r"([;:,.!?—…\"()“”]+)(?=\s|$|[\"()“”])|([—…\"()“”])")
_AS_KNOWN = str.maketrans("«»„–。、，！？", "“”“—.,,!?")
_SENTENCE_END = re.compile(r"(?<=[.!?…]) ")

Speak = Callable[[str], str]  # text without marks → espeak-ng's phonemes


def phonemes(text: str, language: str, speak: Speak) -> str:
    """Return a text in one of LANGUAGES as letters of Kokoro's vocabulary, with its marks."""
    written: list[str] = []
    for part in filter(None, _MARKS.split(text.translate(_AS_KNOWN))):
        if _MARKS.fullmatch(part):
            written.append(part)
        elif part.strip():
            before, after = " " * part[0].isspace(), " " * part[-1].isspace()
            written.append(before + rewritten(speak(part.strip()), language) + after)
        else:
            written.append(" ")
    return " ".join("".join(map(_known, "".join(written))).split())


def _known(letter: str) -> str:
    """Return the letter if the vocabulary has it, else its base letter ("ä"), else an empty string."""
    plain = letter if letter in VOCABULARY else unicodedata.normalize("NFD", letter)[0]
    return plain if plain in VOCABULARY else ""


def rewritten(told: str, language: str) -> str:
    """Return espeak-ng's phonemes as misaki writes them."""
    told = _SWITCHED.sub("", told)
    if language.startswith("en"):
        for old, new in _ENGLISH:
            told = told.replace(old, new)
        told = _SYLLABIC.sub(r"ᵊ\1", told)
        for old, new in _BRITISH if language == "en-GB" else _AMERICAN:
            told = told.replace(old, new)
    else:
        for old, new in _OTHERS:
            told = told.replace(old, new)
    return told.replace("^", "")


def pieces(letters: str, most: int = MOST_TOKENS) -> Iterator[str]:
    """Yield the letters for each call: a sentence, or as many whole words of a longer one as fit."""
    for sentence in _SENTENCE_END.split(letters):
        rest = sentence.strip()
        while len(rest) > most:
            at = max((rest.rfind(mark, 0, most) + 1 for mark in (", ", "; ", ": ")), default=0)
            at = at if at > most // 2 else rest.rfind(" ", 0, most + 1)
            at = at if at > 0 else most  # a word of 510 letters: does not occur in speech
            yield rest[:at].strip()
            rest = rest[at:].strip()
        if rest:
            yield rest


def tokens(letters: str) -> list[int]:
    """Return the letters as token numbers, padded at both ends."""
    return [PAD, *(VOCABULARY[letter] for letter in letters if letter in VOCABULARY), PAD]
