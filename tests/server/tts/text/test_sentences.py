"""Deltas become clauses that can be spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.effort import grows_steadily

from morgan.tts.text.sentences import Clauses, Piece


def cut(*deltas: str, language: str = "en", max_chars: int = 400) -> list[str]:
    """All the clauses of these deltas."""
    clauses = Clauses(language, max_chars)
    return [piece.text for piece in [*(one for delta in deltas for one in clauses.feed(delta)), *clauses.end()]]


def test_a_sentence_can_be_spoken_as_soon_as_the_next_one_begins() -> None:
    clauses = Clauses()
    assert clauses.feed("The light is on. ") == []
    assert clauses.feed("A") == [Piece("The light is on.")]
    assert clauses.feed("nything else? ") == [Piece("Anything else?")]
    assert clauses.feed("Good") == []
    assert clauses.end() == [Piece("Good")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is 21.5 degrees. Nice!", ["It is 21.5 degrees.", "Nice!"]),
        ("Dr. Who is at www.example.com/a?b now. Yes.", ["Dr. Who is at www.example.com/a?b now.", "Yes."]),
        ("Lights, e.g. the lamp. J. Smith. Ok", ["Lights,", "e.g. the lamp.", "J. Smith.", "Ok"]),
        ("So do I. Then go.", ["So do I.", "Then go."]),
        ("The answer is no. Then go.", ["The answer is no.", "Then go."]),
        ('"Really?" she asked. "Yes." Then', ['"Really?"', "she asked.", '"Yes."', "Then"]),
        ("**Done.** Next", ["**Done.**", "Next"]),
        ("Wait... what? No way?!", ["Wait... what?", "No way?!"]),
        ("Milk\nbread\n\n- eggs", ["Milk", "bread", "- eggs"]),
        ("1. Open it. 2. Close it.", ["1. Open it.", "2. Close it."]),
        ("今日は晴れです。明日は？「雨。」はい", ["今日は晴れです。", "明日は？", "「雨。」", "はい"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_clauses_end_where_sentences_do(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_german_ordinal_ends_no_sentence() -> None:
    assert cut("Am 3. Mai ist Markt. Komm z. B. mit.", language="de-DE") == ["Am 3. Mai ist Markt.", "Komm z. B. mit."]


def test_a_sentence_without_end_is_cut_at_a_comma_then_at_a_space_then_anywhere() -> None:
    assert cut("one two six, three four five", max_chars=16) == ["one two six,", "three four five"]
    assert cut("one two three four five", max_chars=16) == ["one two three", "four five"]
    assert cut("x" * 40, max_chars=16) == ["x" * 16, "x" * 16, "x" * 8]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # the first clause may be short, the next ones are longer
        ("en", "Sure, I turned it off, and now, it is, as you know, dark.", ["Sure,", "I turned it off,"]),
        ("en", "I have set a timer for ten minutes.", ["I have set a timer", "for ten minutes."]),
        ("en", "The kitchen lights are on.", ["The kitchen lights", "are on."]),
        ("en", "Last week the house was cold.", ["Last week", "the house was cold."]),
        ("de", "Das Licht ist an, weil es dunkel war.", ["Das Licht ist an,", "weil es dunkel war."]),
        ("de", "Ich habe alles ausgemacht und abgeschlossen.", ["Ich habe alles ausgemacht", "und abgeschlossen."]),
        ("fr", "La lumière du salon est allumée.", ["La lumière du salon", "est allumée."]),
        ("es", "La luz de la cocina está encendida.", ["La luz de la cocina", "está encendida."]),
        ("nl", "Ik heb alles uitgezet omdat je weggaat.", ["Ik heb alles uitgezet", "omdat je weggaat."]),
        # a last resort, where the sentence goes on without a joint
        ("en", "The mail was delivered around noon today.", ["The mail was delivered", "around noon today."]),
        ("en", "I have turned off the lights upstairs.", ["I have turned off", "the lights upstairs."]),
        ("en", "Every other lamp stays exactly as it was.", ["Every other lamp stays exactly", "as it was."]),
        ("de", "Alle Fenster oben im Haus bleiben heute zu.", ["Alle Fenster oben", "im Haus bleiben heute zu."]),
        ("de", "Die Waschmaschine läuft noch etwa eine Stunde.", ["Die Waschmaschine läuft noch", "etwa eine Stunde."]),
        ("fr", "Il fait dix-neuf degrés dehors ce matin.", ["Il fait dix-neuf degrés dehors", "ce matin."]),
        ("es", "La lavadora tarda todavía unos minutos más.", ["La lavadora tarda todavía", "unos minutos más."]),
        ("nl", "Morgen is er de hele dag kans op regen.", ["Morgen is er de hele dag kans", "op regen."]),
        # but not between words that belong together, nor for the sake of a single word
        ("en", "Someone moved the big sofa table away again.", ["Someone moved the big sofa table away again."]),
        ("en", "Water may boil below ninety five degrees.", ["Water may boil", "below ninety five degrees."]),
        ("en", "It costs roughly one hundred dollars today.", ["It costs roughly one hundred dollars today."]),
        ("en", "You may call old Peter Smith back later.", ["You may call old Peter Smith back later."]),
        ("de", "Morgen musst du die gelbe Tonne rausstellen.", ["Morgen musst du die gelbe Tonne rausstellen."]),
        ("ca", "He apagat tot perquè era tard.", ["He apagat tot perquè era tard."]),
        ("ca", "És clar, ho he apagat tot.", ["És clar,", "ho he apagat tot."]),
        ("ja", "電気を消しました、おやすみなさい。", ["電気を消しました、", "おやすみなさい。"]),
        ("en", "It is late — go to bed.", ["It is late —", "go to bed."]),
        # never inside what belongs together
        ("en", "It costs 1,234 dollars.", ["It costs 1,234 dollars."]),
        ("en", "It was November 20, 2026 already.", ["It was November 20, 2026 already."]),
        ("en", "Between 5 and 7 it rains.", ["Between 5 and 7 it rains."]),
        ("en", "Set to 10 – 20 degrees.", ["Set to 10 – 20 degrees."]),
        ("en", "See http://a.b/c,d:e-f now.", ["See http://a.b/c,d:e-f now."]),
        ("en", "It rings at 10:30 sharp.", ["It rings at 10:30 sharp."]),
        ("en", 'He said "well, then go" twice.', ['He said "well, then go" twice.']),
        ("en", "Lights (hall, attic) off.", ["Lights (hall, attic) off."]),
        ("en", "Run `a, b` now.", ["Run `a, b` now."]),
        ("en", "See [a, b](http://c) now.", ["See [a, b](http://c) now."]),
        ("en", "| a, b | c |", ["| a, b | c |"]),
        ("en", "It is and was the thirty-five.", ["It is and was the thirty-five."]),
        ("en", "There is the", ["There is the"]),
    ],
)
def test_the_first_clauses_end_early_where_a_person_would_breathe(language, text, expected) -> None:
    assert cut(text, language=language)[: len(expected)] == expected


def test_it_is_told_how_a_clause_ends() -> None:
    clauses = Clauses("en")
    pieces = [*clauses.feed("Sure, I turned all the lamps in the house off and locked the door. Bye"), *clauses.end()]
    assert pieces == [
        Piece("Sure,", "mark"),
        Piece("I turned all the lamps in the house off", "word"),
        Piece("and locked the door."),
        Piece("Bye"),
    ]


def test_a_clause_ends_as_soon_as_that_is_certain() -> None:
    clauses = Clauses("en")
    assert clauses.feed("Done!") == []
    assert clauses.feed(" ") == [Piece("Done!")]
    clauses = Clauses("en")
    assert clauses.feed("The kitchen lights are") == []
    assert clauses.feed(" ") == [Piece("The kitchen lights", "word")]


text_of_replies = st.text(alphabet=st.sampled_from('aB1. ,!?\n。」"*éI:\t'), max_size=200) | st.text(max_size=200)


PIECES = ('the light is on and off with 5 7, (a, b) "so - – — it was at home. e.g. because «x» `c`; 1.',)
text_of_replies |= st.lists(st.sampled_from(PIECES[0].split()), max_size=25).map(" ".join)


@given(text=text_of_replies, data=st.data(), max_chars=st.integers(4, 60))
def test_clauses_never_depend_on_how_the_text_was_cut(text: str, data: st.DataObject, max_chars: int) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=30)))
    deltas = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert cut(*deltas, max_chars=max_chars) == cut(text, max_chars=max_chars)


@given(text=text_of_replies, max_chars=st.integers(4, 60))
def test_nothing_is_lost_or_made_up_and_no_clause_is_too_long(text: str, max_chars: int) -> None:
    clauses = cut(text, max_chars=max_chars)
    assert "".join("".join(clauses).split()) == "".join(text.split())
    assert all(clause == clause.strip() and 0 < len(clause) <= max_chars for clause in clauses)


@pytest.mark.parametrize("text", ["word " * 8_000, "x" * 40_000, "." * 40_000, "e.g. " * 8_000, " \n" * 20_000])
def test_forty_thousand_characters_in_small_deltas_are_no_more_work_each_than_five_thousand(text: str) -> None:
    def feed(size: int) -> None:
        clauses = Clauses()
        for start in range(0, size, 8):
            clauses.feed(text[start : start + 8])
        clauses.end()

    assert len(text) == 40_000
    assert grows_steadily(feed, 5_000)
