"""What is a yes, a no, and neither: in every language that Home Assistant's intents have."""

from __future__ import annotations

from pathlib import Path

import home_assistant_intents
import pytest
from custom_components.morgan.safety.answers import answer_of, pieces_of, starts_no, units, words_of
from hypothesis import given
from hypothesis import strategies as st

ASKED = ("unlock the front door", "Shall I really unlock Front Door?")
LANGUAGES = sorted(path.stem for path in (Path(home_assistant_intents.__file__).parent / "data").glob("*.json"))

# Typed by hand from common dictionaries, and from no file of ours.
_WORDS = """
af ja nee | ar نعم لا | bg да не | bn হ্যাঁ না | ca sí no | cs ano ne | cy ie na | da ja nej |
de ja nein | el ναι όχι | en yes no | es sí no | et jah ei | eu bai ez | fa بله نه |
fi kyllä ei | fr oui non | ga tá níl | gl si non | gu હા ના | he כן לא | hi हाँ नहीं | hr da ne |
hu igen nem | hy այո ոչ | id ya tidak | is já nei | it sì no | ja はい いいえ | ka კი არა |
kn ಹೌದು ಇಲ್ಲ | ko 네 아니요 | kw ea na | lb jo nee | lt taip ne | lv jā nē | ml അതെ അല്ല |
mn тийм үгүй | ms ya tidak | nb ja nei | ne हो होइन | nl ja nee | pa ਹਾਂ ਨਹੀਂ | pl tak nie |
pt sim não | ro da nu | ru да нет | sk áno nie | sl da ne | sr да не | sv ja nej |
sw ndiyo hapana | ta ஆம் இல்லை | te అవును కాదు | th ใช่ ไม่ใช่ | tr evet hayır | uk так ні |
ur ہاں نہیں | vi có không | zh 是 不是 | sr-Latn da ne | zh-HK 係 唔係 | de-CH ja nei
"""
PLAIN = {language: words for language, _, words in (each.strip().partition(" ") for each in _WORDS.split("|"))}


def test_every_language_of_the_intents_is_tried() -> None:
    assert {language.partition("-")[0] for language in LANGUAGES} == {each.partition("-")[0] for each in PLAIN}


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_yes_and_a_plain_no_are_understood_as_a_recogniser_may_write_them(language: str) -> None:
    for word, meant in zip(PLAIN[language].split(), ("yes", "no"), strict=True):
        for written in (word, f"{word}.", f"{word.capitalize()}!", word.upper(), f" “{word}” ", f"{word}。"):
            assert answer_of(written, language, ASKED) == meant, written
    both = "".join(PLAIN[language].split()) if language in ("ja", "zh", "zh-HK", "th") else PLAIN[language]
    assert answer_of(f"{both} {both}", language) != "yes"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_a_yes_and_a_no(language: str) -> None:
    words = words_of(language.partition("-")[0])
    assert words.yes
    assert words.no
    assert not words.yes & words.no
    assert not words.filler & words.no
    for phrase in words.yes:
        assert answer_of(" ".join(phrase), language) == "yes", phrase
    for phrase in words.no:
        assert answer_of(" ".join(phrase), language) == "no", phrase
        assert answer_of(" ".join((*next(iter(words.yes)), *phrase)), language) != "yes", phrase


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes.", "YES!", "y", "yup", "yes please", "yes, unlock it", "yes, unlock the front door", "yes I do"),
        *("absolutely", "go ahead", "sure do it", "correct", "oh yes, please", "yes, the front door", "ok", "okay yes"),
        *("unlock it, yes", "yes — please!", "yes, that’s right", "of course, unlock the front door please"),
    ],
)
def test_a_yes_may_be_polite_and_may_repeat_what_was_asked(text: str) -> None:
    assert answer_of(text, "en", ASKED, ("Front Door",)) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No.", "nope", "no don't", "No, don’t!", "rather not", "not now", "cancel", "never mind", "stop"),
        *("I would rather not", "don't unlock it", "no thanks", "ok never mind", "no no, yes, no", "no yes"),
        *("not yet", "please don't do that", "stop it", "hold on", "no, leave it"),
    ],
)
def test_a_no_needs_little(text: str) -> None:
    assert answer_of(text, "en", ASKED, ("Front Door",)) == "no"


@pytest.mark.parametrize(
    "text",
    [
        *("yes but not the back door", "yes turn on the light", "yes it is raining", "yes, lock the front door"),
        *("maybe", "it is raining", "what?", "", "…", "the front door", "unlock it", "unlock the front door"),
        *("yes no yes", "I'm not sure about yes", "yesterday", "please", "yes, and open the garage", "yes door front"),
    ],
)
def test_what_says_more_or_less_than_yes_or_no_is_neither(text: str) -> None:
    assert answer_of(text, "en", ASKED, ("Front Door",)) == "neither"


def test_the_opposite_of_what_was_asked_is_no_yes_whatever_the_thing_is_called() -> None:
    asked = ("unlock the front door lock", "Shall I really unlock Front Door Lock?")
    assert answer_of("yes, lock the front door", "en", asked) == "neither"
    assert answer_of("yes, unlock the front door lock", "en", asked) == "yes"


