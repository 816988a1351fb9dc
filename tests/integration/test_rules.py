"""The check of Home Assistant's rules finds what it is for: a copy of the integration with one thing wrong each."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("integration_rules", ROOT / "script" / "integration_rules.py")
assert _spec is not None
assert _spec.loader is not None
rules = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(rules)

type Wrong = Callable[[Path], object]


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Nothing of Home Assistant is needed here."""


@pytest.fixture(autouse=True)
def assist() -> None:
    """Nor of its components."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "custom_components" / "morgan", tmp_path / "morgan"))


def changed(name: str, change: Callable[[dict[str, Any]], object]) -> Wrong:
    """A JSON file with something else in it."""

    def write(folder: Path) -> None:
        told = json.loads((folder / name).read_text())
        change(told)
        (folder / name).write_text(json.dumps(told))

    return write


def replaced(name: str, old: str, new: str) -> Wrong:
    def write(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return write


def test_the_integration_keeps_all_rules() -> None:
    assert [*rules.faults(ROOT / "custom_components" / "morgan")] == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (changed("manifest.json", lambda told: told.pop("version")), "manifest: version is missing"),
        (changed("manifest.json", lambda told: told.update(zzz=1)), "manifest: zzz is no known key"),
        (changed("manifest.json", lambda told: told.update(name=told.pop("name"))), "manifest: keys are not in order"),
        (changed("manifest.json", lambda told: told.update(version="soon")), "manifest: version is no version"),
        (changed("manifest.json", lambda told: told.update(iot_class="magic")), "manifest: iot_class is none of"),
        (
            changed("manifest.json", lambda told: told["dependencies"].append("nobody")),
            "there is no integration nobody",
        ),
        (changed("manifest.json", lambda told: told["dependencies"].remove("http")), "http is imported from"),
        (lambda folder: (folder / "translations" / "ru.json").unlink(), "ru.json is missing"),
        (changed("translations/de.json", lambda told: told["config"].pop("error")), "de.json: config/error/"),
        (
            changed("translations/nl.json", lambda told: told.update(title="M")),
            "nl.json: title is in no other language",
        ),
        (
            changed("translations/en.json", lambda told: told["config_subentries"]["stt"].pop("abort")),
            "en.json: config_subentries/stt/abort/reconfigure_successful is missing",
        ),
        (replaced("translations/fr.json", "{names}", "{nom}"), "has other placeholders than in English"),
        (replaced("translations/en.json", '"Server"', '" Server"'), "is empty or begins or ends with a space"),
        (replaced("translations/es.json", '"Servidor"', '"<b>Servidor</b>"'), "holds a reference or markup"),
        (replaced("icons.json", "mdi:brain", "brain"), "icons: sensor.language_model has no mdi icon"),
        (replaced("icons.json", '"language_model"', '"model"'), "icons: sensor.model has no translation"),
        (replaced("icons.json", '"ask"', '"asks"'), "services: ask has no icon"),
        (replaced("services.yaml", "ask:", "beg:"), "services: services/beg/name is not translated"),
        (replaced("services.yaml", "config_entry:", "config_entries:"), "has no valid selector"),
        (replaced("event.py", '_attr_translation_key = "turn"', "_attr_translation_key = 'turn'"), None),
        (replaced("actions.py", "translation_key=key", 'translation_key="oops"'), "translation_key 'oops' is not"),
        (replaced("quality_scale.yaml", "  brands: done\n", ""), "quality_scale: brands is missing"),
        (replaced("quality_scale.yaml", "brands: done", "brands: todo"), "quality_scale: brands is todo"),
        (replaced("quality_scale.yaml", "  brands: done", "  branding: done"), "quality_scale: branding is no rule"),
        (replaced("quality_scale.yaml", "brands: done", "brands:\n    status: exempt"), "does not say why"),
        (lambda folder: (folder / "brand" / "icon.png").unlink(), "brand/icon.png is missing"),
    ],
)
def test_one_thing_wrong_is_one_thing_told(copy: Path, wrong: Wrong, told: str | None) -> None:
    wrong(copy)
    found = [*rules.faults(copy)]
    if told is None:
        assert found == []  # another way to write the same
    else:
        assert any(told in fault for fault in found), found


def test_a_table_that_says_otherwise_is_told() -> None:
    folder = ROOT / "custom_components" / "morgan"
    table = (ROOT / "docs" / "quality.md").read_text()
    assert [*rules.documented(table, folder)] == []
    assert [*rules.documented(table.replace("| `brands` | done", "| `brands` | exempt"), folder)]
    assert [*rules.documented(table.replace("card.py", "cards.py").replace("actions.py", "acts.py"), folder)]
