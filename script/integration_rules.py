"""Home Assistant's own rules for an integration, checked here: manifest, translations, icons, actions, quality scale.

Home Assistant checks its own integrations with `script.hassfest`, which its wheel does not bring along. These are the
same rules as far as they hold for one that lives elsewhere, and stricter where that costs nothing: every language has
every text. Knows files only; runs nothing of the integration.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import homeassistant  # first of all: it must be imported before what it replaces
from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
from homeassistant.helpers import selector
from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = {"en", "de", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv"}
REQUIRED = {
    "domain",
    "name",
    "codeowners",
    "documentation",
    "issue_tracker",
    "version",
    "iot_class",
    "integration_type",
}
KNOWN = REQUIRED | {
    *("after_dependencies", "categories", "config_flow", "connectivity", "dependencies", "dhcp", "loggers"),
    *("quality_scale", "requirements", "single_config_entry", "zeroconf"),
}
IOT_CLASSES = {"assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"}
TYPES = {"device", "entity", "hardware", "helper", "hub", "service", "system", "virtual"}
SECTIONS = {
    *("config", "config_subentries", "device", "entity", "exceptions", "options", "selector", "services"),
    *("issues", "system_health", "title", "common", "triggers", "conditions"),
}
# What an integration may import from without saying so: platforms, and what finds integrations by their files.
UNDECLARED = {str(platform.value) for platform in Platform} | {
    "diagnostics",
    "homeassistant",
    "repairs",
    "system_health",
}
# hassfest's ALL_RULES as of Home Assistant 2026.11, by tier.
RULES = """
    bronze action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage
    dependency-transparency docs-actions docs-conditions docs-high-level-description docs-installation-instructions
    docs-removal-instructions docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
    test-before-configure test-before-setup unique-config-entry
    silver action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters
    entity-unavailable integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
    gold devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations
    docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
    entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
    reconfiguration-flow repair-issues stale-devices
    platinum async-dependency inject-websession strict-typing
"""
# Named by their device.
UNNAMED = {("conversation", "conversation"), ("ai_task", "task")}
TIERS = {"bronze", "silver", "gold", "platinum"}
_PLACE = re.compile(r"\{(\w+)\}")
_ICON = re.compile(r"mdi:[a-z0-9-]+")
_HTML = re.compile(r"</?[a-z]+\b[^>]*>")


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with an integration, a sentence each."""
    yield from _manifest(folder)
    texts = {path.stem: _flat(json.loads(path.read_text())) for path in (folder / "translations").glob("*.json")}
    yield from _translations(texts)
    english = texts.get("en", {})
    icons = json.loads((folder / "icons.json").read_text())
    yield from _icons(icons, english)
    yield from _keys_of_code(folder, english)
    yield from _forms(english)
    yield from _services(folder, icons, english)
    yield from _quality(folder)
    yield from (
        f"brand/{name} is missing" for name in ("icon.png", "icon@2x.png") if not (folder / "brand" / name).exists()
    )


def _manifest(folder: Path) -> Iterator[str]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    keys = list(manifest)
    yield from (f"manifest: {key} is missing" for key in sorted(REQUIRED - set(keys)))
    yield from (f"manifest: {key} is no known key" for key in sorted(set(keys) - KNOWN))
    if keys != ["domain", "name", *sorted(set(keys) - {"domain", "name"})]:
        yield "manifest: keys are not in order: domain, name, then by the alphabet"
    if manifest.get("domain") != folder.name:
        yield "manifest: the domain is not the folder's name"
    for key, known in (("iot_class", IOT_CLASSES), ("integration_type", TYPES)):
        if manifest.get(key) not in known:
            yield f"manifest: {key} is none of {', '.join(sorted(known))}"
    for key in ("documentation", "issue_tracker"):
        if not str(manifest.get(key)).startswith("https://"):
            yield f"manifest: {key} is no https address"
    strategies = (AwesomeVersionStrategy.CALVER, AwesomeVersionStrategy.SEMVER, AwesomeVersionStrategy.PEP440)
    if AwesomeVersion(str(manifest.get("version"))).strategy not in strategies:
        yield "manifest: version is no version"
    yield from _dependencies(folder, manifest)


