"""Where each language breathes: the first clause of what a house answers, and what is never parted."""

from __future__ import annotations

import pytest

from morgan.tts.text.sentences import Clauses

# | is where the first clause ends
SENTENCES = {
    "fr": """
        La lumière du salon | est allumée.
        Marie ouvrira bientôt notre porte d'entrée rouge.
        """,
    "it": """
        Ho spento tutto | perché era tardi.
        La luce della cucina | è accesa.
        La temperatura in salotto | è di ventuno gradi.
        Nell'ingresso la luce | è ancora accesa.
        La porta dell’ingresso | è chiusa a chiave.
        Una delle luci del corridoio | non risponde.
        La lavatrice impiega ancora | circa un'ora.
        Ho abbassato le tapparelle della camera da letto | e spento la luce.
        Puoi chiedermi di accendere | l'aria condizionata del salotto.
        La riunione dura dalle tre alle cinque.
        Ho impostato un timer di dieci minuti.
        """,
    "pt": """
        Fechei as persianas da sala | e apaguei a luz.
        A luz da cozinha | está acesa.
        A temperatura na sala | é de vinte e um graus.
        Todas as janelas do primeiro andar | estão fechadas.
        Uma das lâmpadas do corredor | não responde.
        Amanhã em Lisboa | vai chover durante a tarde.
        O filme de ontem à noite | durou duas horas.
        A loja abre das nove às seis.
        Acabei de apagar as luzes do quarto das crianças.
        """,
    "sv": """
        Jag har släckt allt | eftersom det är sent.
        Lampan i köket | är tänd.
        Temperaturen i vardagsrummet | är tjugoen grader.
        Jag har precis slagit på lampan | i köket.
        I morgon blir det regn | under hela dagen.
        Jag har stängt dörren | och låst den.
        Den gamla lampan | i hallen svarar inte.
        Klockan är kvart i tre på eftermiddagen.
        Det är fortfarande ganska varmt ute idag.
        Filmen började för två timmar sedan.
        """,
    "pl": """
        Wyłączyłam wszystko, | bo było późno.
        Światło w kuchni | jest włączone.
        Temperatura w salonie | wynosi dwadzieścia jeden stopni.
        Zamknęłam drzwi i zgasiłam światło | w korytarzu.
        Jutro w Warszawie | będzie padać przez cały dzień.
        Sklep jest otwarty | od dziewiątej do osiemnastej.
        Jedna z lamp | w korytarzu nie odpowiada.
        Światło wyłączy się za pięć minut.
        Film zaczął się dwie godziny temu.
        """,
    "ru": """
        Я закрыла дверь | и выключила свет в коридоре.
        Я поставила таймер | на десять минут.
        Завтра в Москве весь день | будет дождь.
        Стиральная машина будет работать | ещё около получаса.
        Дверь гаража была открыта | ещё вчера вечером.
        Одна из ламп | в коридоре не отвечает.
        Магазин открыт с девяти | до шести вечера.
        Температура в гостиной двадцать один градус.
        Фильм начался два часа назад.
        """,
}  # fmt: skip
ABBREVIATED = [
    ("it", "Ha chiamato il sig. Rossi."),
    ("pt", "A dra. Silva ligou."),
    ("sv", "Mötet är kl. Nio."),
    ("pl", "Sklep stoi przy ul. Długiej."),
    ("ru", "Дом стоит на ул. Мира."),
]


def cut(text: str, language: str) -> list[str]:
    clauses = Clauses(language)
    return [piece.text for piece in [*clauses.feed(text), *clauses.end()]]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, line.strip()) for language, lines in SENTENCES.items() for line in lines.strip().splitlines()],
)
def test_the_first_clause_ends_where_a_person_would_breathe(language: str, sentence: str) -> None:
    first, _, rest = sentence.partition(" | ")
    assert cut(f"{first} {rest}".strip(), language)[0] == first


@pytest.mark.parametrize(("language", "sentence"), ABBREVIATED)
def test_what_is_shortened_ends_no_sentence(language: str, sentence: str) -> None:
    assert cut(sentence, language) == [sentence]
