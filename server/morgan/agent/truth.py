"""What a sentence is: a question, or a claim that something was done; knows no house and no model.

Measured on 1,568 recorded runs of eight small models (`tests/server/agent/test_truth.py` says where they are
looked for). An unknown language is read as English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from morgan.agent.words import words


@dataclass(frozen=True, slots=True)
class _Grammar:
    """One language's signs, as they stand in folded text."""

    opens: str  # what a question begins with
    asks: str  # "can you turn on the light" is no question
    knows: str  # "tell me whether": a question after all
    commands: str  # what an order begins with, inside a sentence that began as a question
    claims: str  # something was done, is being done, or is so now
    denies: str  # not done, could not, would you like


_POLITE = r"(?:(?:please|hey|ok|okay|so|and|bitte|und|also|et|y|en|e) )*"

_ENGLISH = _Grammar(
    opens=r"what|whats|which|who|whos|whose|where|wheres|when|why|how|hows|is|isnt|are|arent|was|were|am|do|does|"
    r"doesnt|"
    r"did|didnt|has|have|had|should|tell me (?:if|what|which|who|where|when|why|how|whether|about|the)|do you know",
    asks=r"(?:can|could|would|will|wont) (?:you|we|i)|would you mind|how about|what about|why dont (?:you|we)|do me "
    r"a favor",
    knows=r"(?:can|could|would|will) you (?:please )?(?:tell|say|check|see|find out|look|let me know|show|explain|"
    r"remember|hear)",
    commands=r"turn|switch|set|open|close|shut|lock|unlock|start|stop|pause|resume|play|mute|unmute|add|put|dim|"
    r"make|run",
    claims=r"^(?:(?:ok|okay|sure|alright|all right|great|got it|no problem|certainly|of course|right|yes|and|so) )*"
    r"(?:all )?(?:done|complete|completed|finished|success)\b|"
    r"\b(?:i|we)(?:ve| have| had|ll| will|m| am)? (?:now |just |also |successfully |already |gone ahead and |going "
    r"to )*"
    r"(?:(?:turn|switch|shut|set|open|clos|lock|unlock|start|stop|paus|resum|mut|unmut|add|remov|return|skipp?|"
    r"dimm?|adjust|"
    r"chang|activat|deactivat|enabl|disabl|mov|play|increas|decreas|lower|rais|sen[dt]|put|ma[dk]e?|mark|complet|"
    r"cancel|"
    r"press|dock|plac|updat|reduc|brighten|unpaus)(?:ed|ing|e|n)?)\b|"
    r"\b(?:has|have|had|was|were|is being|are being|been|is now being|are now being) (?:now |just |also |"
    r"successfully |already "
    r"|been |all )*(?:turned|switched|shut|set|opened|closed|locked|unlocked|started|stopped|paused|resumed|muted|"
    r"unmuted|"
    r"added|removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|enabled|disabled|moved|played|"
    r"increased|"
    r"decreased|lowered|raised|sent|put|made|marked|completed|cancelled|canceled|pressed|docked|placed|updated|reduced|"
    r"brightened|unpaused|done|initiated|commanded|instructed)\b|"
    r"\b(?:is|are|should be|will be) (?:now|set|being)\b|\bnow (?:on|off|open|closed|locked|unlocked|muted|paused|"
    r"playing|"
    r"set|at|returning|cleaning|docked|opening|closing)\b|"
    r"^(?:(?:ok|okay|sure|alright|great|got it|no problem|certainly|of course|right|yes|and|now|so|i am|im) )*"
    r"(?:turning|switching|shutting|setting|opening|closing|locking|unlocking|starting|stopping|pausing|resuming|"
    r"muting|"
    r"unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|activating|deactivating|playing|"
    r"increasing|"
    r"decreasing|lowering|raising|sending|putting|making|moving|unpausing)\b|"
    r"^(?:(?:ok|okay|sure|alright|great) )*(?:turned|switched|opened|closed|locked|unlocked|started|stopped|paused|"
    r"resumed|"
    r"muted|unmuted|added|removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|set (?:the|your))\b|"
    r"\b(?:successfully|as requested|as you asked)\b|\bis (?:returning|starting|opening|closing|resuming|cleaning) ",
    denies=r"\b(?:not|no|cannot|cant|couldnt|wasnt|werent|isnt|arent|dont|doesnt|didnt|havent|hasnt|wont|unable|"
    r"failed|error|"
    r"unfortunately|sorry|issue|problem|invalid|missing|would you|could you|can you|do you|if you|please|which|"
    r"should i|"
    r"shall i|let me know if|want me to|you can|can be|need to|needs to|must be|could be|try|trying|already|to be)\b",
)
_GRAMMARS: Mapping[str, _Grammar] = {
    "en": _ENGLISH,
    "de": _Grammar(
        opens=r"was|wer|wie|wo|wann|warum|wieso|weshalb|welche|welcher|welches|welchen|wem|wen|ist|sind|war|waren|"
        r"hat|haben|"
        r"hast|lauft|brennt|gibt|bin|wird|sag mir|weisst du",
        asks=r"(?:kannst|konntest|wurdest|konnen|konnten|wurden|magst) (?:du|sie|ihr|wir)|wie ware es",
        knows=r"(?:kannst|konntest) du (?:mir )?(?:sagen|nachsehen|prufen|schauen)",
        commands=r"schalte|schalt|mach|mache|stelle|stell|offne|schliesse|starte|stoppe|fahre|setze",
        claims=r"\b(?:ich habe|ich hab|ich schalte|ich mache|ich stelle|ich offne|ich schliesse|ich setze|ich starte|"
        r"ich fuge|ich verriegle|ich entriegle)\b|"
        r"^(?:(?:ok|okay|gut|alles klar|klar|gerne) )*(?:erledigt|fertig|gemacht|erfolgreich)\b|"
        r"\b(?:wurde|wurden|ist jetzt|sind jetzt|ist nun|sind nun|wird jetzt|wird nun|werden jetzt|werden nun|wird|"
        r"werden)\b|"
        r"\b(?:jetzt|nun) (?:an|aus|ein|eingeschaltet|ausgeschaltet|offen|geoffnet|geschlossen|zu|verriegelt|"
        r"entriegelt)\b|"
        r"\b(?:ein|aus|ab|um)geschaltet\b|\b(?:geoffnet|geschlossen|hinzugefugt|gestartet|gestoppt|pausiert|verriegelt|"
        r"entriegelt|eingestellt)$",
        denies=r"\b(?:nicht|kein|keine|keinen|leider|fehler|konnte|mochtest|soll ich|welche|welches|welcher|bereits|"
        r"schon|"
        r"kannst du|bitte|muss|musst)\b",
    ),
    "fr": _Grammar(
        opens=r"que|quel|quelle|quels|quelles|qui|quoi|ou|quand|pourquoi|comment|combien|est ce|est il|est elle|"
        r"sont ils|"
        r"est|a t|y a|dis moi|quest",
        asks=r"(?:peux|pourrais|veux|voudrais) tu|(?:pouvez|pourriez|voulez) vous|est ce que tu (?:peux|pourrais)|"
        r"tu (?:peux|pourrais)",
        knows=r"(?:peux|pourrais) tu (?:me )?(?:dire|verifier|regarder)",
        commands=r"allume|eteins|ouvre|ferme|mets|regle|lance|arrete|verrouille|demarre",
        claims=r"\bj ?ai (?:bien )?(?:allume|eteint|ouvert|ferme|verrouille|deverrouille|regle|mis|ajoute|lance|"
        r"demarre|arrete|"
        r"change|baisse|monte|active|desactive|augmente|diminue|coupe|repris|renvoye|supprime|retire)\w*|"
        r"\bj (?:allume|eteins|ouvre|ajoute|active|arrete)\b|\bje (?:ferme|regle|mets|lance|verrouille|deverrouille|"
        r"demarre|"
        r"baisse|monte|change|coupe)\b|^(?:(?:ok|d accord|bien) )*(?:c est fait|fait|termine|voila)\b|"
        r"\b(?:est|sont) (?:maintenant|desormais|bien)\b|\b(?:a|ont) (?:bien )?ete\b",
        denies=r"\b(?:ne|n|pas|impossible|erreur|desole|echec|voulez vous|veux tu|voudrais tu|lequel|laquelle|deja|"
        r"peux tu)\b",
    ),
    "es": _Grammar(
        opens=r"que|cual|cuales|quien|donde|cuando|por que|como|cuanto|cuanta|cuantos|cuantas|esta|estan|hay|es|son|"
        r"dime|ha|"
        r"tengo",
        asks=r"(?:puedes|podrias|quieres|puede|podria|me puedes)",
        knows=r"(?:puedes|podrias) (?:decirme|comprobar|mirar|ver)",
        commands=r"enciende|apaga|abre|cierra|pon|ajusta|inicia|para|bloquea",
        claims=r"\bhe (?:encendido|apagado|abierto|cerrado|bloqueado|desbloqueado|puesto|ajustado|anadido|agregado|"
        r"iniciado|"
        r"pausado|detenido|cambiado|subido|bajado|activado|desactivado|establecido|enviado|reanudado|silenciado)\b|"
        r"^(?:(?:vale|ok|claro|de acuerdo|muy bien) )*(?:hecho|listo|encendiendo|apagando|abriendo|cerrando|"
        r"poniendo|ajustando|"
        r"enciendo|apago|abro|cierro|pongo|ajusto|anado|agrego|bloqueo|desbloqueo|inicio)\b|"
        r"\b(?:ha|han) sido\b|\b(?:esta|estan) ahora\b|\bahora (?:esta|estan)\b|\bse ha(?:n)? \w+[ai]do\b",
        denies=r"\b(?:no|error|lo siento|imposible|quieres|cual|ya estaba|ya esta|puedes)\b",
    ),
    "nl": _Grammar(
        opens=r"wat|wie|waar|wanneer|waarom|hoe|welke|welk|is|zijn|was|waren|heeft|hebben|heb|staat|staan|brandt|"
        r"vertel me",
        asks=r"(?:kun|kan|zou|wil|kunt) (?:je|u|jij)",
        knows=r"(?:kun|kan) je (?:me )?(?:vertellen|zeggen|kijken|controleren)",
        commands=r"zet|doe|schakel|open|sluit|start|stop|maak|stel|vergrendel",
        claims=r"\bik (?:heb|zet|doe|schakel|open|sluit|start|stop|voeg|stel|vergrendel|ontgrendel)\b|"
        r"^(?:(?:ok|oke|goed|prima) )*(?:klaar|gedaan|gelukt)\b|\b(?:is|zijn) (?:nu|ingeschakeld|uitgeschakeld|"
        r"geopend|gesloten|"
        r"vergrendeld|ontgrendeld|toegevoegd|aangezet|uitgezet|gestart|gestopt)\b|\b(?:is|zijn|wordt|worden) (?:nu "
        r")?\w*ge\w+[dtn]\b",
        denies=r"\b(?:niet|geen|fout|sorry|helaas|kon|wil je|welke|al)\b",
    ),
    "it": _Grammar(
        opens=r"che|cosa|quale|quali|chi|dove|quando|perche|come|quanto|quanta|quanti|e|sono|c e|dimmi|ha",
        asks=r"(?:puoi|potresti|vuoi|puo)",
        knows=r"(?:puoi|potresti) (?:dirmi|controllare|verificare|vedere)",
        commands=r"accendi|spegni|apri|chiudi|imposta|metti|avvia|ferma|blocca|sblocca|alza|abbassa",
        claims=r"\bho (?:acceso|spento|aperto|chiuso|bloccato|sbloccato|impostato|messo|aggiunto|avviato|fermato|"
        r"cambiato|alzato|"
        r"abbassato|attivato|disattivato|inviato|ripreso|regolato)\b|"
        r"^(?:(?:ok|va bene|certo|d accordo) )*(?:fatto|ecco fatto|accendo|spengo|apro|chiudo|imposto|metto|"
        r"aggiungo|avvio|"
        r"blocco|sblocco)\b|\b(?:e|sono) (?:stato|stata|stati|state|ora|adesso)\b|\b(?:ora|adesso) (?:e|sono)\b",
        denies=r"\b(?:non|errore|mi dispiace|impossibile|vuoi|quale|gia|puoi)\b",
    ),
}
TRUTH_LANGUAGES = tuple(_GRAMMARS)


