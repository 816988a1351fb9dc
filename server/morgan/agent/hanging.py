"""On which words people end and on which they don't, as data for five languages; knows no house.

Written as words are compared (`morgan.agent.words`): small letters, no accents. Particles that end a command as well
as they go on with one ("turn the light on", "mach das Licht an") are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from morgan.agent.words import base_of


@dataclass(frozen=True, slots=True)
class Ends:
    """How sentences end in one language."""

    hanging: frozenset[str]  # articles, prepositions, joints, hesitations: something must follow
    phrases: frozenset[str]  # whole sentences that nothing follows
    states: frozenset[str]  # a question that begins so asks for a state: is the door … open
    timers: frozenset[str]
    sets: frozenset[str]  # with a timer: it needs a time
    units: frozenset[str]  # of time


def ends_of(language: str | None) -> Ends:
    """Return the table of a BCP 47 language; English where that language is not known here."""
    own = base_of(language)
    return _TABLES.get(own, _TABLES["en"])


def _ends(hanging: str, phrases: str, states: str, *times: str) -> Ends:
    return Ends(
        frozenset(hanging.split()),
        frozenset(phrase.strip() for phrase in phrases.split("|")),
        frozenset(states.split()),
        *(frozenset(part.split()) for part in times),
    )


_TABLES: Mapping[str, Ends] = {
    "en": _ends(
        "a an the and or but so then also plus um uh uhm erm er hmm well like because if when while until with without "
        "to of at by for from into onto about than as my your our his her their its this these those every each "
        "all in per is are was were be what whats which who whose set make please can could would will i im we you hey",
        "yes|no|yeah|nope|ok|okay|stop|cancel|never mind|nevermind|thanks|thank you|that is all|thats all|"
        "what time is it|whats the time|whats the date|what day is it|good night|good morning|"
        "cancel all timers|timer status|stop it|yes please|no thanks",
        "is are was were did does has",
        "timer timers",
        "set start create make add begin",
        "second seconds minute minutes hour hours",
    ),
    "de": _ends(
        "der die das den dem des ein eine einen einem einer und oder aber dann also auch noch ahm ah ahm hm weil wenn "
        "wahrend bis mit ohne nach von bei fur uber in im ins am beim zum zur mein meine meinen meiner dein deine "
        "unser unsere diese dieser dieses alle jede jeden pro ist sind war was welche wer bitte kannst konntest ich "
        "wir du stelle setze",
        "ja|nein|nee|okay|ok|stopp|stop|abbrechen|schon gut|vergiss es|danke|das ist alles|wie spat ist es|"
        "gute nacht|guten morgen|alle timer abbrechen",
        "ist sind war waren",
        "timer wecker",
        "stelle stell setze starte erstelle",
        "sekunde sekunden minute minuten stunde stunden",
    ),
    "fr": _ends(
        "le la les l un une des du de d et ou mais puis alors aussi euh hum parce si quand pendant jusque avec sans "
        "a au aux par pour sur dans en chez mon ma mes ton ta tes notre nos votre vos ce cet cette ces chaque "
        "est sont quel quelle qui que peux je tu nous vous mets regle",
        "oui|non|ok|d accord|stop|arrete|annule|laisse tomber|merci|c est tout|quelle heure est il|bonne nuit|bonjour",
        "est sont",
        "minuteur minuteurs minuterie",
        "mets regle lance demarre cree",
        "seconde secondes minute minutes heure heures",
    ),
    "es": _ends(
        "el la los las un una unos unas y e o pero entonces tambien eh em porque si cuando mientras hasta con sin "
        "a al de del por para en sobre mi mis tu tus nuestro nuestra su este esta estos estas cada "
        "es son esta estan cual que quien puedes yo pon ajusta",
        "si|no|vale|ok|para|cancela|cancelar|dejalo|gracias|eso es todo|que hora es|buenas noches|buenos dias",
        "esta estan es son",
        "temporizador temporizadores",
        "pon inicia crea configura",
        "segundo segundos minuto minutos hora horas",
    ),
    "nl": _ends(
        "de het een en of maar dan dus ook nog eh uhm hmm omdat als wanneer terwijl tot met zonder "
        "naar van bij voor over in op per mijn jouw onze ons deze dit die alle elke "
        "is zijn was wat welke wie kan kun zou ik we wij je zet stel",
        "ja|nee|oke|ok|stop|annuleer|laat maar|dank je|bedankt|dat is alles|hoe laat is het|welterusten|goedenacht",
        "is zijn was",
        "timer timers wekker",
        "zet stel start maak",
        "seconde seconden minuut minuten uur uren",
    ),
}
ENDS_LANGUAGES = tuple(_TABLES)
