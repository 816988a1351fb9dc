"""The language codes of engines; knows no engine."""

from __future__ import annotations

from collections.abc import Iterable

_OTHERS = {"nb": "no", "iw": "he", "fil": "tl"}  # Norwegian Bokmål is `no` in Whisper and models trained like it


def bare(language: str) -> str:
    """Return `en` for `en-US` and `EN_us`."""
    code = language.replace("_", "-").partition("-")[0].casefold()
    return _OTHERS.get(code, code)


def among(language: str | None, languages: Iterable[str]) -> bool:
    """Tell whether an engine with these languages supports this one; all engines support None and "auto"."""
    named = {bare(one) for one in languages}
    return language is None or language == "auto" or not named or bare(language) in named