def _dependencies(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """What is imported of Home Assistant's own integrations is declared, and what is declared exists."""
    declared = {*manifest.get("dependencies", ()), *manifest.get("after_dependencies", ())}
    core = Path(homeassistant.__file__).parent / "components"
    yield from (f"manifest: there is no integration {name}" for name in sorted(declared) if not (core / name).is_dir())
    used: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("homeassistant.components"):
                parts = node.module.split(".")
                used |= {parts[2]} if len(parts) > 2 else {name.name for name in node.names}
    undeclared = used - declared - UNDECLARED - {folder.name}
    yield from (f"manifest: {name} is imported from and not among the dependencies" for name in sorted(undeclared))


def _translations(texts: dict[str, dict[str, str]]) -> Iterator[str]:
    yield from (f"translations: {code}.json is missing" for code in sorted(LANGUAGES - set(texts)))
    english = texts.get("en", {})
    sections = {key.split("/")[0] for key in english}
    yield from (f"translations: {section} is no section" for section in sorted(sections - SECTIONS))
    for code, told in sorted(texts.items()):
        yield from (f"{code}.json: {key} is missing" for key in sorted(set(english) - set(told)))
        yield from (f"{code}.json: {key} is in no other language" for key in sorted(set(told) - set(english)))
        for key, text in told.items():
            if not text.strip() or text != text.strip():
                yield f"{code}.json: {key} is empty or begins or ends with a space"
            if "[%key:" in text or _HTML.search(text):
                yield f"{code}.json: {key} holds a reference or markup that nobody resolves"
            if key in english and set(_PLACE.findall(text)) != set(_PLACE.findall(english[key])):
                yield f"{code}.json: {key} has other placeholders than in English"


def _icons(icons: dict[str, Any], english: dict[str, str]) -> Iterator[str]:
    for platform, entities in icons.get("entity", {}).items():
        for key, told in entities.items():
            named = any(text.startswith(f"entity/{platform}/{key}/") for text in english)
            if not named and (platform, key) not in UNNAMED:
                yield f"icons: {platform}.{key} has no translation"
            for icon in (told.get("default"), *told.get("state", {}).values()):
                if not _ICON.fullmatch(str(icon)):
                    yield f"icons: {platform}.{key} has no mdi icon"


def _keys_of_code(folder: Path, english: dict[str, str]) -> Iterator[str]:
    """Every key that stands in the code as a literal is translated somewhere."""
    known = {part for key in english for part in key.split("/")} | {"conversation"}
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            literal = node.value if isinstance(node, ast.keyword) and node.arg == "translation_key" else None
            if isinstance(literal, ast.Constant) and literal.value not in known:
                yield f"{path.name}: translation_key {literal.value!r} is not translated"


def _forms(english: dict[str, str]) -> Iterator[str]:
    """A field of a form has a name; one of the set-up also says what it is for. A form that changes things says so."""
    for key in english:
        if key.startswith("config/step/") and "/data/" in key:
            described = key.replace("/data/", "/data_description/")
            if described not in english:
                yield f"en.json: {described} is missing"
        if key.startswith("config_subentries/") and key.endswith("/initiate_flow/reconfigure"):
            said = key.replace("/initiate_flow/reconfigure", "/abort/reconfigure_successful")  # how such a form ends
            if said not in english:
                yield f"en.json: {said} is missing"


def _services(folder: Path, icons: dict[str, Any], english: dict[str, str]) -> Iterator[str]:
    services: dict[str, Any] = load_yaml_dict(str(folder / "services.yaml"))
    told = {key.split("/")[1] for key in english if key.startswith("services/")}
    yield from (f"services: {name} is translated and not there" for name in sorted(told - set(services)))
    for name, service in services.items():
        if not _ICON.fullmatch(str(icons.get("services", {}).get(name, {}).get("service"))):
            yield f"services: {name} has no icon"
        wanted = [f"services/{name}/name", f"services/{name}/description"]
        for field, about in (service.get("fields") or {}).items():
            wanted += [f"services/{name}/fields/{field}/{part}" for part in ("name", "description")]
            if unknown := set(about) - {"required", "example", "default", "selector", "advanced"}:
                yield f"services: {name}.{field} has unknown keys {sorted(unknown)}"
            try:
                selector.validate_selector(about["selector"])
            except Exception as error:  # noqa: BLE001  # whatever it is, it is no selector, and that is what is told
                yield f"services: {name}.{field} has no valid selector: {error}"
        yield from (f"services: {key} is not translated" for key in wanted if key not in english)


def _quality(folder: Path) -> Iterator[str]:
    rules: dict[str, Any] = load_yaml_dict(str(folder / "quality_scale.yaml"))["rules"]
    wanted = set(RULES.split()) - TIERS
    yield from (f"quality_scale: {rule} is missing" for rule in sorted(wanted - set(rules)))
    yield from (f"quality_scale: {rule} is no rule" for rule in sorted(set(rules) - wanted))
    for rule, state in rules.items():
        status = state.get("status") if isinstance(state, dict) else state
        if status not in ("done", "exempt"):
            yield f"quality_scale: {rule} is {status}"
        elif status == "exempt" and not state.get("comment", "").strip():
            yield f"quality_scale: {rule} is exempt and does not say why"


def documented(table: str, folder: Path) -> Iterator[str]:
    """Yield what the documentation's table of rules lacks, or says otherwise than the integration."""
    rules: dict[str, Any] = load_yaml_dict(str(folder / "quality_scale.yaml"))["rules"]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (done|exempt)\b", table, re.MULTILINE))
    for rule, state in rules.items():
        status = state["status"] if isinstance(state, dict) else state
        if rows.get(rule) != status:
            yield f"docs/quality.md: {rule} is {rows.get(rule, 'missing')}, and {status} in quality_scale.yaml"
    for place in re.findall(r"\]\(\.\./([^)#]+)", table):
        if not (ROOT / place).exists():
            yield f"docs/quality.md: there is no {place}"


def _flat(tree: dict[str, Any], way: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{way}{key}/") if isinstance(value, dict) else {f"{way}{key}": value}
    return flat


def main() -> int:
    """Check the integration; 1 when there are faults."""
    folder = ROOT / "custom_components" / "morgan"
    found = [*faults(folder), *documented((ROOT / "docs" / "quality.md").read_text(), folder)]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
