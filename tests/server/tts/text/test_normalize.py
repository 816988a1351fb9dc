"""Written text becomes what a person would say."""

# ruff: noqa: E501  # tables are read by the line

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.effort import grows_steadily

from morgan.languages import LANGUAGES
from morgan.tts.text.normalize import speakable

CASES = [
    # markup, emoji, addresses
    ("en", "**It is on.** 🎉", "It is on."),
    ("en", "# Lights\n- milk\n* bread\n> quoted `code` ~~no~~", "Lights. milk. bread. quoted code no"),
    ("en", "| a | b |\n|---|---|\n| 1 | 2 |", "a, b, one, two,"),
    ("en", "See [the docs](https://example.com/a/b?c=d).", "See the docs."),
    ("en", "See https://www.example.com/path?x=1.", "See example dot com."),
    ("de", "Siehe https://example.com/weg.", "Siehe example Punkt com."),
    ("en", "<b>bold</b> &amp; <break time='1s'/>snake_case", "bold and snake case"),
    ("en", "🎉👨‍👩‍👧 ---", ""),
    ("en", "write to me@example.com", "write to me at example dot com"),
    # English
    ("en", "It is 21.5 °C, 45% humidity.", "It is twenty-one point five degrees Celsius, forty-five percent humidity."),
    ("en", "1 °C, -5°C, 1 min, 3.5kWh", "one degree Celsius, minus five degrees Celsius, one minute, three point five kilowatt hours"),
    ("en", "at 18:05, 18:00, 6:05 PM, 6 p.m.", "at six oh five PM, six PM, six oh five PM, six PM"),
    ("en", "at 6:00 or 0:15", "at six o'clock or twelve fifteen AM"),
    ("en", "1:30:05 left", "one hour thirty minutes five seconds left"),
    ("en", "$5.50, €1, 5 €, £0.50", "five dollars and fifty cents, one euro, five euros, fifty pence"),
    ("en", "¥500, CHF 5.50, 49 kr, 20 SEK", "five hundred yen, five Swiss francs and fifty centimes, forty-nine crowns, twenty crowns"),
    ("en", "10 lbs, 250 mL, 12 kWh/day, 1 l/h", "ten pounds, two hundred and fifty millilitres, twelve kilowatt hours per day, one litre per hour"),
    ("en", "3 pm–5 pm, 3–5 pm, 10:30 - 11:30", "three PM to five PM, three to five PM, ten thirty to eleven thirty"),
    ("en", "$1.2 million", "one point two million dollars"),
    ("en", "The 3rd of May, November 20, 2026", "The third of May, November twentieth, twenty twenty-six"),
    ("en", "on 2026-11-20 and 11/20/2026", "on November twentieth, twenty twenty-six and November twentieth, twenty twenty-six"),
    ("en-GB", "05/11/2026", "November fifth, twenty twenty-six"),
    ("en", "In 1999", "In nineteen ninety-nine"),
    ("en", "5-10 min, 5G, A&B, 3×4", "five to ten minutes, five G, A and B, three times four"),
    ("en", "half: 1/2, 2½", "half: a half, two and a half"),
    ("en", "007 and 1234567890123", "zero zero seven and one two three four five six seven eight nine zero one two three"),
    ("en", "e.g. Dr. Smith, etc.", "for example Doctor Smith, et cetera."),
    ("en", "version 1.2.3", "version one point two point three"),
    ("en", "Call 555-1234 or +1 (212) 555-0199.", "Call five five five, one two three four or plus one, two one two, five five five, zero one nine nine."),
    ("en", "CUDA_VISIBLE_DEVICES", "CUDA VISIBLE DEVICES"),
    ("en", "du XIXe siècle", "du XIXe siècle"),
    ("en", "It was 1984 there.", "It was nineteen eighty-four there."),
    # German
    ("de", "Tel. 030 1234567 seit 1984", "Tel. null drei null, eins zwei drei vier fünf sechs sieben seit neunzehnhundertvierundachtzig"),
    ("de", "Es sind 21,5 °C um 18:05 Uhr.", "Es sind einundzwanzig Komma fünf Grad Celsius um achtzehn Uhr fünf."),
    ("de", "21.5 °C, 1.234 W, 1 kWh, 1 min", "einundzwanzig Komma fünf Grad Celsius, eintausendzweihundertvierunddreißig Watt, eine Kilowattstunde, eine Minute"),
    ("de", "Am 3. Mai, der 20.11.2026", "Am dritten Mai, der zwanzigste November zweitausendsechsundzwanzig"),
    ("de", "5,50 €, z. B. 1 Licht", "fünf Euro fünfzig, zum Beispiel ein Licht"),
    ("de", "5,50 CHF, 1 kr, 2 kWh/Tag, 10:30–11:30 Uhr", "fünf Franken fünfzig, eine Krone, zwei Kilowattstunden pro Tag, zehn Uhr dreißig bis elf Uhr dreißig"),
    # French
    ("fr", "Il est 18:05 et 18h30", "Il est dix-huit heures cinq et dix-huit heures trente"),
    ("fr", "0,5 °C, 21 min, 1 234 W", "zéro virgule cinq degré Celsius, vingt et une minutes, mille deux cent trente-quatre watts"),
    ("fr", "le 1er mai au 2e étage, 5,50 €", "le premier mai au deuxième étage, cinq euros cinquante"),
    ("fr", "21 kr, 12 kWh/jour, 10h30–11h30", "vingt et une couronnes, douze kilowattheures par jour, dix heures trente à onze heures trente"),
    # Spanish
    ("es", "Son las 18:05 y hay 21 °C", "Son las dieciocho y cinco y hay veintiún grados Celsius"),
    ("es", "21 h, 1.º piso, 2ª planta, 50 %", "veintiuna horas, primero piso, segunda planta, cincuenta por ciento"),
    ("es", "5,50 €", "cinco euros con cincuenta céntimos"),
    ("es", "5,50 CHF, 12 kWh/día", "cinco francos suizos con cincuenta céntimos, doce kilovatios hora por día"),
    # Dutch
    ("nl", "Het is 18:05 uur en 21,5 °C", "Het is achttien uur vijf en eenentwintig komma vijf graden Celsius"),
    ("nl", "€5,50, 2e verdieping, 1.234 W", "vijf euro vijftig, tweede verdieping, duizendtweehonderdvierendertig watt"),
    ("nl", "21 kr, 12 kWh/dag", "eenentwintig kronen, twaalf kilowattuur per dag"),
    # any other language: its voice reads numbers itself
    ("it", "Sono le 18:05, **21,5 °C** 🎉", "Sono le 18:05, 21,5 gradi Celsius"),
    (None, "今日は22度です。", "今日は22度です。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_text_is_said_as_a_person_would(language: str | None, written: str, said: str) -> None:
    assert speakable(written, language) == said


MARKUP = set('*_`#~|<>[]{}\\^=@"$€£°%&+/')
text_of_replies = (
    st.text(max_size=80)
    | st.text(alphabet=st.sampled_from("019.,:-/ °C%€$¥hminkrW*_`#[]()<>&;eg\nz.B|~º½²Uhr"), max_size=60)
    | st.lists(
        st.sampled_from(
            ["21.5 °C", "18:05", "2026-11-20", "$5.50", "**on**", "e.g.", "z. B.", "1st", "3.", "-5", "10–20", "🎉", "½",
             "https://a.b/c", "1,234", "1.234", "www.", "@", "1/2/2026", "h", "am", "Mai", "May", "\n- ", "|", "5 €", "6 pm", "6 pm–7 pm", "kr", "¥5", "CHF", "l/h", "lbs"]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip


@given(text=text_of_replies, language=st.sampled_from([*LANGUAGES, None]))
def test_what_is_said_needs_no_second_pass(text: str, language: str | None) -> None:
    said = speakable(text, language)
    assert speakable(said, language) == said


@given(text=text_of_replies, language=st.sampled_from([each.code for each in LANGUAGES.values() if each.numbers]))
def test_no_markup_no_emoji_and_no_digit_is_left(text: str, language: str) -> None:
    said = speakable(text, language)
    assert not MARKUP & set(said)
    assert not any(unicodedata.category(char)[0] in "SNC" for char in said)
    assert said == said.strip()


@given(text=text_of_replies, language=st.sampled_from([*LANGUAGES, None]))
def test_what_is_said_is_never_much_longer(text: str, language: str | None) -> None:
    assert len(speakable(text, language)) <= 14 * len(text) + 14


@given(words=st.lists(st.sampled_from(["the", "lights", "kitchen", "über", "naïve", "don't"]), min_size=1, max_size=9))
def test_plain_words_are_left_alone(words: list[str]) -> None:
    text = " ".join(words) + "."
    assert speakable(text, "en") == text


@pytest.mark.parametrize("text", ["[" * 4_000, "1" * 4_000, "1." * 2_000, "<a" * 2_000, "- " * 2_000, "1-" * 2_000, "a@" * 2_000, "1 " * 2_000, "1\u202f" * 2_000, "![x](" * 800, "&" * 4000])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_text_takes_long(text: str, language: str) -> None:
    assert grows_steadily(lambda size: speakable(text[:size], language), len(text) // 8)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("it", "Fuori ci sono -3,5 °C", "Fuori ci sono meno 3,5 gradi Celsius"),
        (
            "pl",
            "1 °C, 2 °C, 5 °C, 21,5 °C",
            "1 stopień Celsjusza, 2 stopnie Celsjusza, 5 stopni Celsjusza, 21,5 stopnia Celsjusza",
        ),
        ("ru", "Ветер 12 км/ч, заряд 45%", "Ветер 12 километров в час, заряд 45 процентов"),
        ("ru", "Сегодня 24.12.2026.", "Сегодня 24 декабря 2026 года."),
        ("pt", "A consulta é em 24/12/2026", "A consulta é em 24 de dezembro de 2026"),
        ("pt", "R$ 25,00", "25 reais"),
        ("sv", "Det kostar 25 kr, kl. 7.30, 20-22 °C", "Det kostar 25 kronor, kl. 7:30, 20 till 22 grader Celsius"),
        ("da", "1.250 kWh", "1250 kilowatt-timer"),
        ("it", "1.2.3 e 99/99/2026 restano", "1.2.3 e 99 99 2026 restano"),
        ("nb", "-4 °C", "minus 4 grader celsius"),
        ("xx", "-4 °C", "-4 °C"),
        ("cs", "5 Kč", "5 korun"),
        ("ro", "5 lei", "5 lei"),
        ("ru", "2026 г.", "2026 г."),
    ],
)
def test_what_stands_around_numbers_is_said_in_languages_that_nobody_wrote_out(
    language: str, text: str, said: str
) -> None:
    assert speakable(text, language) == said
    assert speakable(said, language) == said


@pytest.mark.parametrize(("text", "said"), [("It takes 30s.", "thirty seconds"), ("In the 90s", "nineties")])
def test_seconds_are_no_decade(text: str, said: str) -> None:
    assert said in speakable(text, "en")


@pytest.mark.parametrize("language", ["it", "pl", "ru", "no", "ar", "he", "zh-Hant", "bn", "eu", "", None])
def test_no_language_and_no_number_is_too_much(language: str | None) -> None:
    assert speakable("9" * 400 + " km", language)
    assert speakable("-5 °C, 20-22 %, 1.250,50 €, 24.12.2026, ±2 kWh", language)