def test_words_of_the_command_are_no_yes_by_themselves() -> None:
    asked = ("unlock the right door", "Shall I really unlock Right Door?")
    assert answer_of("the right door", "en", asked) == "neither"
    assert answer_of("yes, the right door", "en", asked) == "yes"
    assert answer_of("right", "en", asked) == "yes"


def test_naming_one_of_several_things_answers_nothing() -> None:
    asked = (
        "unlock the front door and open the garage",
        "Shall I really unlock Front Door? Shall I really open Garage?",
    )
    things = ("Front Door", "Garage")
    assert answer_of("yes, the garage", "en", asked, things) == "neither"
    assert answer_of("yes", "en", asked, things) == "yes"
    assert answer_of("yes, unlock the front door and open the garage", "en", asked, things) == "yes"


@pytest.mark.parametrize(
    ("language", "asked", "text", "meant"),
    [
        ("de", "schließ die Haustür auf", "Ja, schließ die Haustür auf!", "yes"),
        ("de", "schließ die Haustür auf", "ja, aber nicht die Hintertür", "neither"),
        ("de", "schließ die Haustür auf", "lieber nicht", "no"),
        ("de", "", "Natürlich, mach das bitte", "yes"),
        ("de", "", "naturlich", "yes"),
        ("fr", "déverrouille la porte", "oui, déverrouille la porte", "yes"),
        ("fr", "", "Oui, s’il te plaît", "yes"),
        ("fr", "", "ne le fais pas", "no"),
        ("es", "", "si", "yes"),
        ("es", "", "mejor no", "no"),
        ("nl", "", "ja, doe maar", "yes"),
        ("it", "", "certo, fai pure", "yes"),
        ("pt-BR", "", "com certeza", "yes"),
        ("pl", "", "raczej nie", "no"),
        ("sv", "", "nej tack", "no"),
        ("ru", "открой дверь", "да, открой дверь, пожалуйста", "yes"),
        ("ru", "открой дверь", "да нет", "no"),
        ("ja", "玄関の鍵を開けて", "はい、玄関の鍵を開けて", "yes"),
        ("ja", "玄関の鍵を開けて", "はい、鍵を閉めて", "neither"),
        ("ja", "玄関の鍵を開けて", "はい、開けないで", "neither"),
        ("zh-CN", "打开门锁", "好的，打开门锁", "yes"),
        ("zh-CN", "打开门锁", "好，打开窗", "neither"),
        ("zh-CN", "", "不好", "no"),
        ("zh-TW", "", "沒問題", "yes"),
        ("th", "", "ใช่ครับ", "yes"),
        ("tr", "", "İPTAL", "no"),
        ("tr", "", "HAYIR", "no"),
        ("he", "", "כֵּן", "yes"),
        ("ar", "", "نَعَم", "yes"),
        ("ca", "", "cancel·la", "no"),
        ("tlh", "", "yes", "neither"),
    ],
)
def test_people_say_it_in_many_ways(language: str, asked: str, text: str, meant: str) -> None:
    assert answer_of(text, language, (asked,)) == meant


def test_a_bare_no_is_told_from_a_no_with_more() -> None:
    assert starts_no("No, thanks!", "en")
    assert not starts_no("stop the vacuum", "en")
    assert not starts_no("thanks", "en")
    assert not starts_no("no yes", "en")
    assert not starts_no("", "en")
    assert starts_no("نه", "fa_IR")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Yes.", "en", ("yes",)),
        ("Don’t  DO'it", "en", ("dont", "doit")),
        ("vas-y", "fr", ("vas", "y")),
        ("Straße", "de", ("strasse",)),
        ("४७ ४७११", "hi", ("47", "4711")),
        ("４７１１", "en", ("4711",)),
        ("हाँ", "hi", ("हाँ",)),
        ("می‌کنم", "fa", ("ميكنم",)),
        ("はい。", "ja_JP", ("は", "い")),
        ("がぎ", "ja", ("が", "ぎ")),
        ("아니", "ko", ("아니",)),
        ("…", "en", ()),
    ],
)
def test_sentences_are_compared_without_what_a_recogniser_may_leave_out(
    text: str, language: str, expected: tuple[str, ...]
) -> None:
    assert units(text, language) == expected


def test_the_longest_phrase_counts() -> None:
    assert pieces_of(("a", "b", "c"), {("a",), ("a", "b")}) == [("a", "b"), ("c",)]
    assert pieces_of(("a", "b"), ()) == [("a",), ("b",)]
    assert pieces_of((), {("a",)}) == []


@given(st.text(), st.sampled_from(["en", "ja", "fa", "xx", ""]))
def test_any_text_can_be_judged(text: str, language: str) -> None:
    assert answer_of(text, language, (text,), (text,)) in ("yes", "no", "neither")
    assert "".join(units(" ".join(units(text, "en")), "en")) == "".join(units(text, "en"))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=1))
def test_a_yes_with_any_word_that_was_not_asked_is_no_yes(more: str) -> None:
    words = words_of("en")
    strange = [
        word for word in more.split() if not any(word in phrase for phrase in words.yes | words.no | words.filler)
    ]
    if strange:
        assert answer_of(f"yes {more}", "en") != "yes"
