"""What people say to a house besides names, in five languages; knows no Home Assistant.

Only phrases that mean one thing. Each is matched as a whole sentence, or as a whole name inside a sentence of Home
Assistant's own; never as a part of something longer. A language that is missing here loses these and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from .languages import base


@dataclass(frozen=True, slots=True)
class Kind:
    """What a noun stands for: domains, and device classes where the domain alone does not say it."""

    nouns: tuple[str, ...]
    domain: str
    device_classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    again: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()
    less: frozenset[str] = frozenset()
    not_that: frozenset[str] = frozenset()  # the last thing was the wrong one
    other_alone: frozenset[str] = frozenset()  # the same with the other one
    other: frozenset[str] = frozenset()  # the other one, as a name; without its article
    it: frozenset[str] = frozenset()  # the last thing, as a name
    them: frozenset[str] = frozenset()  # the last things
    joints: tuple[str, ...] = ()  # between two commands
    also: tuple[str, ...] = ()  # say that something is one more, before or behind it
    both: tuple[str, ...] = ()  # say before the first thing that a second one comes
    articles: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()  # what tells a time, and is set or put as music is
    verbs_too: frozenset[str] = frozenset()  # nouns of `kinds` that are orders at the beginning of a sentence
    never_named: frozenset[str] = frozenset()  # words of a sentence that no name has
    home: frozenset[str] = frozenset({"home"})  # where who is at home is
    places: tuple[str, ...] = ()  # how a thing and the room it is in are said together
    kinds: tuple[Kind, ...] = ()


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in text.split("|"))


def _kinds(text: str) -> tuple[Kind, ...]:
    """Read lines of `domain[.class,class]: noun|noun`."""
    kinds = []
    for line in text.strip().splitlines():
        what, nouns = line.strip().split(": ")
        domain, _, classes = what.partition(".")
        kinds.append(Kind(tuple(nouns.split("|")), domain, frozenset(classes.split(",") if classes else ())))
    return tuple(kinds)


_EN: Final = Words(
    again=_phrases("again|once more|one more time|do it again|do that again|repeat that|the same again"),
    more=_phrases("more|a bit more|a little more|a bit further|some more|a little bit more"),
    less=_phrases("less|a bit less|a little less|not so much|not that much|a little bit less"),
    not_that=_phrases("not that one|not that|not this one|no not that one|wrong one|that's the wrong one"),
    other_alone=_phrases(
        "the other one|and the other one|the other one too|the other one as well|and the other|no the other one|"
        "the other one please|and the other one too"
    ),
    other=_phrases("other one|other"),
    it=_phrases("it|that|this|that one|this one"),
    them=_phrases("them|those|these|both|both of them|all of them"),
    joints=(" and then ", " and also ", " as well as ", " and ", " then "),
    also=("also", "too", "as well"),
    both=("both",),
    articles=("the", "a", "an", "my", "our", "all the", "all"),
    verbs_too=_phrases("lock|light|fan|shade|blind|alarm|plug"),
    never_named=_phrases("not|don't|except|but|unless|if|when|without|turn|switch|and|then"),
    home=_phrases("home|at home|the house|house"),
    clocks=("alarm", "alarm clock", "timer", "reminder"),
    places=(
        "{area} {kind}",
        "{kind} in {area}",
        "{kind} in the {area}",
        "{kind} of the {area}",
        "{kind} on the {area}",
    ),
    kinds=_kinds("""
        light: light|lights|lamp|lamps
        fan: fan|fans
        lock: lock|locks|door lock
        vacuum: vacuum|vacuum cleaner|robot vacuum|hoover|vacuum robot
        valve: valve|valves
        cover.curtain: curtain|curtains|drapes
        cover.blind: blind|blinds
        cover.shade: shade|shades
        cover.shutter: shutter|shutters
        cover.awning: awning|awnings
        cover.garage: garage door|garage doors|garage
        cover.gate: gate|gates
        media_player.tv: tv|television|telly
        media_player.speaker: speaker|speakers
        climate: thermostat|heating|heater|air conditioner|air conditioning
        humidifier: humidifier
        lawn_mower: mower|lawn mower|lawnmower
        todo: todo list|to-do list|to do list|task list|tasks|todos|list
        alarm_control_panel: alarm|alarm system
        switch.outlet: plug|outlet|socket
    """),
)

_DE: Final = Words(
    again=_phrases("nochmal|noch mal|noch einmal|wiederhole das|mach das nochmal|das gleiche nochmal"),
    more=_phrases("mehr|etwas mehr|ein bisschen mehr|noch etwas mehr|noch mehr|ein wenig mehr|noch ein bisschen"),
    less=_phrases("weniger|etwas weniger|ein bisschen weniger|ein wenig weniger|nicht so viel"),
    not_that=_phrases("nicht das|nicht die|nicht den|nicht diese|nicht dieses|nicht diesen|nein nicht das|das falsche"),
    other_alone=_phrases(
        "das andere|die andere|den anderen|und das andere|und die andere|und den anderen|das andere auch|"
        "die andere auch|den anderen auch"
    ),
    other=_phrases("andere|anderen|das andere|die andere|den anderen"),
    it=_phrases("es|sie|ihn|das|den|die"),
    them=_phrases("sie|die|beide|alle beide"),
    joints=(" und dann ", " und auch ", " als auch ", " sowie ", " und "),
    also=("auch noch", "auch", "ebenfalls", "ebenso", "noch"),
    both=("sowohl",),
    articles=("der", "die", "das", "den", "dem", "mein", "meine", "meinen", "alle"),
    never_named=_phrases("nicht|kein|keine|außer|ohne|aber|wenn|falls|und|dann|nur"),
    home=_phrases("zu hause|zuhause|daheim|haus|im haus"),
    clocks=("wecker", "timer", "alarm", "kurzzeitwecker", "erinnerung"),
    places=(
        "{kind} in {area}",
        "{kind} im {area}",
        "{kind} in der {area}",
        "{kind} am {area}",
        "{kind} auf der {area}",
        "{kind} auf dem {area}",
        "{kind} vom {area}",
        "{kind} von der {area}",
        "{area} {kind}",
        "{area}{kind}",
    ),
    kinds=_kinds("""
        light: licht|lichter|lampe|lampen|leuchte
        fan: ventilator|ventilatoren|lüfter
        lock: schloss|türschloss|schlösser
        vacuum: staubsauger|saugroboter|sauger
        valve: ventil|ventile
        cover.curtain: vorhang|vorhänge|gardine|gardinen
        cover.blind: jalousie|jalousien
        cover.shade: rollo|rollos
        cover.shutter: rollladen|rollläden|rolladen|rolläden
        cover.awning: markise|markisen
        cover.garage: garagentor|garagentür|garage
        cover.gate: tor|tore
        media_player.tv: fernseher|tv
        media_player.speaker: lautsprecher
        climate: thermostat|heizung|klimaanlage
        humidifier: luftbefeuchter
        lawn_mower: rasenmäher|mähroboter
        todo: aufgabenliste|to-do-liste|todoliste|liste|aufgaben
        alarm_control_panel: alarmanlage|alarm
        switch.outlet: steckdose
    """),
)

_FR: Final = Words(
    again=_phrases("encore|encore une fois|refais-le|recommence|la même chose"),
    more=_phrases("plus|un peu plus|encore un peu|encore plus|un peu plus encore"),
    less=_phrases("moins|un peu moins|pas autant"),
    not_that=_phrases("pas celui-là|pas celle-là|pas ça|non pas celui-là|non pas celle-là"),
    other_alone=_phrases("l'autre|et l'autre|l'autre aussi|et l'autre aussi"),
    other=_phrases("autre|l'autre"),
    it=_phrases("le|la|l'|ça|cela"),
    them=_phrases("les|les deux"),
    joints=(" et puis ", " et aussi ", " ainsi que ", " et ", " puis "),
    also=("aussi", "également", "en plus"),
    both=("à la fois",),
    articles=("le", "la", "les", "l'", "mon", "ma", "mes", "toutes les", "tous les"),
    never_named=_phrases("ne|pas|sauf|sans|mais|si|quand|et|puis|excepté"),
    home=_phrases("maison|la maison|à la maison|chez moi|chez nous"),
    clocks=("réveil", "minuteur", "minuterie", "alarme", "rappel"),
    places=(
        "{kind} de la {area}",
        "{kind} du {area}",
        "{kind} de l'{area}",
        "{kind} des {area}",
        "{kind} de {area}",
        "{kind} dans la {area}",
        "{kind} dans le {area}",
        "{kind} {area}",
    ),
    kinds=_kinds("""
        light: lumière|lumières|lampe|lampes
        fan: ventilateur|ventilateurs
        lock: serrure|serrures|verrou
        vacuum: aspirateur|robot aspirateur
        valve: vanne|vannes
        cover.curtain: rideau|rideaux
        cover.blind: store|stores
        cover.shutter: volet|volets
        cover.garage: porte de garage|porte du garage|garage
        cover.gate: portail|portails
        media_player.tv: télé|télévision|tv|téléviseur
        media_player.speaker: enceinte|enceintes|haut-parleur
        climate: thermostat|chauffage|climatisation
        humidifier: humidificateur
        lawn_mower: tondeuse
        todo: liste de tâches|liste|tâches
        alarm_control_panel: alarme
        switch.outlet: prise
    """),
)

_ES: Final = Words(
    again=_phrases("otra vez|de nuevo|una vez más|hazlo otra vez|repítelo|lo mismo"),
    more=_phrases("más|un poco más|algo más|todavía más"),
    less=_phrases("menos|un poco menos|algo menos|no tanto"),
    not_that=_phrases("ese no|esa no|no ese|no esa|eso no"),
    other_alone=_phrases("el otro|la otra|y el otro|y la otra|el otro también|la otra también"),
    other=_phrases("otro|otra|el otro|la otra"),
    it=_phrases("lo|la|eso"),
    them=_phrases("los|las|los dos|las dos|ambos|ambas"),
    joints=(" y luego ", " y también ", " así como ", " como ", " y "),
    also=("también", "además"),
    both=("tanto",),
    articles=("el", "la", "los", "las", "mi", "mis", "todas las", "todos los"),
    never_named=_phrases("no|excepto|salvo|menos|sin|pero|si|cuando|y|luego"),
    home=_phrases("casa|en casa|hogar"),
    clocks=("alarma", "despertador", "temporizador", "recordatorio"),
    places=(
        "{kind} de la {area}",
        "{kind} del {area}",
        "{kind} de {area}",
        "{kind} en la {area}",
        "{kind} en el {area}",
        "{kind} {area}",
    ),
    kinds=_kinds("""
        light: luz|luces|lámpara|lámparas
        fan: ventilador|ventiladores
        lock: cerradura|cerraduras|cerrojo
        vacuum: aspiradora|robot aspirador|aspirador
        valve: válvula|válvulas
        cover.curtain: cortina|cortinas
        cover.blind: persiana|persianas
        cover.shutter: contraventana|contraventanas
        cover.awning: toldo|toldos
        cover.garage: puerta del garaje|puerta de garaje|garaje
        cover.gate: portón
        media_player.tv: tele|televisión|televisor
        media_player.speaker: altavoz|altavoces
        climate: termostato|calefacción|aire acondicionado
        humidifier: humidificador
        lawn_mower: cortacésped
        todo: lista de tareas|lista|tareas
        alarm_control_panel: alarma
        switch.outlet: enchufe
    """),
)

_NL: Final = Words(
    again=_phrases("nog een keer|nog eens|opnieuw|doe dat nog een keer|hetzelfde nog eens"),
    more=_phrases("meer|iets meer|een beetje meer|nog iets meer|nog meer|nog een beetje"),
    less=_phrases("minder|iets minder|een beetje minder|niet zo veel"),
    not_that=_phrases("niet die|niet dat|niet deze|nee niet die|de verkeerde"),
    other_alone=_phrases("de andere|het andere|en de andere|en het andere|de andere ook|het andere ook"),
    other=_phrases("andere|de andere|het andere"),
    it=_phrases("het|hem|die|dat"),
    them=_phrases("ze|die|allebei|beide"),
    joints=(" en dan ", " en daarna ", " en ook ", " evenals ", " als ", " en "),
    also=("ook nog", "ook", "eveneens"),
    both=("zowel",),
    articles=("de", "het", "mijn", "alle"),
    never_named=_phrases("niet|geen|behalve|zonder|maar|als|wanneer|en|dan"),
    home=_phrases("thuis|huis|in huis"),
    clocks=("wekker", "timer", "alarm", "kookwekker", "herinnering"),
    places=(
        "{kind} in de {area}",
        "{kind} in het {area}",
        "{kind} in {area}",
        "{kind} van de {area}",
        "{kind} op de {area}",
        "{kind} van het {area}",
        "{area} {kind}",
        "{area}{kind}",
    ),
    kinds=_kinds("""
        light: licht|lichten|lamp|lampen
        fan: ventilator|ventilatoren
        lock: slot|deurslot|sloten
        vacuum: stofzuiger|robotstofzuiger
        valve: klep|kleppen|kraan
        cover.curtain: gordijn|gordijnen
        cover.blind: jaloezie|jaloezieën
        cover.shade: rolgordijn|rolgordijnen
        cover.shutter: rolluik|rolluiken
        cover.awning: zonnescherm
        cover.garage: garagedeur|garagepoort|garage
        cover.gate: poort|hek
        media_player.tv: tv|televisie
        media_player.speaker: speaker|speakers|luidspreker
        climate: thermostaat|verwarming|airco
        humidifier: luchtbevochtiger
        lawn_mower: grasmaaier|robotmaaier
        todo: takenlijst|todolijst|lijst|taken
        alarm_control_panel: alarm|alarmsysteem
        switch.outlet: stopcontact
    """),
)

_IT: Final = Words(
    joints=(" e poi ", " e anche ", " ed anche ", " e ", " ed ", " poi "),
    also=("anche", "pure"),
    articles=("il", "lo", "la", "i", "gli", "le", "l'", "mio", "mia", "tutte le", "tutti i"),
    never_named=_phrases("non|tranne|eccetto|senza|ma|se|quando|e|poi"),
    home=_phrases("casa|in casa|a casa"),
    clocks=("sveglia", "timer", "allarme", "promemoria"),
)

_PT: Final = Words(
    joints=(" e depois ", " e também ", " bem como ", " e "),
    also=("também",),
    articles=("o", "a", "os", "as", "todas as", "todos os"),
    never_named=_phrases("não|exceto|menos|sem|mas|se|quando|e|depois"),
    home=_phrases("casa|em casa"),
    clocks=("alarme", "despertador", "temporizador", "lembrete"),
)

_SV: Final = Words(
    joints=(" och sedan ", " och också ", " samt ", " och "),
    also=("också", "även"),
    both=("både",),
    articles=("den", "det", "de", "alla"),
    never_named=_phrases("inte|utom|utan|men|om|när|och|sedan"),
    home=_phrases("hemma|hem|huset"),
    clocks=("väckarklocka", "larm", "timer", "påminnelse"),
)

_ALL: Final = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "nl": _NL, "it": _IT, "pt": _PT, "sv": _SV}
NO_WORDS: Final = Words()

_LOOSE = re.compile(r"[^\w\s'-]+")
# "éteins-le" and "apágala" have the pronoun in the verb; Home Assistant's templates want it as a word of its own.
_FRENCH = re.compile(r"(?<=\w)-(le|la|les)\b")
_SPANISH = re.compile(r"^(\w*[áéíóú]\w*)(l[oa]s?)\b", re.IGNORECASE)
_STRESS = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")


def words_of(language: str) -> Words:
    """Return a language's words; empty ones where it has none."""
    return _ALL.get(base(language), NO_WORDS)


def plain(text: str) -> str:
    """Return a sentence as it is compared: small letters, no punctuation, single spaces."""
    return " ".join(_LOOSE.sub(" ", unicodedata.normalize("NFC", text).casefold().replace("’", "'")).split())


def folded(text: str) -> str:
    """Return a sentence as it is compared where accents do not count, as they do not to whoever types."""
    decomposed = unicodedata.normalize("NFD", plain(text))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def loosened(text: str, language: str) -> str:
    """Return a sentence with pronouns that hang on a verb as words of their own."""
    match base(language):
        case "fr":
            return _FRENCH.sub(r" \1", text)
        case "es":
            return _SPANISH.sub(lambda found: f"{found[1].translate(_STRESS)} {found[2]}", text)
        case _:
            return text
