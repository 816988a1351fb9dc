"""Which of a recogniser's words were truly said; knows no recogniser, only the signs that Whisper gives.

Whisper writes words for silence, repeats itself, and repeats its prompt. Each of these has signs, none of which is
sure: words are dropped where two signs agree. A short answer ("stop", "ja") passes more easily: in a house it is
likelier than anything that Whisper invents, and losing it costs more.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

NO_SPEECH = 0.6  # these three are OpenAI's
LOG_PROBABILITY = -1.0
COMPRESSION = 2.4

# OpenAI accepts words above -1 even if nobody spoke. Of 129 commands by people in whole windows, in noise and without,
# none had more than 0.52 of no speech; a television next door gave "I don't know what I'm talking about" at -0.95.
_SILENT_LOG_PROBABILITY = -0.6
_SHORT_WINDOW_NO_SPEECH = 0.8  # in a short window people have up to 0.75, and a television 0.82 and more

_SHORT_LOG_PROBABILITY = -1.6
_ORDER_LOG_PROBABILITY = -0.7  # at least this: an order from a short window is not decoded again
_OTHER_LOG_PROBABILITY = -0.35  # the same for anything else
_WEAK_NO_SPEECH = 0.3  # at half of OpenAI's limits a phrase of the lists below is dropped
_WEAK_LOG_PROBABILITY = -0.6
_WORDS_PER_SECOND = 7  # nobody speaks faster
_WORDS_AT_ONCE = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

_SHORT = frozenset(
    {
        *("stop", "yes", "no", "yeah", "nope", "okay", "ok", "cancel", "quiet"),
        *("enough", "help", "pause", "next", "louder", "quieter", "on", "off", "hello"),
        *("ja", "nein", "stopp", "halt", "abbrechen", "aus", "an", "ruhe", "weiter"),
        *("leiser", "lauter", "hilfe", "genug", "doch", "nee", "stil", "genoeg"),
        *("oui", "non", "arrête", "annule", "silence", "suivant", "assez", "aide"),
        *("sí", "si", "para", "alto", "cancela", "basta", "silencio", "siguiente"),
        *("ayuda", "pausa", "annuleer", "volgende", "harder", "zachter", "uit", "aan"),
        *("sì", "ferma", "annulla", "aiuto", "não", "sim", "pare"),
    }
)
# Phrases that Whisper learned from the subtitles of silence at the end of videos. Each of them may also be said to a
# house, and then the other signs are good.
_OF_SILENCE = frozenset(
    {
        *("you", "thank you", "thanks", "thank you very much", "thank you so much", "bye", "bye bye", "so", "the end"),
        *("thank you for watching", "thanks for watching", "please subscribe", "see you next time", "see you later"),
        *("thank you for listening", "i'll see you in the next video", "subtitles by the amara org community"),
        *("vielen dank", "danke", "danke schön", "tschüss", "bis zum nächsten mal", "untertitel"),
        *("vielen dank fürs zuschauen", "untertitel der amara org community", "untertitelung des zdf"),
        *("untertitelung im auftrag des zdf", "das war's", "copyright wdr", "swr"),
        *("merci", "merci beaucoup", "merci d'avoir regardé", "merci d'avoir regardé cette vidéo", "au revoir"),
        *("sous titrage société radio canada", "sous titres réalisés par la communauté d'amara org", "abonnez vous"),
        *("gracias", "muchas gracias", "gracias por ver", "gracias por ver el video", "gracias por ver el vídeo"),
        *("suscríbete", "subtítulos realizados por la comunidad de amara org", "adiós", "hasta luego"),
        *(
            "bedankt",
            "dank je wel",
            "dank u wel",
            "bedankt voor het kijken",
            "ondertiteling door de amara org community",
        ),
        *("tot de volgende keer", "doei", "ondertitels ingediend door de amara org gemeenschap", "tot ziens"),
        *("grazie", "grazie a tutti", "grazie per la visione", "sottotitoli creati dalla comunità amara org"),
        *(
            "sottotitoli e revisione a cura di qtss",
            "obrigado",
            "obrigado por assistir",
            "legendas pela comunidade amara org",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Signs:
    """A recogniser's words and how sure it was: probabilities between 0 and 1, logarithms per token."""

    text: str
    no_speech: float
    log_probability: float
    seconds: float  # of sound
    cut: bool = False  # it reached its token limit without an end
    prompt: str = ""


def doubtful(signs: Signs) -> bool:
    """Tell whether another decode, with a longer window or without a prompt, may give other words."""
    return not _silent(signs) and _unlikely(signs)


def surely_right(signs: Signs, *, is_order: bool) -> bool:
    """Tell whether a whole window would hardly give other words than the short one did.

    `is_order`: these words are an order of the house, which is unlikely to result from mishearing.
    """
    least = _ORDER_LOG_PROBABILITY if is_order else _OTHER_LOG_PROBABILITY
    speech = signs.no_speech <= _SHORT_WINDOW_NO_SPEECH
    return signs.log_probability >= least and speech and not _unlikely(signs)


def truly_said(signs: Signs) -> bool:
    """Tell whether the words were said, not invented."""
    words = plain(signs.text)
    if not words or _silent(signs) or compression(signs.text) > COMPRESSION or _too_many(signs):
        return False
    if words in _SHORT:
        return True
    weak = signs.no_speech > _WEAK_NO_SPEECH or signs.log_probability < _WEAK_LOG_PROBABILITY
    invented = words in _OF_SILENCE or f" {words} " in f" {plain(signs.prompt)} "
    return not (weak and invented)


def plain(text: str) -> str:
    """Return only the words, in lower case."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold())).replace("’", "'")


def compression(text: str) -> float:
    """Return the text's zlib compression ratio, by which OpenAI detects loops."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def repeats(text: str) -> bool:
    """Tell whether the text ends with two words or more that are at once repeated ("limit it. Limit it.").

    Whisper does this when there is less silence after the words than in its training. A person may do it too; then
    another decode costs only its time.
    """
    words = plain(text).split()
    return any(words[-size:] == words[-2 * size : -size] for size in range(2, len(words) // 2 + 1))


def _unlikely(signs: Signs) -> bool:
    return (
        signs.cut
        or signs.log_probability < LOG_PROBABILITY
        or compression(signs.text) > COMPRESSION
        or repeats(signs.text)
        or _too_many(signs)
    )


def _silent(signs: Signs) -> bool:
    surely = _SHORT_LOG_PROBABILITY if plain(signs.text) in _SHORT else _SILENT_LOG_PROBABILITY
    return signs.no_speech > NO_SPEECH and signs.log_probability < surely


def _too_many(signs: Signs) -> bool:
    return len(plain(signs.text).split()) > _WORDS_AT_ONCE + _WORDS_PER_SECOND * signs.seconds
