"""script/languages: writes docs/languages.md, what works in which language, out of the tables that do the work."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path

import home_assistant_intents
from babel import Locale

from morgan.languages import LANGUAGES
from morgan.tts.text.cldr import cldr

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/languages.md"
_INTEGRATION = ROOT / "custom_components/morgan"
_ABOUT = """# What works in which language

Made by `script/languages` out of the tables that do the work; a test compares. What has no mark is not refused: plain
commands are understood by Home Assistant's own sentences in all of its languages, and everything else is left to the
language model. Where a language has no patterns for claims, whatever a model answers to an order counts as a claim
unless it denies or asks. `languages/` is [`server/morgan/languages/`](../server/morgan/languages): a file for each
language, by one schema; the other places are in [`custom_components/morgan/`](../custom_components/morgan).

| column | what it is | where |
|---|---|---|
| commands | plain commands by Home Assistant's own sentences | `home-assistant-intents` |
| in between | joined commands, "it", "again", kinds by room: Morgan's words around those | `languages/lexicon/` |
| pages | the integration's forms, repairs and sentences | `translations/` |
| yes and no | a yes, a no or a PIN before danger | `safety/answers.json` |
| reading | the server's own reading of a sentence, where a model does nothing with it | `languages/`: `reading` |
| hearing | misheard names are put right by the language's sounds; elsewhere by letters | `languages/`: `hearing` |
| questions | a question may only read; elsewhere known by English words | `languages/`: `questions` |
| limits | "but not …", "don't …", "at seven", "if …": not done at once | `languages/`: `limits` |
| claims | a model that claims a deed that was not done is not heard | `languages/`: `claims` |
| excuses | why there is no answer, "which one do you mean?"; elsewhere in English | `languages/`: `excuses`, `choice` |
| endings | when a sentence is over: "and" is no end; elsewhere by English words | `languages/`: `endings` |
| clauses | the first clause sounds while the model writes; elsewhere it ends at marks only | `languages/`: `clauses` |
| numbers | w: as words; c: units, amounts, dates and the minus as words (CLDR), not digits | `languages/`: `numbers` |

"""


def table() -> str:
    """Return the page."""
    columns: dict[str, Collection[str]] = {
        "commands": {each.partition("-")[0] for each in home_assistant_intents.get_languages()},
        "in between": {file.stem for file in (_INTEGRATION / "languages" / "lexicon").glob("*.py")} - {"__init__"},
        "pages": {file.stem for file in (_INTEGRATION / "translations").glob("*.json")},
        "yes and no": json.loads((_INTEGRATION / "safety/answers.json").read_text(encoding="utf-8")).keys(),
        "reading": {code for code, known in LANGUAGES.items() if known.reading},
        "hearing": {code for code, known in LANGUAGES.items() if known.hearing},
        **dict.fromkeys(("questions", "limits", "claims", "excuses", "endings", "clauses"), LANGUAGES.keys()),
    }
    codes = set().union(*columns.values()) - {""}
    rows = [f"| | {' | '.join(columns)} | numbers |", f"|---|{'---|' * (len(columns) + 1)}"]
    for code in sorted(codes, key=lambda each: (-sum(each in column for column in columns.values()), each)):
        marks = ["✓" if code in column else "" for column in columns.values()]
        own = LANGUAGES.get(code)
        numbers = "w" if own and own.numbers else "c" if cldr(code) is not None else ""
        rows.append(f"| {_name(code)} | {' | '.join([*marks, numbers])} |")
    return f"{_ABOUT}{chr(10).join(rows)}\n"


def _name(code: str) -> str:
    try:
        return f"{Locale.parse(code).english_name} (`{code}`)"
    except (ValueError, LookupError):
        return f"`{code}`"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="script/languages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if the page is not what the code says")
    options = parser.parse_args()
    made = table()
    if options.check:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made
        if not same:
            print("docs/languages.md is not what the code says: run script/languages", file=sys.stderr)
        return 0 if same else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
