"""The words that a house is spoken to with, in each language: they were heard right; knows no house and no sound.

Home Assistant's own sentence templates hold most of them. By hand there are those that join a sentence (they say
nothing of what it is about), rooms and things that a house may well lack, and words after which anything may follow:
what is put on a list is never a name of the house.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from hassil.expression import Alternative, Expression, Group, Permutation, TextChunk
from hassil.parse_expression import parse_sentence
from num2words import num2words

_JOINING: Mapping[str, str] = {
    "en": """a an the this that these those my our your his her its their of in on at to from for with by and or but
    not no yes is are was were be been do does did has have had it i you he she we they me us him them there here
    what which who when where why how can could would will shall should may might must let lets please so if then
    than as up down out off over all every each any some one two more most very just now today tonight morning
    evening
    night day week month year yesterday""",
    "de": """ein eine einen einem einer eines der die das den dem des mein meine meinen meinem meiner unser unsere und
    oder aber nicht kein keine ja nein ist sind war waren sein hat haben hatte es ich du er sie wir ihr mir mich dir
    dich uns in im ins an am auf aus bei mit nach von vom zu zum zur für über unter vor hinter zwischen was welche
    welcher welches wer wann wo warum wie kann könnte würde will soll muss bitte so wenn dann als alle alles jede
    jeder jedes mehr sehr nur jetzt heute morgen abend da hier dort mal noch auch
    nacht tag woche monat jahr gestern""",
    "fr": """un une des le la les l du de d au aux mon ma mes notre nos ton ta tes son sa ses ce cet cette ces et ou
    mais ne pas non oui est sont était être a ont avait il elle je tu nous vous ils elles on me te se y en dans sur
    sous à pour par avec sans chez qui que quoi quel quelle quels quelles quand où pourquoi comment peut peux
    pourrais veux s si plus très tout toute tous toutes c j m n t qu ici là maintenant demain matin soir
    nuit jour semaine mois an année hier""",
    "es": """un una unos unas el la los las lo del de al mi mis nuestro nuestra tu tus su sus este esta estos estas
    ese esa y o pero no sí es son está están era ser ha han hay yo tú él ella nosotros ellos me te se nos en a para
    por con sin sobre que qué cuál cuáles quién cuándo dónde cómo puede puedes quiero si más muy todo toda todos
    todas aquí ahí ahora hoy mañana noche
    día semana mes año ayer""",
    "nl": """een de het dit dat deze die mijn onze ons jouw zijn haar hun en of maar niet geen ja nee is was waren
    heeft hebben had ik jij je u hij zij ze wij we mij me jou van in op aan bij met naar uit voor over onder tussen
    te om tot wat welke wie wanneer waar waarom hoe kan kun kunt zou wil moet mag alsjeblieft als dan alle alles
    elke meer heel erg nu vandaag morgen avond hier daar er even nog ook
    nacht dag week maand jaar gisteren""",
}
_THINGS: Mapping[str, str] = {
    "en": """room bedroom bathroom kitchen hall hallway office study attic basement cellar garage garden yard porch
    patio balcony terrace nursery lounge den pantry laundry closet stairs upstairs downstairs floor wall ceiling
    corner door window gate roof table desk bed chair couch sofa shelf lamp lamps light lights bulb spot strip fan
    heater oven stove fridge kettle toaster washer dryer tv television radio speaker music camera plug socket switch
    blind blinds curtain curtains shade shades shutter lock sensor vacuum robot fountain pool car red green blue
    white yellow orange purple pink warm cold hot bright dark left right front back top bottom small big old new
    first second third main""",
    "de": """zimmer schlafzimmer wohnzimmer esszimmer kinderzimmer arbeitszimmer gästezimmer badezimmer bad küche flur
    diele büro keller dachboden garage garten balkon terrasse wand decke boden ecke tür fenster tor dach tisch bett
    stuhl sofa regal lampe lampen licht lichter leuchte ventilator heizung ofen herd kühlschrank fernseher radio
    musik kamera steckdose schalter rollladen rolladen rollo jalousie vorhang schloss sensor staubsauger roboter rot
    grün blau weiß gelb orange lila rosa warm kalt hell dunkel links rechts oben unten klein groß alt neu haupt""",
    "fr": """chambre salon cuisine salle bain bains bureau couloir entrée cave grenier garage jardin balcon terrasse
    mur plafond sol coin porte fenêtre portail toit table lit chaise canapé étagère lampe lampes lumière lumières
    ventilateur chauffage four frigo télé télévision radio musique caméra prise interrupteur volet volets store
    stores rideau rideaux serrure capteur aspirateur robot rouge vert verte bleu bleue blanc blanche jaune orange
    violet rose chaud froid gauche droite haut bas petit petite grand grande vieux neuf""",
    "es": """cuarto habitación dormitorio salón sala cocina baño oficina despacho pasillo entrada sótano ático garaje
    jardín balcón terraza pared techo suelo esquina puerta ventana portón mesa cama silla sofá estante lámpara
    lámparas luz luces ventilador calefacción horno nevera tele televisión radio música cámara enchufe interruptor
    persiana persianas cortina cortinas cerradura sensor aspiradora robot rojo roja verde azul blanco blanca
    amarillo naranja morado rosa caliente frío izquierda derecha arriba abajo pequeño grande viejo nuevo""",
    "nl": """kamer slaapkamer woonkamer eetkamer kinderkamer badkamer keuken gang hal kantoor kelder zolder garage
    tuin balkon terras muur plafond vloer hoek deur raam poort dak tafel bed stoel bank plank lamp lampen licht
    lichten ventilator verwarming oven fornuis koelkast televisie tv radio muziek camera stopcontact schakelaar
    rolluik jaloezie gordijn gordijnen slot sensor stofzuiger robot rood groen blauw wit geel oranje paars roze warm
    koud links rechts boven onder klein groot oud nieuw""",
}
_ANYTHING: Mapping[str, str] = {
    "en": "add put remind call text message announce broadcast say tell write note search find play",
    "de": "setze setz füge füg erinnere erinner nenne ruf schick sag sage schreib notiere suche such spiele spiel",
    "fr": "ajoute ajouter rappelle appelle envoie annonce dis dire écris note cherche trouve joue",
    "es": "añade agrega añadir recuérdame llama envía manda anuncia di decir escribe anota busca reproduce",
    "nl": "voeg zet herinner noem bel stuur omroep zeg schrijf noteer zoek speel",
}
_LISTS: Mapping[str, str] = {
    "en": "list reminder named called",
    "de": "liste einkaufsliste erinnerung namens",
    "fr": "liste rappel nommé appelé",
    "es": "lista recordatorio llamado",
    "nl": "lijst boodschappenlijst herinnering genaamd",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MOST_WAYS = 500  # in which one word of a template may be built; beyond that it was no word


@dataclass(frozen=True, slots=True)
class PlainWords:
    """One language's: all that are taken as heard, those that only join, and those with which anything may be said.

    `anything` begins such a sentence, `lists` may stand anywhere in one.
    """

    known: frozenset[str]
    joining: frozenset[str]
    anything: frozenset[str]
    lists: frozenset[str]

    @property
    def telling(self) -> frozenset[str]:
        """Those that show that a house is spoken to."""
        return self.known - self.joining


@lru_cache(8)  # the languages of a house; a set of some thousand words each
def plain_words(language: str) -> PlainWords:
    """Return the words of a language by its first subtag; only Home Assistant's own for those not known here."""
    joining = frozenset(_JOINING.get(language, "").split())
    things = frozenset(_THINGS.get(language, "").split())
    anything = frozenset(_ANYTHING.get(language, "").split())
    lists = frozenset(_LISTS.get(language, "").split())
    by_hand = joining | things | anything | lists
    return PlainWords(by_hand.union(_of_templates(language), _numbers(language)), joining, anything, lists)


