"""What a sentence does not want done, or not now, in ten languages; and what only looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from morgan.agent.sentence.house import HouseIndex
from morgan.agent.tool_repair.limits import limited
from morgan.ports import Home, HomeArea, HomeEntity

# language → the names of a lamp, a heater, a player; a room
NAMES = {
    "en": ("Reading Lamp", "Heater", "Radio", "Hall"),
    "de": ("Leselampe", "Heizlüfter", "Radio", "Flur"),
    "fr": ("Liseuse", "Radiateur", "Radio", "Couloir"),
    "es": ("Flexo", "Estufa", "Radio", "Pasillo"),
    "it": ("Abat-jour", "Stufa", "Radio", "Corridoio"),
    "nl": ("Leeslamp", "Kachel", "Radio", "Gang"),
    "pt": ("Candeeiro", "Aquecedor", "Rádio", "Corredor"),
    "sv": ("Läslampan", "Elementet", "Radion", "Hallen"),
    "pl": ("Lampka", "Grzejnik", "Radio", "Korytarz"),
    "ru": ("Ночник", "Обогреватель", "Радио", "Коридор"),
}


def house(language: str) -> HouseIndex:
    lamp, heater, player, room = NAMES[language]
    return HouseIndex.of(
        Home(
            (
                HomeEntity((lamp,), "light", room),
                HomeEntity((heater,), "switch", room),
                HomeEntity((player,), "media_player"),
            ),
            (HomeArea((room,)),),
            (),
        )
    )


def spared(text: str, language: str) -> set[str]:
    found = limited(text, house(language), language)
    assert found.why == "", text
    return {each.names[0] for each in found.spared}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "switch everything off except the reading lamp"),
        ("en", "all the lights off, but not the reading lamp please"),
        ("en", "turn off the lights but leave the reading lamp on"),
        ("en", "lights out, just not the reading lamp"),
        ("en", "everything but the reading lamp off"),
        ("en", "switch it all off and keep the reading lamp as it is"),
        ("en", "turn off the heater. Don't touch the reading lamp"),
        ("de", "mach alle Lichter aus, aber nicht die Leselampe"),
        ("de", "alles aus außer der Leselampe"),
        ("de", "schalte alles aus und lass die Leselampe an"),
        ("de", "alle Lampen bis auf die Leselampe ausschalten"),
        ("de", "Licht aus, die Leselampe bitte nicht ausschalten"),
        ("fr", "éteins tout sauf la liseuse"),
        ("fr", "éteins les lampes mais pas la liseuse"),
        ("fr", "ferme tout et laisse la liseuse allumée"),
        ("fr", "éteins tout, à part la liseuse"),
        ("es", "apaga todo menos el flexo"),
        ("es", "apaga las luces pero no el flexo"),
        ("es", "apaga todo y deja el flexo encendido"),
        ("es", "todas las luces apagadas, excepto el flexo"),
        ("it", "spegni tutto tranne l'abat-jour"),
        ("it", "spegni le luci ma non l'abat-jour"),
        ("it", "spegni tutto e lascia l'abat-jour accesa"),
        ("nl", "doe alles uit behalve de leeslamp"),
        ("nl", "alle lampen uit, maar niet de leeslamp"),
        ("nl", "doe alles op de leeslamp na uit"),
        ("nl", "doe alles uit en laat de leeslamp aan"),
        ("pt", "apaga tudo exceto o candeeiro"),
        ("pt", "apaga as luzes mas não o candeeiro"),
        ("pt", "apaga tudo e deixa o candeeiro ligado"),
        ("sv", "släck allt utom läslampan"),
        ("sv", "släck lamporna men inte läslampan"),
        ("sv", "släck allt och låt läslampan vara tänd"),
        ("pl", "wyłącz wszystko oprócz Lampka"),
        ("pl", "wyłącz światła, ale nie lampka"),
        ("ru", "выключи всё кроме ночник"),
        ("ru", "выключи свет, но не ночник"),
    ],
)
def test_what_is_left_out_is_known_and_the_rest_is_an_order(language: str, text: str) -> None:
    assert spared(text, language) == {NAMES[language][0]}


def test_several_things_may_be_left_out_and_what_comes_after_them_is_an_order_again() -> None:
    assert spared("turn everything off but not the reading lamp and the radio", "en") == {"Reading Lamp", "Radio"}
    found = limited("everything off except the radio, and turn on the reading lamp", house("en"), "en")
    assert {each.names[0] for each in found.spared} == {"Radio"}
    assert "reading lamp" in found.rest


def test_a_room_that_is_left_out_is_all_that_stands_in_it() -> None:
    assert spared("alles aus, nur nicht im Flur", "de") == {"Leselampe", "Heizlüfter"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "don't turn the heater on"),
        ("en", "please do not open the radio"),
        ("en", "the heater must not be switched on"),
        ("en", "never switch on the heater"),
        ("en", "keep the reading lamp on"),
        ("en", "you don't have to turn on the radio"),
        ("de", "schalte den Heizlüfter nicht ein"),
        ("de", "den Heizlüfter bitte nicht anmachen"),
        ("de", "mach bloß nicht das Radio an"),
        ("de", "lass die Leselampe an"),
        ("de", "das Radio auf keinen Fall ausschalten"),
        ("fr", "n'allume pas le radiateur"),
        ("fr", "allume pas le radiateur"),
        ("fr", "il ne faut pas éteindre la radio"),
        ("fr", "laisse la liseuse allumée"),
        ("es", "no apagues la radio"),
        ("es", "no quiero que enciendas la estufa"),
        ("es", "deja el flexo encendido"),
        ("it", "non accendere la stufa"),
        ("it", "non voglio che spegni la radio"),
        ("it", "lascia accesa la radio così com'è"),
        ("nl", "zet de kachel niet aan"),
        ("nl", "doe de radio niet uit"),
        ("nl", "laat de leeslamp aan"),
        ("pt", "não ligues o aquecedor"),
        ("pt", "não desligue o rádio"),
        ("sv", "tänd inte läslampan"),
        ("sv", "slå inte på elementet"),
        ("pl", "nie włączaj grzejnik"),
        ("pl", "nie wyłączaj radio"),
        ("ru", "не включай обогреватель"),
        ("ru", "не выключай радио"),
    ],
)
def test_an_order_not_to_do_something_is_none(language: str, text: str) -> None:
    assert limited(text, house(language), language).why == "forbidden"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the heater at 6 pm"),
        ("en", "heater on at 7:30"),
        ("en", "switch the radio off in twenty minutes"),
        ("en", "heater on in half an hour"),
        ("en", "turn the lamp on every morning"),
        ("en", "radio off at midnight"),
        ("en", "run the heater for ten minutes"),
        ("de", "Radio um sieben Uhr an"),
        ("de", "mach um halb acht das Licht an"),
        ("de", "schalte das Radio in einer halben Stunde aus"),
        ("de", "jeden Abend die Leselampe einschalten"),
        ("de", "morgen früh den Heizlüfter einschalten"),
        ("fr", "allume le radiateur à 7 heures"),
        ("fr", "éteins la radio dans dix minutes"),
        ("fr", "allume la liseuse demain matin"),
        ("es", "enciende la estufa a las siete"),
        ("es", "apaga la radio dentro de media hora"),
        ("es", "apaga el flexo cada noche"),
        ("it", "accendi la stufa alle 7"),
        ("it", "spegni la radio tra dieci minuti"),
        ("it", "accendi l'abat-jour domani"),
        ("nl", "zet de kachel om zeven uur aan"),
        ("nl", "doe de radio over een half uur uit"),
        ("nl", "elke avond de leeslamp aan"),
        ("pt", "liga o aquecedor às 7 horas"),
        ("pt", "desliga o rádio daqui a dez minutos"),
        ("sv", "sätt på elementet klockan 7"),
        ("sv", "stäng av radion om tio minuter"),
        ("pl", "włącz grzejnik o 7"),
        ("pl", "wyłącz radio za dziesięć minut"),
        ("ru", "включи обогреватель в 7 часов"),
        ("ru", "выключи радио через десять минут"),
    ],
)
def test_an_order_for_another_time_is_not_one_for_now(language: str, text: str) -> None:
    assert limited(text, house(language), language).why == "later"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the heater if it is cold"),
        ("en", "when I come home turn on the lamp"),
        ("en", "radio off as soon as the film is over"),
        ("de", "mach den Heizlüfter an, wenn es kalt ist"),
        ("de", "sobald es dunkel wird, die Leselampe an"),
        ("fr", "allume le radiateur s'il fait froid"),
        ("fr", "quand je rentre, allume la liseuse"),
        ("es", "enciende la estufa si hace frío"),
        ("es", "cuando llegue a casa enciende el flexo"),
        ("it", "accendi la stufa se fa freddo"),
        ("nl", "zet de kachel aan als het koud is"),
        ("pt", "liga o aquecedor se estiver frio"),
        ("sv", "sätt på elementet om det blir kallt"),
        ("pl", "włącz grzejnik, jeśli będzie zimno"),
        ("ru", "включи обогреватель, если холодно"),
    ],
)
def test_an_order_with_a_condition_depends_on_it(language: str, text: str) -> None:
    assert limited(text, house(language), language).why == "depends"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on the reading lamp"),
        ("en", "it's not bright enough in the hall"),
        ("en", "I can't see anything"),
        ("en", "if you can, turn the radio down"),
        ("en", "why don't you turn on the lamp"),
        ("en", "I would like the lamp at eighty"),
        ("en", "set the heater to seven"),
        ("en", "nobody needs the radio"),
        ("en", "don't forget to turn off the heater"),
        ("en", "time to leave, the hall can rest"),
        ("en", "I'd rather sit here without the lamp"),
        ("en", "turn off the heater and turn on the radio"),
        ("en", "the heater is not on"),
        ("de", "es ist nicht hell genug im Flur"),
        ("de", "kannst du nicht das Licht anmachen"),
        ("de", "wenn du magst, mach das Radio an"),
        ("de", "fahr die Rollläden bis auf 50 % runter"),
        ("de", "lass die Rollläden runter"),
        ("de", "stell die Heizung um 2 Grad höher"),
        ("de", "das Radio ist nicht an"),
        ("fr", "il ne fait pas assez clair"),
        ("fr", "allume la liseuse s'il te plaît"),
        ("fr", "pourquoi n'allumes-tu pas la lumière"),
        ("es", "no veo nada"),
        ("es", "sí enciende la estufa"),
        ("es", "si puedes enciende la radio"),
        ("es", "pon el flexo un poco menos brillante"),
        ("it", "non vedo niente"),
        ("it", "metti la luce al cinquanta per cento"),
        ("it", "se puoi accendi la radio"),
        ("nl", "ik zie niet genoeg"),
        ("nl", "kun je niet de lamp aandoen"),
        ("nl", "zet de leeslamp op 50 procent"),
        ("pt", "não vejo nada"),
        ("pt", "se puder liga o rádio"),
        ("sv", "jag ser inte bra"),
        ("sv", "tänd lampan om du kan"),
        ("pl", "nie widzę nic"),
        ("ru", "я ничего не вижу"),
    ],
)
def test_what_only_looks_like_it_limits_nothing(language: str, text: str) -> None:
    found = limited(text, house(language), language)
    assert (found.rest, found.spared, found.why) == (text, frozenset(), "")


def test_what_is_left_out_and_not_known_here_leaves_nothing_to_be_done() -> None:
    assert limited("everything off except the aquarium", house("en"), "en").why == "forbidden"


def test_a_language_that_nobody_wrote_down_is_left_to_the_model() -> None:
    assert limited("kapcsold fel a lámpát", house("en"), "hu").why == ""


SAID = [json.loads(line) for line in Path(__file__).with_name("limits.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said['lang']}-{said['kind']}-{said['text'][:40]}")
def test_sentences_of_people_who_did_not_know_the_patterns(said: dict[str, str]) -> None:
    """In a house without a name nobody can tell what is left out: then nothing of it is done."""
    found = limited(said["text"], HouseIndex.of(Home((), (), ())), said["lang"])
    assert (found.why == "") == (said["kind"] == "none")
