"""`morgan config`: the settings in effect with their sources, or every setting there is; secrets stay masked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, SecretStr

from morgan.settings.sources import Leaf, Loaded, leaves, value_of

MASK = "********"
_DATA_DIR = "~/.local/share/morgan"  # the real default depends on the user


def show(loaded: Loaded, form: Literal["yaml", "json", "table"], *, defaults: bool) -> int:
    """Print the tree."""
    if form == "table":
        text = defaults_as_table()
    elif defaults:
        text = _defaults_as_json() if form == "json" else defaults_as_yaml()
    elif form == "json":
        shown = {key: {"value": _plain(loaded, key), "source": loaded.origins[key]} for key in leaves()}
        text = json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
    else:
        head = f"# read from {loaded.file}\n" if loaded.file else "# no settings file is read\n"
        text = head + _tree(lambda leaf: (_yaml(_plain(loaded, leaf.key)), loaded.origins[leaf.key]))
    sys.stdout.write(text)
    return 0


def defaults_as_yaml() -> str:
    """Return a YAML file of every setting at its default, with its description; loading it changes nothing."""
    lines = ["# Every setting of Morgan at its default. Keep the lines that you change.\n"]
    for heading, leaf in _with_headings():
        lines += heading
        pad = "  " * leaf.key.count(".")
        shown = leaf.default if leaf.key != "data_dir" else _DATA_DIR
        lines.append(f"{pad}# {leaf.description} ({leaf.kind})\n")
        lines.append(f"{pad}{leaf.key.rpartition('.')[2]}: {_yaml(_jsonable(shown))}\n")
    return "".join(lines)


def defaults_as_table() -> str:
    """Return the same as a table for the documentation."""
    rows = ["| setting | default | what it is |\n|---|---|---|\n"]
    for leaf in leaves().values():
        default = _DATA_DIR if leaf.key == "data_dir" else _jsonable(leaf.default)
        shown = "" if default is None else f"`{_yaml(default)}`"
        if len(shown) > 60:
            shown = "`morgan config --defaults` prints it"
        rows.append(f"| `{leaf.key}` | {shown} | {leaf.description} ({leaf.kind}) |\n")
    return "".join(rows)


def _defaults_as_json() -> str:
    shown = {
        leaf.key: {
            "default": _DATA_DIR if leaf.key == "data_dir" else _jsonable(leaf.default),
            "kind": leaf.kind,
            "description": leaf.description,
            "environment": leaf.variable,
        }
        for leaf in leaves().values()
    }
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def _tree(line_of: Callable[[Leaf], tuple[str, str]]) -> str:
    lines: list[tuple[str, str]] = []
    for heading, leaf in _with_headings():
        lines += [(line.rstrip("\n"), "") for line in heading]
        value, note = line_of(leaf)
        lines.append((f"{'  ' * leaf.key.count('.')}{leaf.key.rpartition('.')[2]}: {value}", note))
    width = min(max(len(line) for line, _ in lines if len(line) < 60), 60)
    return "".join(f"{line:<{width}}  # {note}\n" if note else f"{line}\n" for line, note in lines)


def _with_headings() -> Iterator[tuple[list[str], Leaf]]:
    """Walk the leaves, each with the section lines that come before it."""
    open_sections: list[str] = []
    for leaf in leaves().values():
        sections = leaf.key.split(".")[:-1]
        heading: list[str] = []
        for depth, name in enumerate(sections):
            if open_sections[: depth + 1] != sections[: depth + 1]:
                heading.append(f"{'  ' * depth}{name}:\n")
                open_sections = sections[: depth + 1]
        yield heading, leaf


def _plain(loaded: Loaded, key: str) -> object:
    return _jsonable(value_of(loaded.settings, key))


def _jsonable(value: object) -> object:
    if isinstance(value, SecretStr):
        return MASK
    if isinstance(value, BaseModel):
        return {name: _jsonable(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [_jsonable(one) for one in value]
    if isinstance(value, Path | IPv4Network | IPv6Network):
        return str(value)
    return value


def _yaml(value: object) -> str:
    """Write a value on one line as JSON, which is YAML; words that YAML does not read as booleans stay unquoted."""
    if (
        isinstance(value, str)
        and value.replace("-", "").replace("_", "").isalpha()
        and value not in {"off", "no", "on"}
    ):
        return value
    return json.dumps(value, ensure_ascii=False)
