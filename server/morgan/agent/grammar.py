"""How ten languages ask and order, as patterns over folded words; data for `morgan.agent.truth`.

The patterns see text as `morgan.agent.words` folds it: lower case, no accents, no punctuation. Line breaks don't count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from morgan.agent.words import base_of


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's signs."""

    opens: str  # what a question begins with
    asks: str  # "can you turn on the light" is no question
    knows: str  # "can you tell me": a question after all
    commands: str  # what an order begins with, inside a sentence that began as a question


@dataclass(frozen=True, slots=True)
class Signs:
    """A grammar, compiled."""

    opens: re.Pattern[str]
    asks: re.Pattern[str]
    knows: re.Pattern[str]
    commands: re.Pattern[str]
    joined: re.Pattern[str]


_POLITE = r"(?:(?:please|hey|ok|okay|so|and|bitte|und|also|et|y|en|e|och|por favor|prosze|пожалуиста) )*"
GRAMMARS: Mapping[str, Grammar] = {
    "en": Grammar(
        opens="""what|whats|which|who|whos|whose|where|wheres|why|how|hows|is|isnt|are|arent|was|were|am|does|
doesnt|did|
didnt|has|had|should|do (?:i|we|you|they|any|all|my)|dont (?:i|we|you|they)|have (?:i|we|you|they|any)|
when (?:is|are|was|were|will|do|does|did|can|should|has|have)|
tell me (?:if|what|which|who|where|when|why|how|whether|about|the)""",
        asks="""(?:can|could|would|will|wont) (?:you|we|i)|would you mind|how about|what about|why dont (?:you|we)|
do me a favor""",
        knows="""(?:can|could|would|will) you (?:please )?(?:tell|say|check|see|find out|look|let me know|show|explain|
remember|hear)""",
        commands="""turn|switch|set|open|close|shut|lock|unlock|start|stop|pause|resume|play|mute|unmute|add|put|dim|
make|run""",
    ),
    "de": Grammar(
        opens="""was|wer|wie|wo|wann|warum|wieso|weshalb|welche|welcher|welches|welchen|wem|wen|ist|sind|war|waren|hat|
haben|hast|lauft|brennt|gibt|bin|wird|sag mir|weisst du""",
        asks="(?:kannst|konntest|wurdest|konnen|konnten|wurden|magst) (?:du|sie|ihr|wir)|wie ware es",
        knows="(?:kannst|konntest) du (?:mir )?(?:sagen|nachsehen|prufen|schauen)",
        commands="schalte|schalt|mach|mache|stelle|stell|offne|schliesse|starte|stoppe|fahre|setze",
    ),
    "fr": Grammar(
        opens="""que|quel|quelle|quels|quelles|qui|quoi|ou|quand (?:est|sont|a|ont|vas|va)|pourquoi|comment|combien|
est ce|est il|est elle|
sont ils|sont elles|est|a t|y a|dis moi|quest""",
        asks="""(?:peux|pourrais|veux|voudrais) tu|(?:pouvez|pourriez|voulez) vous|est ce que (?:tu|vous) \\w+|
tu (?:peux|pourrais)""",
        knows="(?:peux|pourrais) tu (?:me )?(?:dire|verifier|regarder)",
        commands="allume|eteins|ouvre|ferme|mets|regle|lance|arrete|verrouille|demarre",
    ),
    "es": Grammar(
        opens="""que|cual|cuales|quien|donde|cuando (?:es|son|fue|sera|esta)|por que|como|cuanto|cuanta|cuantos|
cuantas|hay|
dime""",
        asks="puedes|podrias|quieres|puede|podria|me puedes",
        knows="(?:puedes|podrias) (?:decirme|comprobar|mirar|ver)",
        commands="enciende|apaga|abre|cierra|pon|ajusta|inicia|para|bloquea",
    ),
    "nl": Grammar(
        opens="""wat|wie|waar|wanneer (?:is|zijn|gaat|komt|was)|waarom|hoe|welke|welk|is|zijn|was|waren|heeft|
hebben|heb|staat|staan|brandt|
vertel me""",
        asks="(?:kun|kan|zou|wil|kunt) (?:je|u|jij)",
        knows="(?:kun|kan) je (?:me )?(?:vertellen|zeggen|kijken|controleren)",
        commands="zet|doe|schakel|open|sluit|start|stop|maak|stel|vergrendel",
    ),
    "it": Grammar(
        opens="""che|cosa|quale|quali|chi|dove|quando (?:e|sono|arriva)|perche|come|quanto|quanta|quanti|quante|c e|
dimmi""",
        asks="puoi|potresti|vuoi|puo",
        knows="(?:puoi|potresti) (?:dirmi|controllare|verificare|vedere)",
        commands="accendi|spegni|apri|chiudi|imposta|metti|avvia|ferma|blocca|sblocca|alza|abbassa",
    ),
    "pt": Grammar(
        opens="""que|qual|quais|quem|onde|quando (?:e|esta|foi|sera|chega)|por ?que|como|quanto|quanta|quantos|quantas|
ha|diz me|diga me|sera que|esta|estao""",
        asks="(?:podes|pode|podias|poderia|consegues|consegue|queres|quer)",
        knows="(?:podes|pode|podias|poderia) (?:me )?(?:dizer|ver|verificar|confirmar)",
        commands="liga|ligue|desliga|desligue|acende|acenda|apaga|apague|abre|abra|fecha|feche|poe|coloca|coloque|tranca",
    ),
    "sv": Grammar(
        opens="""vad|vem|vilken|vilket|vilka|var|varfor|hur|nar (?:ar|kommer|borjar|slutar)|ar|har|finns|lyser|
beratta|sag mig""",
        asks="(?:kan|kunde|skulle|vill) du",
        knows="(?:kan|kunde) du (?:saga|beratta|kolla|se efter)",
        commands="tand|slack|satt|sla|stang|oppna|las|starta|stoppa|hoj|sank|lagg",
    ),
    "pl": Grammar(
        opens="(?:a |i )?(?:co|kto|ktor\\w+|jak|jaka|jaki|jakie|gdzie|dlaczego|ile|czy|kiedy|powiedz mi)",
        asks="(?:czy )?(?:mozesz|moglbys|mogłbys|mogłabys|mozna)",
        knows="(?:czy )?(?:mozesz|mogłbys|mogłabys) (?:mi )?(?:powiedziec|sprawdzic)",
        commands="włacz|wyłacz|zapal|zgas|otworz|zamknij|ustaw|uruchom|zatrzymaj|dodaj|zablokuj",
    ),
    "ru": Grammar(
        opens="что|кто|какои|какая|какое|какие|где|когда|почему|зачем|как|сколько|есть ли|\\w+ ли|скажи",
        asks="(?:не )?(?:можешь|можете|мог бы|могла бы|могли бы)(?: ли)?(?: ты| вы)?",
        knows="(?:можешь|можете|мог бы)(?: ты| вы)? (?:мне )?(?:сказать|проверить|посмотреть)",
        commands="включи|выключи|зажги|погаси|открои|закрои|поставь|установи|запусти|останови|добавь|запри|отопри",
    ),
}


@cache  # ten small tables that never change: nothing is held that would have to be freed
def signs(language: str | None) -> Signs:
    """Return the signs of a BCP 47 language; English ones where that language is not known here."""
    own = base_of(language)
    grammar = GRAMMARS.get(own, GRAMMARS["en"])
    first = rf"{_POLITE}(?:{{}})\b"
    return Signs(
        _compiled(grammar.opens, first),
        _compiled(grammar.asks, first),
        _compiled(grammar.knows, first),
        _compiled(grammar.commands, rf"{_POLITE}(?:then )?(?:{{}})\b"),
        _compiled(grammar.commands, r"\b(?:and|und|et|y|en|e|och|и|then) (?:{})\b"),
    )


def _compiled(pattern: str, frame: str) -> re.Pattern[str]:
    return re.compile(frame.replace("{}", pattern.replace("\n", "")))
