"""What rooms are called that have one name only, folded, one line a language: enough to tell that one is spoken of.

Not words that are often something else ("study", "hall", "bath"), nor those for which a house may have another word
("lounge" is its living room, "garden" its yard). Polish and Russian are left out: their names change with the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROOMS: Final[Mapping[str, str]] = {
    "en": "bathroom|kitchen|library|garage|attic|conservatory|nursery|pantry|dining room|guest room|laundry room",
    "de": "badezimmer|kuche|bibliothek|garage|dachboden|wintergarten|speisekammer|esszimmer|gastezimmer|waschkuche",
    "fr": "salle de bains?|cuisine|bibliotheque|garage|grenier|veranda|salle a manger|buanderie",
    "es": "cuarto de bano|cocina|biblioteca|garaje|desvan|comedor|despensa|lavadero",
    "nl": "badkamer|keuken|bibliotheek|garage|zolder|serre|bijkeuken|eetkamer|logeerkamer|wasruimte",
    "it": "cucina|biblioteca|garage|soffitta|veranda|sala da pranzo|dispensa|lavanderia",
    "pt": "casa de banho|banheiro|cozinha|biblioteca|garagem|sotao|sala de jantar|despensa|lavandaria",
    "sv": "badrummet|koket|biblioteket|garaget|matsalen|skafferiet|gastrummet|tvattstugan",
}
# what stands before a room where it is spoken of as the place: at the beginning, or "in the"
AT: Final[Mapping[str, str]] = {
    "en": "^the |(?:in|of|for) the ",
    "de": "^(?:die|der|das) |(?:im|in der|in dem|auf dem) ",
    "fr": "^(?:la|le|l) |dans (?:la|le|l) ",
    "es": "^(?:la|el) |en (?:la|el) ",
    "nl": "^(?:de|het) |(?:in|op) (?:de|het) ",
    "it": "^(?:la|il|l) |(?:in|nel|nella) ",
    "pt": "^(?:a|o) |(?:na|no) ",
    "sv": "^|i ",
}
HERE: Final[Mapping[str, str]] = {
    "en": "here|i|im|we|my",
    "de": "hier|ich|wir|bin",
    "fr": "ici|je|j|suis|nous",
    "es": "aqui|estoy|voy|estamos",
    "nl": "hier|ik|wij|we|ben",
    "it": "qui|sono|sto|vado",
    "pt": "aqui|estou|vou|estamos",
    "sv": "har|jag|vi",
}
