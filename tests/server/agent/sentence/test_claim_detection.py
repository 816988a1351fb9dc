"""Questions and claims, in six languages, and on what eight small models really answered."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from morgan.agent.sentence.claim_detection import claims_action, is_question
from morgan.languages import LANGUAGES

CLAIMS = {
    "en": ["Done.", "Okay, done!", "I've turned on the light.", "Sure, turning off the fan.", "Setting it to 50 %.",
           "The door has been locked.", "The kitchen light is now on.", "The light is off.", "Bedroom fan turned on.",
           "The garage door is opening.", "I have added milk to the list.", "Volume set to 30%.",
           "I'll close the blinds.",
           "Sorry about before. The lamp is now on."],
    "de": ["Erledigt.", "Ich habe das Licht eingeschaltet.", "Okay, ich schalte das Licht ein.",
           "Die Tür ist jetzt zu.",
           "Das Licht wurde ausgeschaltet.", "Das Licht ist aus.", "Ich öffne die Jalousie."],
    "fr": ["C'est fait.", "J'ai allumé la lumière.", "La porte a été verrouillée.", "La lampe est maintenant éteinte.",
           "La lumière est éteinte.", "Je ferme les volets."],
    "es": ["Hecho.", "He encendido la luz.", "La luz ha sido apagada.", "La puerta está cerrada.", "Apagando la luz.",
           "La persiana ahora está abierta."],
    "nl": ["Klaar.", "Ik heb het licht aangezet.", "Het licht is nu uit.", "De deur is vergrendeld.",
           "Ik zet de lamp aan."],
    "it": ["Fatto.", "Ho acceso la luce.", "La porta è stata chiusa.", "La luce è spenta.", "Spengo la luce."],
    "pt": ["Feito.", "Liguei a luz.", "A porta foi fechada.", "Luz apagada.", "Vou desligar o rádio."],
    "sv": ["Klart!", "Jag har tänt lampan.", "Dörren är låst nu.", "Lampan släckt.", "Jag påminner dig klockan åtta."],
    "pl": ["Gotowe.", "Zapaliłam światło.", "Drzwi zostały zamknięte.", "Światło włączone.", "Przypomnę ci o ósmej."],
    "ru": ["Готово.", "Я включила свет.", "Дверь закрыта.", "Свет был выключен.", "Выключаю радио."],
}  # fmt: skip
NO_CLAIMS = {
    "en": ["I couldn't turn on the light.", "Which lamp do you mean?", "Do you want me to lock the door?",
           "I can turn on the light if you like.", "The light was not turned on.", "Sorry, there was an error.",
           "It is twenty degrees outside.", "You're welcome.", "Please say which room.", "No fan has been found.",
           "To turn on the light, ask for it.", ""],
    "de": ["Das Licht konnte ich nicht einschalten.", "Welche Lampe meinst du?", "Soll ich die Tür abschließen?",
           "Leider ist ein Fehler aufgetreten.", "Gern geschehen."],
    "fr": ["Je n'ai pas pu allumer la lumière.", "Laquelle ?", "Voulez-vous fermer la porte ?",
           "Il fait vingt degrés."],
    "es": ["No he podido encender la luz.", "¿Cuál quieres?", "Lo siento, hubo un error.", "Hace veinte grados."],
    "nl": ["Ik kon het licht niet aanzetten.", "Welke lamp bedoel je?", "Het is twintig graden."],
    "it": ["Non ho potuto accendere la luce.", "Quale vuoi?", "Ci sono venti gradi."],
    "pt": ["Não consegui ligar a luz.", "Qual luz?", "Estão vinte graus.", "De nada."],
    "sv": ["Jag kunde inte tända lampan.", "Vilken lampa?", "Det är tjugo grader ute.", "Varsågod."],
    "pl": ["Nie udało się włączyć światła.", "Którą lampę?", "Na dworze jest dwadzieścia stopni."],
    "ru": ["Я не смог включить свет.", "Какую лампу?", "На улице двадцать градусов.", "Пожалуйста."],
}  # fmt: skip
QUESTIONS = {
    "en": ["is the light on", "what's the temperature in the attic?", "did you lock the door",
           "can you tell me who is home",
           "how many windows are open", "tell me if the garage is closed", "the door is locked, isn't it?"],
    "de": ["ist das Licht an", "Wie warm ist es draußen?", "kannst du mir sagen ob das Fenster offen ist"],
    "fr": ["est-ce que la porte est fermée", "quelle heure est-il ?", "peux-tu me dire s'il pleut"],
    "es": ["¿está la puerta cerrada?", "cuántas luces hay encendidas", "puedes decirme la hora"],
    "nl": ["is de deur op slot", "hoe warm is het", "kun je me vertellen wie er thuis is"],
    "it": ["quante luci sono accese", "puoi dirmi che ore sono", "la porta è chiusa?"],
    "pt": ["quantas luzes estão acesas", "podes dizer-me que horas são", "a porta está fechada?"],
    "sv": ["är dörren låst", "hur varmt är det ute", "kan du säga vem som är hemma"],
    "pl": ["czy drzwi są zamknięte", "ile jest stopni na dworze", "możesz mi powiedzieć która godzina"],
    "ru": ["сколько градусов на улице", "закрыта ли дверь", "можешь сказать который час"],
}  # fmt: skip
ORDERS = {
    "en": ["turn on the light", "can you turn on the light?", "would you please open the door", "how about some music",
           "is it dark? turn on the lamp", "it's too warm in here", "good night", "kitchen light off",
           "I am done with the lamp", "I was cold all day",
           "why is it so dark and turn on the light", "could you lock up", "what about turning on the fan",
           "have the vacuum clean the hall",
           "when I come home turn on the lights", "do the dishes light"],
    "de": ["Mach das Licht an", "Kannst du das Licht anmachen?", "Könntest du die Tür öffnen", "Licht aus"],
    "fr": ["allume la lumière", "peux-tu allumer la lumière ?", "est-ce que tu peux fermer la porte"],
    "es": ["esta luz apágala", "enciende la luz", "¿puedes encender la luz?"],
    "nl": ["doe het licht aan", "kun je het licht aandoen?"],
    "it": ["e poi alza il volume", "accendi la luce", "puoi accendere la luce?"],
    "pt": ["liga a luz", "podes fechar a porta?", "luz apagada"],
    "sv": ["tänd lampan", "kan du låsa dörren?"],
    "pl": ["włącz światło", "czy możesz zamknąć drzwi?"],
    "ru": ["включи свет", "можешь закрыть дверь?"],
}  # fmt: skip


def _all(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    assert set(table) == set(LANGUAGES)
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _all(CLAIMS))
def test_a_claim_is_seen(language: str, text: str) -> None:
    assert claims_action(text, language)


@pytest.mark.parametrize(("language", "text"), _all(NO_CLAIMS))
def test_what_denies_asks_or_tells_claims_nothing(language: str, text: str) -> None:
    assert not claims_action(text, language)


@pytest.mark.parametrize(("language", "text"), _all(QUESTIONS))
def test_a_question_is_seen(language: str, text: str) -> None:
    assert is_question(text, language)


@pytest.mark.parametrize(("language", "text"), _all(ORDERS))
def test_an_order_is_no_question_however_polite(language: str, text: str) -> None:
    assert not is_question(text, language)


def test_the_answer_to_a_question_is_no_claim_but_a_deed_is() -> None:
    assert not claims_action("The door was closed at five.", "en", asked=True)
    assert not claims_action("The light is on.", "en", asked=True)
    assert claims_action("It was open. I have closed it.", "en", asked=True)
    assert claims_action("Done.", "en", asked=True)


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        ("da", "Jeg har tændt lyset i stuen.", True),
        ("da", "Jeg kan ikke finde lampen.", False),
        ("fi", "Sammutin valot.", True),
        ("fi", "En voinut sammuttaa valoja.", False),
        ("ja", "電気を消しました。", True),
        ("ja", "電気を消せませんでした。", False),
        ("xx-YY", "Done.", True),
        ("xx-YY", "Done?", False),
    ],
)
def test_in_a_language_that_nobody_wrote_down_what_does_not_deny_may_be_a_claim(
    language: str, text: str, *, claims: bool
) -> None:
    assert claims_action(text, language) == claims
    assert not claims_action(text, language, asked=True)


def test_one_clause_that_denies_does_not_hide_the_next_one() -> None:
    assert claims_action("No problem, the door is locked.", "en")
    assert claims_action("I could not reach the fan, but the light is off.", "en")
    assert not claims_action("The light was not turned off, and I am sorry for that.", "en")


def test_a_text_that_may_go_on_claims_only_what_it_has_said() -> None:
    assert not claims_action("The light is on", "en", whole=False)
    assert not claims_action("The light is on fire", "en", whole=False)
    assert claims_action("The light is on, and", "en", whole=False)
    assert claims_action("I have turned on the", "en", whole=False)


def test_no_language_is_english() -> None:
    assert is_question("is it on", None)


# ---- what models really answered -------------------------------------------------------------------------------------

_FOLDERS = (
    os.environ.get("MORGAN_DATASETS_DATA"),
    str(Path(__file__).parents[5] / "shared/data/home-assistant-datasets"),
)
_NO_ANSWER = ("", "Unable to get response")  # the harness's own words
_READS = ("GetLiveContext", "get_items", "GetDateTime")


def _runs() -> list[dict[str, Any]]:
    for folder in _FOLDERS:
        if folder and (path := Path(folder) / "assist-mini-traces.jsonl").is_file():
            return [json.loads(line) for line in path.read_text().splitlines()]
    pytest.skip(
        "the recorded runs are not here: set MORGAN_DATASETS_DATA, or put home-assistant-datasets beside the checkout"
    )


def _wrote(run: dict[str, Any]) -> bool:
    return any("tool" in each and each["error"] is None and not each["tool"].endswith(_READS) for each in run["rounds"])


def test_of_the_recorded_replies_to_a_deed_99_percent_are_seen_as_claims() -> None:
    replies = [(run["response"] or "").strip() for run in _runs() if _wrote(run)]
    replies = [reply for reply in replies if reply not in _NO_ANSWER]
    seen = sum(claims_action(reply, "en") for reply in replies)
    assert len(replies) > 1000
    assert seen / len(replies) >= 0.99, f"{seen} of {len(replies)}"


def test_of_the_recorded_replies_to_nothing_done_only_the_untrue_are_seen_as_claims() -> None:
    """All 28 were read one by one: 20 say that something was done, and 8 are printed calls."""
    replies = [(run["response"] or "").strip() for run in _runs() if not _wrote(run)]
    seen = [reply for reply in replies if claims_action(reply, "en")]
    assert len(replies) > 200
    assert len(seen) == 28
    assert not [reply for reply in seen if reply.endswith("?") or "could not" in reply or "couldn't" in reply]


def test_no_recorded_order_is_taken_for_a_question() -> None:
    assert not {run["text"] for run in _runs() if is_question(run["text"], "en")}
