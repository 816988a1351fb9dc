"""How six languages ask, order, claim and deny, as patterns over folded words; data for `morgan.agent.truth`.

The patterns see text as `morgan.agent.words` folds it: lower case, no accents, no punctuation. Line breaks don't count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language's signs."""

    opens: str  # what a question begins with
    asks: str  # "can you turn on the light" is no question
    knows: str  # "can you tell me": a question after all
    commands: str  # what an order begins with, inside a sentence that began as a question
    deeds: str  # "I have turned", "done": never said by whoever did nothing
    results: str  # "has been turned", "is now on": a claim after an order, an answer to a question
    denies: str  # not done, could not, would you like


@dataclass(frozen=True, slots=True)
class Signs:
    """A grammar, compiled."""

    opens: re.Pattern[str]
    asks: re.Pattern[str]
    knows: re.Pattern[str]
    commands: re.Pattern[str]
    joined: re.Pattern[str]
    deeds: re.Pattern[str]
    results: re.Pattern[str]
    denies: re.Pattern[str]


_POLITE = r"(?:(?:please|hey|ok|okay|so|and|bitte|und|also|et|y|en|e) )*"
_SAYING = {  # what may stand before the word that counts
    "en": "ok|okay|sure|alright|all right|great|got it|no problem|certainly|of course|right|yes|and|now|so|all|im|i am",
    "de": "ok|okay|gut|alles klar|klar|gerne|ja|so",
    "fr": "ok|d accord|bien|bien sur|oui|voila",
    "es": "vale|ok|claro|de acuerdo|muy bien|si|listo",
    "nl": "ok|oke|goed|prima|ja|natuurlijk",
    "it": "ok|va bene|certo|d accordo|si",
}
_DONE = """turned|switched|shut|set|opened|closed|locked|unlocked|started|stopped|paused|resumed|muted|unmuted|added|
removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|enabled|disabled|moved|played|increased|
decreased|
lowered|raised|sent|put|made|marked|completed|cancelled|canceled|pressed|docked|placed|updated|reduced|brightened|
replayed|running|un\\w+ed|unpause|initiated|commanded|instructed|told|triggered"""
_DOING = """turning|switching|shutting|setting|opening|closing|locking|unlocking|starting|stopping|pausing|resuming|
muting|unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|activating|deactivating|playing|
increasing|decreasing|lowering|raising|sending|putting|moving|unpausing|cleaning"""
_OFTEN = "now|just|also|successfully|already|been|all|gone ahead and|going to"

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
        deeds=f"""^(?:(?:{_SAYING["en"]}) )*(?:done|complete|completed|finished|success|(?:{_DOING})|
(?:turned|switched|opened|closed|locked|unlocked|started|stopped|paused|resumed|muted|unmuted|added|removed|returned|
skipped|dimmed|adjusted|changed|activated|deactivated|set (?:the|your)|unpaused))\\b|
\\b(?:i|we)(?:ve| have| had|ll| will|m| am)? (?:(?:{_OFTEN}) )*(?:{_DONE}|{_DOING})\\b|
\\b(?:i|we)(?:ll| will| just| have just) (?:turn|switch|set|open|close|lock|unlock|start|stop|pause|add|put|dim|
play)\\b|
\\bsuccessfully\\b|\\bas (?:requested|you asked)\\b""",
        results=f"""\\b(?:has|have|had|was|were|is|are)(?: (?:{_OFTEN}|being))* (?:{_DONE})\\b|
\\b(?:is|are)(?: (?:{_OFTEN}))* (?:{_DOING})\\b|\\b(?:should|will) (?:now )?be\\b|
\\bnow (?:on|off|open|closed|locked|unlocked|muted|paused|playing|set|at|docked)\\b|
\\b(?:turned|switched) (?:on|off|up|down)\\b|\\bset (?:to|at) \\d|\\badded to\\b|\\bskipped\\b|
\\b(?:is|are)(?: \\w+)? (?:on|off|open|shut|playing|\\d+(?: %| percent)?)$""",
        denies="""not|no|cannot|cant|couldnt|wasnt|werent|isnt|arent|dont|doesnt|didnt|havent|hasnt|wont|unable|failed|
error|unfortunately|sorry|issue|problem|invalid|missing|would you|could you|can you|do you|if you|please|which|should i|
shall i|let me know if|want me to|you can|can be|need to|needs to|must be|could be|try|trying|already|to be|
to (?:turn|open|close|lock|unlock|set|pause|resume)""",
    ),
    "de": Grammar(
        opens="""was|wer|wie|wo|wann|warum|wieso|weshalb|welche|welcher|welches|welchen|wem|wen|ist|sind|war|waren|hat|
haben|hast|lauft|brennt|gibt|bin|wird|sag mir|weisst du""",
        asks="(?:kannst|konntest|wurdest|konnen|konnten|wurden|magst) (?:du|sie|ihr|wir)|wie ware es",
        knows="(?:kannst|konntest) du (?:mir )?(?:sagen|nachsehen|prufen|schauen)",
        commands="schalte|schalt|mach|mache|stelle|stell|offne|schliesse|starte|stoppe|fahre|setze",
        deeds=f"""^(?:(?:{_SAYING["de"]}) )*(?:erledigt|fertig|gemacht|erfolgreich)\\b|
\\bich (?:habe|hab|schalte|mache|stelle|offne|schliesse|setze|starte|fuge|verriegle|entriegle|dimme|fahre|
pausiere)\\b|
\\bhabe ich\\b.*\\b\\w+(?:t|en)$""",
        results="""\\b(?:wurde|wurden|wird|werden)\\b|\\b(?:ist|sind) (?:jetzt|nun)\\b|
\\b(?:jetzt|nun) (?:an|aus|ein|offen|zu|\\w*ge\\w+(?:t|en)|verriegelt|entriegelt)\\b|
\\b(?:ein|aus|ab|um)geschaltet\\b|\\b(?:geoffnet|geschlossen|hinzugefugt|gestartet|gestoppt|pausiert|verriegelt|
entriegelt|eingestellt)$|\\b(?:ist|sind)(?: \\w+)? (?:an|aus|offen|zu)$""",
        denies="""nicht|kein|keine|keinen|leider|fehler|konnte|mochtest|soll ich|welche|welches|welcher|bereits|schon|
kannst du|bitte|muss|musst""",
    ),
    "fr": Grammar(
        opens="""que|quel|quelle|quels|quelles|qui|quoi|ou|quand (?:est|sont|a|ont|vas|va)|pourquoi|comment|combien|
est ce|est il|est elle|
sont ils|sont elles|est|a t|y a|dis moi|quest""",
        asks="""(?:peux|pourrais|veux|voudrais) tu|(?:pouvez|pourriez|voulez) vous|est ce que (?:tu|vous) \\w+|
tu (?:peux|pourrais)""",
        knows="(?:peux|pourrais) tu (?:me )?(?:dire|verifier|regarder)",
        commands="allume|eteins|ouvre|ferme|mets|regle|lance|arrete|verrouille|demarre",
        deeds=f"""^(?:(?:{_SAYING["fr"]}) )*(?:c est fait|fait|termine|voila)\\b|
\\bj ?ai (?:bien )?(?!trouve|besoin|compris|pu)\\w+(?:e|i|is|it|u|rt)\\b|
\\bj ?(?:allume|eteins|ouvre|ajoute|active|arrete)\\b|
\\bje (?:ferme|regle|mets|lance|verrouille|deverrouille|demarre|baisse|monte|change|coupe)\\b""",
        results="""\\b(?:est|sont) (?:maintenant|desormais|bien)\\b|\\b(?:a|ont) (?:bien )?ete\\b|
\\b(?:est|sont)(?: \\w+)? (?:allumee?s?|eteinte?s?|ouverte?s?|fermee?s?|verrouillee?s?|deverrouillee?s?)$""",
        denies="""ne|n|pas|impossible|erreur|desole|echec|voulez vous|veux tu|voudrais tu|lequel|laquelle|deja|
peux tu""",
    ),
    "es": Grammar(
        opens="""que|cual|cuales|quien|donde|cuando (?:es|son|fue|sera|esta)|por que|como|cuanto|cuanta|cuantos|
cuantas|hay|
dime""",
        asks="puedes|podrias|quieres|puede|podria|me puedes",
        knows="(?:puedes|podrias) (?:decirme|comprobar|mirar|ver)",
        commands="enciende|apaga|abre|cierra|pon|ajusta|inicia|para|bloquea",
        deeds=f"""\\bhe (?!entendido|podido|encontrado)\\w+(?:ado|ido|to|cho)\\b|
^(?:(?:{_SAYING["es"]}) )*(?:hecho|listo|encendiendo|apagando|abriendo|cerrando|poniendo|ajustando|enciendo|apago|abro|
cierro|pongo|ajusto|anado|agrego|bloqueo|desbloqueo|inicio)\\b""",
        results="""\\b(?:ha|han) sido\\b|\\b(?:esta|estan) ahora\\b|\\bahora (?:esta|estan)\\b|\\bse han? \\w+[ai]do\\b|
\\b(?:esta|estan)(?: \\w+)? (?:encendid[ao]s?|apagad[ao]s?|abiert[ao]s?|cerrad[ao]s?|bloquead[ao]s?)$""",
        denies="no|error|lo siento|imposible|quieres|cual|ya estaba|ya esta|puedes",
    ),
    "nl": Grammar(
        opens="""wat|wie|waar|wanneer (?:is|zijn|gaat|komt|was)|waarom|hoe|welke|welk|is|zijn|was|waren|heeft|
hebben|heb|staat|staan|brandt|
vertel me""",
        asks="(?:kun|kan|zou|wil|kunt) (?:je|u|jij)",
        knows="(?:kun|kan) je (?:me )?(?:vertellen|zeggen|kijken|controleren)",
        commands="zet|doe|schakel|open|sluit|start|stop|maak|stel|vergrendel",
        deeds=f"""\\bik (?:heb|zet|doe|schakel|open|sluit|start|stop|voeg|stel|vergrendel|ontgrendel)\\b|
^(?:(?:{_SAYING["nl"]}) )*(?:klaar|gedaan|gelukt)\\b""",
        results="""\\b(?:is|zijn) nu\\b|
\\b(?:is|zijn|wordt|worden) (?:\\w+ )?(?:\\w*ge\\w+[dtn]|vergrendeld|ontgrendeld)\\b|
\\b(?:is|zijn|staat|staan)(?: \\w+)? (?:aan|uit|open|dicht)$""",
        denies="niet|geen|fout|sorry|helaas|kon|wil je|welke|al",
    ),
    "it": Grammar(
        opens="""che|cosa|quale|quali|chi|dove|quando (?:e|sono|arriva)|perche|come|quanto|quanta|quanti|quante|c e|
dimmi""",
        asks="puoi|potresti|vuoi|puo",
        knows="(?:puoi|potresti) (?:dirmi|controllare|verificare|vedere)",
        commands="accendi|spegni|apri|chiudi|imposta|metti|avvia|ferma|blocca|sblocca|alza|abbassa",
        deeds=f"""\\bho (?!capito|potuto|trovato)\\w+(?:ato|ito|uto|so|sto|nto|rto|sso)\\b|
^(?:(?:{_SAYING["it"]}) )*(?:fatto|ecco fatto|accendo|spengo|apro|chiudo|imposto|metto|aggiungo|avvio|blocco|
sblocco)\\b""",
        results="""\\b(?:e|sono) (?:stato|stata|stati|state|ora|adesso)\\b|\\b(?:ora|adesso) (?:e|sono)\\b|
\\b(?:e|sono)(?: \\w+)? (?:acces[aoei]|spent[aoei]|apert[aoei]|chius[aoei]|bloccat[aoei])$""",
        denies="non|errore|mi dispiace|impossibile|vuoi|quale|gia|puoi",
    ),
}


@cache  # six small tables that never change: nothing is held that would have to be freed
def signs(language: str | None) -> Signs:
    """Return the signs of a BCP 47 language; English ones where that language is not known here."""
    own = (language or "en").replace("_", "-").partition("-")[0].lower()
    grammar = GRAMMARS.get(own, GRAMMARS["en"])
    first = rf"{_POLITE}(?:{{}})\b"
    return Signs(
        _compiled(grammar.opens, first),
        _compiled(grammar.asks, first),
        _compiled(grammar.knows, first),
        _compiled(grammar.commands, rf"{_POLITE}(?:then )?(?:{{}})\b"),
        _compiled(grammar.commands, r"\b(?:and|und|et|y|en|e|then) (?:{})\b"),
        _compiled(grammar.deeds, "{}"),
        _compiled(grammar.results, "{}"),
        _compiled(grammar.denies, r"\b(?:{})\b"),
    )


def _compiled(pattern: str, frame: str) -> re.Pattern[str]:
    return re.compile(frame.replace("{}", pattern.replace("\n", "")))
