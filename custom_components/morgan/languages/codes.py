"""The languages that Home Assistant may ask for, and the server's own name for each; knows no engine.

Home Assistant hands a language over literally ("en-GB") and refuses an engine that does not list it literally, while an
engine lists what it was made for ("en").
"""

from __future__ import annotations

from collections.abc import Iterable

from homeassistant.generated.languages import LANGUAGES
from homeassistant.util import language as language_util


def tags(codes: Iterable[str], country: str | None) -> dict[str, str]:
    """Return the server's code for every tag that may be requested; the server's own codes map to themselves."""
    own = list(dict.fromkeys(codes))
    asked = set(LANGUAGES)
    if country:
        asked |= {f"{code}-{country}" for code in own if "-" not in code and "_" not in code}
    served = {tag: found[0] for tag in asked if (found := language_util.matches(tag, own, country=country))}
    return dict(sorted((served | {code: code for code in own}).items()))


def base(code: str) -> str:
    """Return a code without its region ("en_GB" is "en")."""
    return code.replace("_", "-").partition("-")[0].lower()
