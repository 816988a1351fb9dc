"""What is written down of a language: every part, or a reason why it has none."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

import morgan.languages
from morgan.agent.fallback_messages import excuse
from morgan.agent.sentence.claim_detection import claims_action
from morgan.agent.sentence.grammar import signs
from morgan.agent.sentence.lexicon import lexicon
from morgan.agent.sentence.lexicon.claims import claims_of
from morgan.agent.sentence.lexicon.limits import limits_of
from morgan.agent.sentence.turn_completion import finished
from morgan.agent.sentence.words import words
from morgan.agent.tool_repair.choices import choice
from morgan.languages import ENGLISH, LANGUAGES, Language, language_of
from morgan.languages.rooms import AT, HERE, ROOMS
from morgan.languages.schema import Reason
from morgan.ports import NO_HOME
from morgan.stt.names.phonetics import sounds
from morgan.stt.names.plain_words import plain_words
from morgan.tts.text.clause_boundaries import Joints
from morgan.tts.text.cldr import cldr
from morgan.tts.text.normalize import speakable

INTEGRATION = Path(__file__).parents[3] / "custom_components/morgan"
EVERY = pytest.mark.parametrize("known", LANGUAGES.values(), ids=LANGUAGES.keys())
# The parts that a language may lack: which lack it, and what is done without.
LACKING = {
    "claim_openings": ({"pt", "sv", "pl", "ru"}, "a sentence waits for its end before it is judged"),
    "numbers": ({"it", "pt", "sv", "pl", "ru"}, "CLDR has the words, and inflects them; the voice reads the digits"),
    "reading": ({"it", "pt", "sv", "pl", "ru"}, "what a model leaves undone is asked for again"),
    "hearing": ({"it", "pt", "sv", "pl", "ru"}, "Home Assistant's own sentences have the words; sounds are letters"),
}
# What of a part a language may do without: the rules that use it are for the others.
MAY_BE_EMPTY = {"states", "verbs", "openers", "subjects", "adjectives_first", "plural"}


@pytest.mark.parametrize("part", LACKING)
def test_it_is_written_down_which_language_lacks_what_and_why(part: str) -> None:
    lacking, why = LACKING[part]
    assert {known.code for known in LANGUAGES.values() if getattr(known, part) is None} == lacking
    assert why


@EVERY
def test_a_language_has_every_part_and_no_part_is_empty(known: Language) -> None:
    assert {each.name for each in fields(known) if getattr(known, each.name) is None} <= set(LACKING)
    for part in (known.questions, known.limits, known.claims, known.choice, known.endings, known.clauses):
        assert {each.name for each in fields(part) if not getattr(part, each.name)} <= {
            *MAY_BE_EMPTY,
            "adjectives_first",
        }
    assert set(known.excuses) == set(get_args(Reason))
    assert all(known.excuses.values())


def test_a_language_is_a_file_here_and_in_the_integration() -> None:
    files = {file.stem for file in Path(morgan.languages.__file__).parent.glob("*.py")}
    assert files - {"__init__", "schema", "writing", "rooms"} == set(LANGUAGES)
    assert set(ROOMS) == set(AT) == set(HERE) == set(LANGUAGES) - {"pl", "ru"}  # rooms.py says why
    assert all(code == known.code for code, known in LANGUAGES.items())
    assert {file.stem for file in (INTEGRATION / "translations").glob("*.json")} == set(LANGUAGES)
    assert {file.stem for file in (INTEGRATION / "languages/lexicon").glob("*.py")} - {"__init__"} == set(LANGUAGES)


@EVERY
def test_what_is_written_down_can_be_looked_for(known: Language) -> None:
    assert signs(known.code) is not signs(None) or known is ENGLISH
    assert limits_of(known.code) is not None
    assert claims_of(known.code) is not None
    assert (lexicon(known.code) is not lexicon("en")) == (known.reading is not None and known is not ENGLISH)


@EVERY
def test_endings_are_written_as_words_are_compared(known: Language) -> None:
    for part in fields(known.endings):
        for phrase in getattr(known.endings, part.name):
            assert " ".join(words(phrase)) == phrase
    assert not known.endings.hanging & known.endings.units


@EVERY
def test_clauses_are_written_as_they_are_compared(known: Language) -> None:
    for part in fields(known.clauses):
        found = getattr(known.clauses, part.name)
        if isinstance(found, frozenset):
            assert {unicodedata.normalize("NFC", word).lower() for word in found} == found


@EVERY
def test_numbers_are_spoken_by_words_of_ours_or_by_cldr(known: Language) -> None:
    if known.numbers is None:
        assert cldr(known.code) is not None
    assert not set("-°%") & set(speakable("-5 °C, 50 %", known.code))


@pytest.mark.parametrize(
    ("tag", "code"), [("pt", "pt"), ("pt_BR", "pt"), ("PT-br", "pt"), ("de-DE-1996", "de"), ("nl_BE", "nl")]
)
def test_a_region_is_no_other_language(tag: str, code: str) -> None:
    assert language_of(tag) is LANGUAGES[code]


@pytest.mark.parametrize("tag", ["tlh", "xx-YY", "", "-", "../de", None])
def test_a_language_that_nobody_wrote_down_has_no_value(tag: str | None) -> None:
    assert language_of(tag) is None


def test_a_language_that_nobody_wrote_down_is_handled_safely() -> None:
    assert excuse("done", "tlh") == excuse("done", "en")
    assert choice(["a", "b"], "tlh") == choice(["a", "b"], "en")
    assert signs("tlh") is signs("en")
    assert lexicon("tlh") is lexicon("en")
    assert finished("turn on the", "tlh", NO_HOME) == "unfinished"
    assert limits_of("tlh") is None
    assert claims_of("tlh") is None
    assert claims_action("HIja'.", "tlh")  # whatever does not deny may be a claim
    assert not Joints("tlh").has_words
    assert speakable("**5**", "tlh") == "5"
    assert plain_words("tlh").known == frozenset()
    assert sounds("bang", "tlh") == "bang"


@pytest.mark.parametrize("tag", ["", None])
def test_where_no_language_is_named_the_agent_reads_english_and_the_voice_only_marks(tag: str | None) -> None:
    assert limits_of(tag) is limits_of("en")
    assert claims_of(tag) is claims_of("en")
    assert not Joints(tag).has_words
