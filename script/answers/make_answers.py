"""Makes custom_components/morgan/safety/answers.json: yes, no and digits in every language of Home Assistant's intents.

Run it with .venv-ha's Python; it reads what is installed and fetches nothing. It knows no house. Its sources:

- glibc's locales (yesstr, nostr; /usr/share/i18n/locales, Debian's package `locales`), in which the Free Software
  Foundation claims no copyright;
- Home Assistant's frontend (ui.common.yes, no, cancel, not_now; package home-assistant-frontend, Apache 2.0);
- Unicode CLDR's spelled out numbers (package unicode-rbnf, MIT; the data under the Unicode licence);
- phrases.toml, written by hand.

A phrase that would be a yes and a no at once, once case and accents are folded away, is left out of the yes.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import hass_frontend
import home_assistant_intents
from unicode_rbnf import RbnfEngine

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from custom_components.morgan.safety.answers import units  # noqa: E402  # the one way in which phrases are compared

TABLE: Final = ROOT / "custom_components" / "morgan" / "safety" / "answers.json"
LOCALES: Final = Path("/usr/share/i18n/locales")
FRONTEND_NAMES: Final = {"zh": ("zh-Hans", "zh-Hant"), "de": ("de", "gsw"), "sr": ("sr", "sr-Latn")}
NUMBER_NAMES: Final = {"nb": "no"}
NO_KEYS: Final = ("no", "cancel", "not_now")
ENGLISH: Final = {"yes", "no", "cancel", "not now", "ok"}
DIGITS: Final = 10
NUMBERS: Final = 100  # a PIN is said in pairs, too: "forty-seven eleven"
COUNTING: Final = {"spellout-numbering", "spellout-cardinal"}  # nobody bends the numbers above 9 in a PIN

Found = dict[str, list[str]]


def languages() -> list[str]:
    """Return every language that Home Assistant's intents have, without regions."""
    folder = Path(home_assistant_intents.__file__).parent / "data"
    return sorted({path.stem.partition("-")[0] for path in folder.glob("*.json")})


def from_locales(language: str) -> Found:
    """Return glibc's yes and no of all regions; those of India and the like are the only ones for some languages."""
    found: Found = defaultdict(list)
    for path in sorted(LOCALES.glob(f"{language}_*")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for key, kind in (("yesstr", "yes"), ("nostr", "no")):
            for written in re.findall(rf'^{key}\s+"(.+?)"', text, re.MULTILINE):
                found[kind].append(re.sub(r"<U([0-9A-F]{4,8})>", lambda code: chr(int(code[1], 16)), written))
    return found


def from_frontend(language: str) -> Found:
    """Return the frontend's yes and no; a word that is English there was never translated."""
    found: Found = defaultdict(list)
    folder = Path(hass_frontend.where()) / "static" / "translations"
    for name in FRONTEND_NAMES.get(language, (language, f"{language}-BR")):
        for path in folder.glob(f"{name}-" + "[0-9a-f]" * 32 + ".json"):
            texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
            for key, kind in (("yes", "yes"), *((key, "no") for key in NO_KEYS)):
                text = texts.get(f"ui.common.{key}", "")
                same = text.casefold() in ENGLISH and language != "en"
                if text and not text.startswith("ui::") and (not same or text in from_locales(language)[kind]):
                    found[kind].append(text)
    return found


def from_numbers(language: str) -> list[list[str]]:
    """Return the names of 0 to 99."""
    known = NUMBER_NAMES.get(language, language)
    if known not in RbnfEngine.get_supported_languages():
        return []
    engine = RbnfEngine.for_language(known)
    rules = [engine.format_number(number).text_by_ruleset for number in range(NUMBERS)]
    names = [
        sorted({name for rule, name in each.items() if number < DIGITS or rule in COUNTING})
        for number, each in enumerate(rules)
    ]
    # Days of a Chinese month are spelled by the same rules, and figures where there is no word.
    return [[name for name in each if not name.startswith("初") and not name.isdecimal()] for each in names]


def table() -> dict[str, dict[str, Any]]:
    """Return what is written down."""
    by_hand: dict[str, dict[str, str]] = tomllib.loads(
        Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8")
    )
    made: dict[str, dict[str, Any]] = {}
    for language in languages():
        own = by_hand.get(language, {})
        found: dict[str, list[str]] = {"yes": ["ok", "okay"], "no": [], "filler": [], "code": ["pin"]}
        for source in (from_locales(language), from_frontend(language)):
            for kind, phrases in source.items():
                found[kind] += phrases
        for kind in found:
            found[kind] += [phrase for phrase in own.get(kind, "").split("|") if phrase]
        no = {units(phrase, language) for phrase in found["no"]}
        found["yes"] = [phrase for phrase in found["yes"] if units(phrase, language) not in no]
        digits = from_numbers(language) or [[] for _ in range(DIGITS)]
        for names, more in zip(digits, own.get("digits", "").split(), strict=False):
            names.extend(more.split("|"))
        made[language] = {kind: _once(phrases, language) for kind, phrases in found.items()}
        made[language]["digits"] = [_once(names, language) for names in digits]
    return made


def _once(phrases: list[str], language: str) -> list[str]:
    """Return phrases without those that are compared as one."""
    return list({units(phrase, language): phrase.lower() for phrase in reversed(phrases)}.values())[::-1]


def main() -> int:
    """Write the table; with --check, only say whether it is the one that would be made."""
    made = table()
    poor = [language for language, words in made.items() if len(words["yes"]) < 3 or not words["no"]]  # ok, okay, yes
    if poor:
        print(f"no yes or no for {', '.join(poor)}", file=sys.stderr)
        return 1
    lines = ",\n".join(f'"{key}": {json.dumps(words, ensure_ascii=False)}' for key, words in made.items())
    text = f"{{\n{lines}\n}}\n"
    if "--check" in sys.argv:
        same = TABLE.read_text(encoding="utf-8") == text
        print("as made" if same else "made anew, it would be another one")
        return 0 if same else 1
    TABLE.write_text(text, encoding="utf-8")
    print(f"{len(made)} languages, {sum(len(each) for words in made.values() for each in words.values())} phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