def is_question(text: str, language: str | None = None) -> bool:
    """Tell whether somebody only wants to know: a plain question, with no order in it.

    In doubt it is none: to withhold an action that was asked for is worse than to leave the choice to the model.
    """
    grammar = _grammar(language)
    said = " ".join(words(text))
    if re.match(rf"{_POLITE}(?:{grammar.knows})\b", said):
        return True
    if re.match(rf"{_POLITE}(?:{grammar.asks})\b", said):
        return False
    parts = [" ".join(words(part)) for part in re.split(r"[.,;!?]", text) if words(part)]
    if any(re.match(rf"{_POLITE}(?:then )?(?:{grammar.commands})\b", part) for part in parts):
        return False
    if re.search(rf"\b(?:and|und|et|y|en|e|then) (?:{grammar.commands})\b", said):
        return False
    if re.match(rf"{_POLITE}(?:{grammar.opens})\b", said):
        return True
    return text.rstrip().endswith(("?", "？", "؟"))


def claims_action(text: str, language: str | None = None, *, asked: bool = False) -> bool:
    """Tell whether a reply says that something was done, is being done, or is now so.

    Sentence by sentence: one that denies, doubts or asks claims nothing. A bare "The light is off" is a claim too: said
    after an order it can only mean that the order was carried out. Not so when it answers a question (`asked`).
    """
    grammar = _grammar(language)
    for sentence in re.findall(r"[^.!?\n;]+[.!?]*", text):
        if sentence.rstrip().endswith("?"):
            continue
        said = " ".join(words(sentence))
        if re.search(grammar.denies, said):
            continue
        if (not asked and _IS_SO.search(said)) or (
            re.search(grammar.claims, said) and not (asked and _IS_SO.search(said))
        ):
            return True
    return False


_IS_SO = re.compile(
    r"\b(?:is|are|ist|sind|est|sont|esta|estan|zijn|sono)(?: \w+)? (?:on|off|open|opened|closed|shut|locked|"
    r"unlocked|muted|"
    r"paused|playing|an|aus|offen|geoffnet|zu|geschlossen|eingeschaltet|ausgeschaltet|verriegelt|entriegelt|allumee?s?|"
    r"eteinte?s?|ouverte?s?|fermee?s?|verrouillee?s?|encendid[ao]s?|apagad[ao]s?|abiert[ao]s?|cerrad[ao]s?|aan|uit|"
    r"dicht|"
    r"gesloten|vergrendeld|acces[ao]|spent[ao]|apert[ao]|chius[ao]|\d+(?: %| percent| prozent| procent)?)$"
)


def _grammar(language: str | None) -> _Grammar:
    own = (language or "en").replace("_", "-").partition("-")[0].lower()
    return _GRAMMARS.get(own, _ENGLISH)
