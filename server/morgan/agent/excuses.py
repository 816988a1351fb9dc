"""What Morgan says by itself, for the most part when it cannot answer: true, short, in the asker's language; pure."""

from __future__ import annotations

from typing import Literal

from morgan.agent.words import base_of

Reason = Literal[
    "none", "away", "gone", "blind", "failed", "done", "not-done", "not-all", "question", "rounds", "too-long"
]

_EXCUSES: dict[str, dict[Reason, str]] = {
    "en": {
        "none": "I can only do plain commands, because no language model is set up.",
        "away": "I can not answer that now, because my language model can not be reached.",
        "gone": "I can not answer that, because the language model that was chosen for me is not there any more.",
        "blind": "I can not see that, because my language model can only read.",
        "failed": "I can not answer that now, because my language model did not answer.",
        "done": "Done.",
        "not-done": "I have not done that.",
        "question": "That was a question, so I changed nothing.",
        "rounds": "I could not finish that. Please ask for one thing at a time.",
        "too-long": "That was too much for me at once. Please start a new conversation.",
        "not-all": "Not all of it worked.",
    },
    "de": {
        "none": "Ich verstehe nur einfache Befehle, weil kein Sprachmodell eingerichtet ist.",
        "away": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht erreichbar ist.",
        "gone": "Das kann ich nicht beantworten, weil es das Sprachmodell nicht mehr gibt, das für mich gewählt wurde.",
        "blind": "Das kann ich nicht sehen, weil mein Sprachmodell nur lesen kann.",
        "failed": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht geantwortet hat.",
        "done": "Erledigt.",
        "not-done": "Das habe ich nicht gemacht.",
        "question": "Das war eine Frage, darum habe ich nichts geändert.",
        "rounds": "Damit bin ich nicht fertig geworden. Bitte frag nach einer Sache auf einmal.",
        "too-long": "Das war mir zu viel auf einmal. Bitte beginne ein neues Gespräch.",
        "not-all": "Es hat nicht alles geklappt.",
    },
    "fr": {
        "none": "Je ne comprends que les commandes simples, car aucun modèle de langage n'est configuré.",
        "away": "Je ne peux pas répondre pour le moment, car mon modèle de langage est injoignable.",
        "gone": "Je ne peux pas répondre, car le modèle de langage choisi pour moi n'existe plus.",
        "blind": "Je ne peux pas voir cela, car mon modèle de langage ne sait que lire.",
        "failed": "Je ne peux pas répondre pour le moment, car mon modèle de langage n'a pas répondu.",
        "done": "C'est fait.",
        "not-done": "Je ne l'ai pas fait.",
        "question": "C'était une question, je n'ai donc rien changé.",
        "rounds": "Je n'ai pas pu terminer. Demandez une chose à la fois.",
        "too-long": "C'était trop à la fois. Commencez une nouvelle conversation.",
        "not-all": "Tout n'a pas fonctionné.",
    },
    "es": {
        "none": "Solo entiendo órdenes sencillas, porque no hay ningún modelo de lenguaje configurado.",
        "away": "Ahora no puedo responder a eso, porque no se puede acceder a mi modelo de lenguaje.",
        "gone": "No puedo responder a eso, porque el modelo de lenguaje elegido para mí ya no existe.",
        "blind": "No puedo ver eso, porque mi modelo de lenguaje solo sabe leer.",
        "failed": "Ahora no puedo responder a eso, porque mi modelo de lenguaje no ha respondido.",
        "done": "Hecho.",
        "not-done": "No lo he hecho.",
        "question": "Era una pregunta, así que no he cambiado nada.",
        "rounds": "No he podido terminarlo. Pide una cosa cada vez.",
        "too-long": "Era demasiado a la vez. Empieza una conversación nueva.",
        "not-all": "No todo ha funcionado.",
    },
    "nl": {
        "none": "Ik begrijp alleen eenvoudige opdrachten, omdat er geen taalmodel is ingesteld.",
        "away": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet bereikbaar is.",
        "gone": "Dat kan ik niet beantwoorden, omdat het taalmodel dat voor mij gekozen is er niet meer is.",
        "blind": "Dat kan ik niet zien, omdat mijn taalmodel alleen kan lezen.",
        "failed": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet heeft geantwoord.",
        "done": "Gedaan.",
        "not-done": "Dat heb ik niet gedaan.",
        "question": "Dat was een vraag, dus ik heb niets veranderd.",
        "rounds": "Dat heb ik niet kunnen afmaken. Vraag één ding tegelijk.",
        "too-long": "Dat was te veel tegelijk. Begin een nieuw gesprek.",
        "not-all": "Niet alles is gelukt.",
    },
    "it": {
        "none": "Capisco solo comandi semplici, perché non è configurato alcun modello linguistico.",
        "away": "Ora non posso rispondere, perché il mio modello linguistico non è raggiungibile.",
        "gone": "Non posso rispondere, perché il modello linguistico scelto per me non c'è più.",
        "blind": "Non posso vederlo, perché il mio modello linguistico sa solo leggere.",
        "failed": "Ora non posso rispondere, perché il mio modello linguistico non ha risposto.",
        "done": "Fatto.",
        "not-done": "Non l'ho fatto.",
        "question": "Era una domanda, quindi non ho cambiato nulla.",
        "rounds": "Non sono riuscito a finire. Chiedi una cosa alla volta.",
        "too-long": "Era troppo in una volta. Inizia una nuova conversazione.",
        "not-all": "Non tutto ha funzionato.",
    },
    "pt": {
        "none": "Só entendo comandos simples, porque nenhum modelo de linguagem está configurado.",
        "away": "Não posso responder agora, porque o meu modelo de linguagem não está acessível.",
        "gone": "Não posso responder, porque o modelo de linguagem escolhido para mim já não existe.",
        "blind": "Não consigo ver isso, porque o meu modelo de linguagem só sabe ler.",
        "failed": "Não posso responder agora, porque o meu modelo de linguagem não respondeu.",
        "done": "Feito.",
        "not-done": "Não fiz isso.",
        "question": "Era uma pergunta, por isso não mudei nada.",
        "rounds": "Não consegui terminar. Peça uma coisa de cada vez.",
        "too-long": "Foi demasiado de uma vez. Comece uma nova conversa.",
        "not-all": "Nem tudo funcionou.",
    },
    "ru": {
        "none": "Я понимаю только простые команды, потому что языковая модель не настроена.",
        "away": "Сейчас я не могу ответить, потому что языковая модель недоступна.",
        "gone": "Я не могу ответить, потому что выбранной для меня языковой модели больше нет.",
        "blind": "Я не могу это увидеть, потому что языковая модель умеет только читать.",
        "failed": "Сейчас я не могу ответить, потому что языковая модель не ответила.",
        "done": "Готово.",
        "not-done": "Я этого не сделал.",
        "question": "Это был вопрос, поэтому я ничего не менял.",
        "rounds": "Я не смог это закончить. Просите об одном за раз.",
        "too-long": "Это было слишком много сразу. Начните новый разговор.",
        "not-all": "Получилось не всё.",
    },
    "sv": {
        "none": "Jag förstår bara enkla kommandon, eftersom ingen språkmodell är inställd.",
        "away": "Det kan jag inte svara på nu, eftersom min språkmodell inte går att nå.",
        "gone": "Det kan jag inte svara på, eftersom språkmodellen som valdes åt mig inte finns längre.",
        "blind": "Det kan jag inte se, eftersom min språkmodell bara kan läsa.",
        "failed": "Det kan jag inte svara på nu, eftersom min språkmodell inte svarade.",
        "done": "Klart.",
        "not-done": "Det har jag inte gjort.",
        "question": "Det var en fråga, så jag ändrade ingenting.",
        "rounds": "Det blev jag inte färdig med. Be om en sak i taget.",
        "too-long": "Det var för mycket på en gång. Börja ett nytt samtal.",
        "not-all": "Allt lyckades inte.",
    },
    "pl": {
        "none": "Rozumiem tylko proste polecenia, bo nie skonfigurowano modelu językowego.",
        "away": "Nie mogę teraz odpowiedzieć, bo mój model językowy jest nieosiągalny.",
        "gone": "Nie mogę odpowiedzieć, bo wybranego dla mnie modelu językowego już nie ma.",
        "blind": "Nie mogę tego zobaczyć, bo mój model językowy umie tylko czytać.",
        "failed": "Nie mogę teraz odpowiedzieć, bo mój model językowy nie odpowiedział.",
        "done": "Gotowe.",
        "not-done": "To nie zostało zrobione.",
        "question": "To było pytanie, więc niczego nie zmieniono.",
        "rounds": "Nie udało się tego dokończyć. Poproś o jedną rzecz naraz.",
        "too-long": "To było za dużo naraz. Zacznij nową rozmowę.",
        "not-all": "Nie wszystko się udało.",
    },
}

EXCUSE_LANGUAGES = tuple(_EXCUSES)


def excuse(reason: Reason, language: str | None) -> str:
    """Return the sentence for a BCP 47 code; a language that is not known here gets English."""
    own = base_of(language)
    return _EXCUSES.get(own, _EXCUSES["en"])[reason]
