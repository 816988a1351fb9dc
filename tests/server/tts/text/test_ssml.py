"""Documents in SSML become runs of text in a tone, and no tag is ever read aloud."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.effort import grows_steadily

from morgan.tts.text.ssml import Run, Tone, runs


def said(document: str, language: str = "en") -> str:
    return " ".join("".join(run.text for run in runs(document, language)).split())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("<speak>Hello</speak>", "Hello"),
        ("Plain & simple &lt;3 &#65;", "Plain & simple <3 A"),
        ('<say-as interpret-as="characters">TV2</say-as>', "T, V, two"),
        ('<say-as interpret-as="digits">12 3</say-as>', "one, two, three"),
        ('<say-as interpret-as="telephone">+49 30-12</say-as>', "plus four nine, three zero, one two"),
        ('<say-as interpret-as="cardinal">042</say-as>', "forty-two"),
        ('<say-as interpret-as="ordinal">3</say-as>', "third"),
        ('<say-as interpret-as="date" format="dmy">3.5.2026</say-as>', "May third, twenty twenty-six"),
        ('<say-as interpret-as="date">2026-05-03</say-as>', "May third, twenty twenty-six"),
        ('<say-as interpret-as="date">99-99</say-as>', "99-99"),
        ('<say-as interpret-as="time">18h05</say-as>', "18:05"),
        ('<say-as interpret-as="spaceship">X1</say-as>', "X1"),
        ('<sub alias="World Wide Web">WWW</sub>!', "World Wide Web!"),
        ("<metadata>secret</metadata><!-- <b>no</b> --><?xml version='1.0'?><!DOCTYPE x>Yes", "Yes"),
        ("<![CDATA[a < b]]>", "a < b"),
        ("<unknown mark='1'>kept</unknown>", "kept"),
        # malformed
        ("<speak>open <prosody rate='slow'>ended", "open ended"),
        ("a </p> stray", "a stray"),
        ("<say-as interpret-as='digits'>4<break/>2", "4two"),
        ("a < b > c", "a b > c"),
        ("<!-- never closed", "!-- never closed"),
        ("<!ENTITY a '&b;&b;'>&a;", "&a;"),
    ],
)
def test_what_is_said_of_a_document(document: str, expected: str) -> None:
    assert said(document) == expected


def test_a_number_is_said_in_the_language_around_it() -> None:
    assert said('<say-as interpret-as="cardinal">21</say-as>', "de") == "einundzwanzig"
    document = '<lang xml:lang="fr-FR"><say-as interpret-as="cardinal">21</say-as></lang>'
    assert runs(document, "de") == [Run("vingt et un", Tone(language="fr-FR"))]


def test_tones_are_those_of_the_tags_around_and_multiply() -> None:
    document = "a<prosody rate='200%' volume='soft'>b<prosody rate='slow'>c</prosody></prosody>d"
    assert [(run.text, run.tone.speed, run.tone.volume) for run in runs(document, "en")] == [
        ("a", 1.0, 1.0),
        ("b", 2.0, 0.6),
        ("c", 1.5, 0.6),
        ("d", 1.0, 1.0),
    ]


@pytest.mark.parametrize(
    ("value", "speed"),
    [("+50%", 1.5), ("-20%", 0.8), ("0.5", 0.5), ("x-fast", 1.7), ("nonsense", 1.0), ("-100%", 0.25)],
)
def test_rates_are_read_as_they_are_written(value: str, speed: float) -> None:
    assert runs(f"<prosody rate='{value}'>a</prosody>", "en")[0].tone.speed == pytest.approx(speed)


@pytest.mark.parametrize(("value", "volume"), [("+6dB", 1.995), ("-50%", 0.5), ("50", 0.5), ("silent", 0.0)])
def test_volumes_are_read_as_they_are_written(value: str, volume: float) -> None:
    assert runs(f"<prosody volume='{value}'>a</prosody>", "en")[0].tone.volume == pytest.approx(volume, abs=0.01)


def test_breaks_add_up_and_end_somewhere() -> None:
    document = "a<break time='500ms'/><break strength='weak'/>b<break time='99s'/>c<break/>"
    assert [(run.text, run.break_seconds) for run in runs(document, "en")] == [
        ("a", 0.0),
        ("b", pytest.approx(0.7)),
        ("c", 10.0),
    ]


def test_paragraphs_and_sentences_end_what_stands_before_them() -> None:
    assert [line for line in runs("<p><s>One</s><s>Two</s></p>", "en")[0].text.split("\n") if line] == ["One", "Two"]


@given(st.text(alphabet=st.sampled_from("<>/!-[]?ab =\"'&;s1"), max_size=200))
def test_nothing_that_looks_like_a_tag_is_read_and_nothing_fails(document: str) -> None:
    for run in runs(document.replace("&", ""), "en"):
        assert run.text.strip()
        assert "<a" not in run.text


@pytest.mark.parametrize("piece", ["<", "<!--", "<a>", "</a>", "<a b='", "&lt;", "<sub alias='x'>", "<![CDATA[", "<p>"])
def test_no_document_takes_long(piece: str) -> None:
    assert grows_steadily(lambda size: runs(piece * (size // len(piece)), "en"), 10_000)
