"""How the words of a language are written down where many stand in a row; knows no language."""

from __future__ import annotations

from collections.abc import Mapping

from morgan.languages.schema import Counted

_SIGNS = "% & + = @ ° × ÷ € $ £ ≈ ≤ ≥ № µ ±"
_UNITS = (
    "°C °F ° % km/h mph m/s km m cm mm mi ft kWh Wh kW MW W V A Hz kg g mg l L ml m² m³ m2 m3 hPa mbar bar lx dB ppm "
    "µg/m³ h min s ms GB MB TB kB Mbit/s mL lb lbs oz"
)


def words(written: str) -> frozenset[str]:
    """Read words parted by spaces."""
    return frozenset(written.split())


def phrases(written: str) -> frozenset[str]:
    """Read phrases parted by |."""
    return frozenset(phrase.strip() for phrase in written.split("|"))


def signs(written: str) -> Mapping[str, str]:
    """Read what each sign is called, in the order of `_SIGNS`, parted by |."""
    return dict(zip(_SIGNS.split(), [word.strip() for word in written.split("|")], strict=True))


def units(numeral: str, other: str, written: str) -> Mapping[str, Counted]:
    """Read "many" or "one/many" for each unit; a word that begins with a tilde takes the other numeral."""
    read = {}
    for sign, name in zip(_UNITS.split(), [word.strip() for word in written.split("|")], strict=True):
        one, _, many = name.lstrip("~").partition("/")
        read[sign] = Counted(f"{other if name.startswith('~') else numeral} {one}", many or one)
    return read


def per(word: str, written: str, short: str) -> Mapping[str, str]:
    """Read the words that may be written out, and what is written for some of them."""
    known = {each: each for each in written.split()} | dict(each.split(":") for each in short.split())
    return {sign: f"{word} {meaning}" for sign, meaning in known.items()}
