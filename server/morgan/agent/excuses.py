"""What Morgan says when it cannot answer: true, short, and in the language of whoever asked; pure."""

from __future__ import annotations

from typing import Literal

Reason = Literal["none", "away", "failed"]

_EXCUSES: dict[str, dict[Reason, str]] = {
    "en": {
        "none": "I can only do plain commands, because no language model is set up.",
        "away": "I can not answer that now, because my language model can not be reached.",
        "failed": "I can not answer that now, because my language model did not answer.",
    },
    "de": {
        "none": "Ich verstehe nur einfache Befehle, weil kein Sprachmodell eingerichtet ist.",
        "away": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht erreichbar ist.",
        "failed": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht geantwortet hat.",
    },
    "fr": {
        "none": "Je ne comprends que les commandes simples, car aucun modèle de langage n'est configuré.",
        "away": "Je ne peux pas répondre pour le moment, car mon modèle de langage est injoignable.",
        "failed": "Je ne peux pas répondre pour le moment, car mon modèle de langage n'a pas répondu.",
    },
    "es": {
        "none": "Solo entiendo órdenes sencillas, porque no hay ningún modelo de lenguaje configurado.",
        "away": "Ahora no puedo responder a eso, porque no se puede acceder a mi modelo de lenguaje.",
        "failed": "Ahora no puedo responder a eso, porque mi modelo de lenguaje no ha respondido.",
    },
    "nl": {
        "none": "Ik begrijp alleen eenvoudige opdrachten, omdat er geen taalmodel is ingesteld.",
        "away": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet bereikbaar is.",
        "failed": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet heeft geantwoord.",
    },
    "it": {
        "none": "Capisco solo comandi semplici, perché non è configurato alcun modello linguistico.",
        "away": "Ora non posso rispondere, perché il mio modello linguistico non è raggiungibile.",
        "failed": "Ora non posso rispondere, perché il mio modello linguistico non ha risposto.",
    },
    "pt": {
        "none": "Só entendo comandos simples, porque nenhum modelo de linguagem está configurado.",
        "away": "Não posso responder agora, porque o meu modelo de linguagem não está acessível.",
        "failed": "Não posso responder agora, porque o meu modelo de linguagem não respondeu.",
    },
    "ru": {
        "none": "Я понимаю только простые команды, потому что языковая модель не настроена.",
        "away": "Сейчас я не могу ответить, потому что языковая модель недоступна.",
        "failed": "Сейчас я не могу ответить, потому что языковая модель не ответила.",
    },
}

EXCUSE_LANGUAGES = tuple(_EXCUSES)


def excuse(reason: Reason, language: str | None) -> str:
    """Return the sentence for a BCP 47 code; a language that is not known here gets English."""
    own = (language or "en").replace("_", "-").partition("-")[0].lower()
    return _EXCUSES.get(own, _EXCUSES["en"])[reason]
