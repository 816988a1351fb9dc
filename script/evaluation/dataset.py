"""Reads homes and tasks in the format of home-assistant-datasets; pure, knows nothing of Home Assistant.

A folder with `_fixtures.yaml` is a home (floors, areas, devices, entities with state); the other YAML files beside it
are its tasks: sentences, what to set up before, what is to change, what may change, what is to be said. Beyond that
format: `language` of a home (its sentences are asked in it), `said` and `not_said` of a task (regular expressions that
the answer must and must not match, in any case), and `items` (what must have come onto a to-do list).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # its types are in the server's environment

FIXTURES = "_fixtures.yaml"
CARD = "dataset_card.yaml"
DEFAULT_COUNT = 1


class DatasetInvalid(Exception):
    """The folder cannot be read; the sentence says what and where."""


@dataclass(frozen=True, slots=True)
class Area:
    """A room."""

    id: str
    name: str
    floor: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """A device and where it stands."""

    id: str
    name: str
    area: str | None
    info: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """A state and attributes that somebody asks for; None leaves the state as it is."""

    state: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity as the fixture describes it."""

    id: str
    name: str
    given: Given
    area: str | None = None
    device: str | None = None
    exposed: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """What kind it is."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Home:
    """A house: the names of its floors by id, its rooms, devices and entities."""

    name: str
    floors: Mapping[str, str]
    areas: tuple[Area, ...]
    devices: tuple[Device, ...]
    things: tuple[Thing, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence and what is to come of it."""

    id: str
    category: str
    text: str
    setup: Mapping[str, Given]
    expect: Mapping[str, Given]
    ignore: Mapping[str, frozenset[str]]
    response: tuple[str, ...] = ()
    tool: Mapping[str, Any] | None = None
    device: str | None = None
    now: datetime | None = None
    said: re.Pattern[str] | None = None
    not_said: re.Pattern[str] | None = None
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by list: how each item on it ends


def read(folder: Path) -> list[tuple[Home, tuple[Task, ...]]]:
    """Return every home below `folder` with its tasks. Raises DatasetInvalid.

    Two tests of one sentence have one id: the later one counts, as in the published runs, whose output of the first
    was overwritten by the second.
    """
    homes = []
    for fixtures in sorted(folder.rglob(FIXTURES)):
        tasks: dict[str, Task] = {}
        for file in sorted(fixtures.parent.glob("*.yaml")):
            if not file.name.startswith("_") and file.name != CARD:
                tasks |= {task.id: task for task in _tasks(file, folder)}
        homes.append((_home(fixtures, folder), tuple(tasks.values())))
    if not homes:
        raise DatasetInvalid(f"no {FIXTURES} below {folder}")
    return homes


def count(folder: Path) -> int:
    """Return how often the dataset wants each task to be run."""
    card = folder / CARD
    return int((_load(card) or {}).get("count", DEFAULT_COUNT)) if card.exists() else DEFAULT_COUNT


def slug(text: str) -> str:
    """Return the words of a text joined by underscores, as task ids are written."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"'", "", plain.lower())).strip("_")


def state_of(value: object) -> str | None:
    """Return a state as a word; YAML takes on and off for truth."""
    if value is None:
        return None
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _home(file: Path, root: Path) -> Home:
    content = _load(file) or {}
    areas = tuple(
        Area(_id(entry), str(entry["name"]), entry.get("floor"), tuple(entry.get("aliases") or ()))
        for entry in content.get("areas") or ()
    )
    floors = {_id(entry): str(entry["name"]) for entry in content.get("floors") or ()}
    for area in areas:
        if area.floor is not None:
            floors.setdefault(area.floor, area.floor.replace("_", " ").capitalize())
    devices = tuple(
        Device(_id(entry), str(entry["name"]), entry.get("area"), entry.get("info") or {})
        for entry in content.get("devices") or ()
    )
    things = tuple(_thing(entry) for entry in content.get("entities") or ())
    language = str(content.get("language") or "en")
    return Home(str(file.parent.relative_to(root)), floors, areas, devices, things, language)


def _thing(entry: Mapping[str, Any]) -> Thing:
    return Thing(
        id=str(entry["id"]),
        name=str(entry.get("name") or entry["id"]),
        given=_given(entry),
        area=entry.get("area"),
        device=entry.get("device"),
        exposed=bool(entry.get("is_exposed", True)),
        aliases=tuple(entry.get("aliases") or ()),
    )


def _tasks(file: Path, root: Path) -> Iterator[Task]:
    content = _load(file) or {}
    record = slug(str(file.relative_to(root).with_suffix("")))
    for test in content.get("tests") or ():
        response = test.get("expect_response") or ()
        now = test.get("context_now")
        for sentence in test["sentences"]:
            yield Task(
                id=f"{record}-{slug(sentence.splitlines()[0])}",
                category=_category(content.get("category")),
                text=sentence,
                setup={name: _given(given or {}) for name, given in (test.get("setup") or {}).items()},
                expect={name: _given(given or {}) for name, given in (test.get("expect_changes") or {}).items()},
                ignore={name: frozenset(keys or ()) for name, keys in (test.get("ignore_changes") or {}).items()},
                response=(response,) if isinstance(response, str) else tuple(map(str, response)),
                tool=test.get("expect_tool_call"),
                device=test.get("context_device"),
                now=datetime.fromisoformat(now) if isinstance(now, str) else now,
                said=_pattern(file, test.get("said")),
                not_said=_pattern(file, test.get("not_said")),
                items={name: tuple(map(str, wanted)) for name, wanted in (test.get("items") or {}).items()},
            )


def _pattern(file: Path, text: object) -> re.Pattern[str] | None:
    try:
        return None if text is None else re.compile(str(text), re.IGNORECASE)
    except re.error as error:
        raise DatasetInvalid(f"{file}: {text!r} is no regular expression: {error}") from error


def _category(value: object) -> str:
    return "/".join(map(str, value)) if isinstance(value, list) else str(value or "other")


def _given(entry: Mapping[str, Any]) -> Given:
    return Given(state_of(entry.get("state")), dict(entry.get("attributes") or {}))


def _id(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or slug(str(entry["name"])))


def _load(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DatasetInvalid(f"{file}: {error}") from error
