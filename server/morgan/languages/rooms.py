"""What rooms are called in most houses, folded, one line a language: enough to tell that one is spoken of.

Not words that are often something else: "study", "hall", "office".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ROOMS: Final[Mapping[str, str]] = {
    "en": "bathroom|bedroom|kitchen|library|garage|attic|loft|basement|cellar|hallway|corridor|lounge|living room|"
    "dining room|guest room|utility room|playroom|nursery|conservatory|garden|terrace|patio|balcony|porch|pantry|"
    "laundry|workshop|shed|sauna|staircase|stairwell",
    "de": "badezimmer|bad|schlafzimmer|kuche|bibliothek|garage|dachboden|speicher|keller|flur|diele|wohnzimmer|"
    "esszimmer|gastezimmer|kinderzimmer|arbeitszimmer|buro|wintergarten|garten|terrasse|balkon|speisekammer|"
    "waschkuche|werkstatt|schuppen|sauna|treppenhaus|gaste wc",
    "fr": "salle de bains?|chambre|cuisine|bibliotheque|garage|grenier|cave|sous sol|couloir|salon|salle a manger|"
    "bureau|veranda|jardin|terrasse|balcon|buanderie|atelier|entree|cabanon|sauna|cage d escalier",
    "es": "bano|dormitorio|cocina|biblioteca|garaje|desvan|atico|sotano|pasillo|salon|comedor|despacho|oficina|"
    "jardin|terraza|balcon|despensa|lavadero|taller|trastero|recibidor|sauna",
    "nl": "badkamer|slaapkamer|keuken|bibliotheek|garage|zolder|kelder|gang|hal|woonkamer|eetkamer|kantoor|werkkamer|"
    "serre|tuin|terras|balkon|bijkeuken|wasruimte|werkplaats|schuur|logeerkamer|sauna|trappenhuis",
    "it": "bagno|cucina|biblioteca|garage|soffitta|mansarda|cantina|corridoio|soggiorno|salotto|sala da pranzo|"
    "studio|veranda|giardino|terrazza|terrazzo|balcone|dispensa|lavanderia|officina|ripostiglio|ingresso|sauna",
    "pt": "casa de banho|banheiro|quarto|cozinha|biblioteca|garagem|sotao|cave|corredor|sala de estar|sala de jantar|"
    "escritorio|jardim|terraco|varanda|despensa|lavandaria|oficina|arrecadacao|sauna",
    "sv": "badrummet|sovrummet|koket|biblioteket|garaget|vinden|kallaren|hallen|korridoren|vardagsrummet|matsalen|"
    "arbetsrummet|kontoret|tradgarden|terrassen|balkongen|skafferiet|tvattstugan|verkstaden|gastrummet|bastun",
    "pl": "łazien\\w+|sypialn\\w+|kuchn\\w+|bibliote\\w+|garaz\\w*|strych\\w*|piwnic\\w+|korytarz\\w*|salon\\w*|"
    "jadaln\\w+|gabine\\w+|ogrod\\w*|taras\\w*|balkon\\w*|spizar\\w+|pralni\\w*|warsztat\\w*",
    "ru": "ванн\\w+|спальн\\w+|кухн\\w+|библиотек\\w+|гараж\\w*|чердак\\w*|подвал\\w*|коридор\\w*|гостин\\w+|"
    "столов\\w+|кабинет\\w*|сад|саду|террас\\w+|балкон\\w*|кладов\\w+|прачечн\\w+|мастерск\\w+",
}
# who goes there speaks of no lamp there: "I'm going to the garden, turn off the lights"
GOING: Final[Mapping[str, str]] = {
    "en": "to|into|towards|from|for",
    "de": "ins|zum|zur|nach|aus",
    "fr": "vers|depuis",
    "es": "al|hacia|a la|desde",
    "nl": "naar|naar de|naar het|uit",
    "it": "verso|al|alla|dal|dalla",
    "pt": "ao|para o|para a|do|da",
    "sv": "till|fran",
    "pl": "do|z",
    "ru": "из",
}