def _of_templates(language: str) -> set[str]:
    file = resources.files("home_assistant_intents") / "data" / f"{language}.json"
    if not re.fullmatch(r"[a-z]{2,3}", language) or not file.is_file():
        return set()
    content = json.loads(file.read_text("utf-8"))
    reader = _Reader()
    groups = [group for intent in content["intents"].values() for group in intent["data"]]
    for template in dict.fromkeys(
        [
            *content.get("skip_words", ()),
            *content.get("expansion_rules", {}).values(),
            *(sentence for group in groups for sentence in group["sentences"]),
        ]
    ):
        reader.read(template)
    return reader.found


class _Reader:
    """Collects the words of templates: "encend[er|ido]" holds two, "light[s]" too."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def read(self, template: str) -> None:
        """Take the words of one template; rules and lists are read on their own."""
        self._end(self._go(parse_sentence(template.casefold()).expression, frozenset([""])))

    def _go(self, item: Expression, begun: frozenset[str]) -> frozenset[str]:
        """Go on through an expression with words begun before it; return those begun where it ends."""
        match item:
            case TextChunk():
                first, *rest = item.text.split(" ")
                begun = frozenset(word + first for word in begun)
                for text in rest:
                    self._end(begun)
                    begun = frozenset([text])
                return begun
            case Alternative() | Permutation():
                ways = frozenset().union(*(self._go(option, begun) for option in item.items))
                return ways if len(ways) <= _MOST_WAYS else begun
            case Group():
                for part in item.items:
                    begun = self._go(part, begun)
                return begun
        self._end(begun)
        return frozenset([""])

    def _end(self, begun: Iterable[str]) -> None:
        self.found.update(word for text in begun for word in _WORD.findall(text))


def _numbers(language: str) -> Iterator[str]:
    for number in (*range(21), *range(30, 101, 10)):
        try:
            yield from _WORD.findall(num2words(number, lang=language))
        except NotImplementedError:
            return
