"""What the documentation says of settings and of `morgan doctor` is what they are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from morgan.cli import checks_engines, checks_machine, checks_network
from morgan.cli.config import defaults_as_table
from morgan.settings.sources import leaves

DOCS = Path(__file__).parents[3] / "docs"


def test_the_table_of_settings_is_current():
    text = (DOCS / "configure.md").read_text(encoding="utf-8")
    table = text.partition("<!-- settings")[2].partition("-->\n")[2].partition("<!-- /settings")[0]
    assert table == defaults_as_table(), "put the output of `morgan config --table` into docs/configure.md"


def _sentences() -> list[str]:
    """The fixed parts of everything that doctor's findings advise."""
    found: list[str] = []
    for module in (checks_engines, checks_machine, checks_network):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))):
            advice: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                advice = node.args[3:]
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "mend":
                advice = [node.value]
            for tree in advice:
                parts = [part.value for part in ast.walk(tree) if isinstance(part, ast.Constant)]
                found += [max((str(part).strip() for part in parts), key=len)] if parts else []
    return sorted(set(found))


@pytest.mark.parametrize("sentence", _sentences())
def test_every_advice_of_doctor_stands_in_the_documentation(sentence):
    assert sentence in (DOCS / "troubleshooting.md").read_text(encoding="utf-8")


def test_the_container_sets_only_what_is_a_setting():
    docker = DOCS.parent / "docker"
    compose = yaml.safe_load((docker / "compose.yaml").read_text(encoding="utf-8"))
    named = set(compose["services"]["morgan"]["environment"])
    for file in ("Dockerfile", "Dockerfile.cuda"):
        named |= set(re.findall(r"\b(MORGAN_\w+)=", (docker / file).read_text(encoding="utf-8")))
    assert named
    assert named <= {leaf.variable for leaf in leaves().values()}


PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("adr/*.md"), *DOCS.parent.glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(DOCS.parent)) for page in PAGES])
def test_what_a_page_links_to_is_there(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)\s]+)\)", text):
        assert (page.parent / target.partition("#")[0]).exists(), target


def test_a_link_to_a_line_shows_the_function_that_it_names():
    found = re.findall(r"\[`(\w+)`\]\(([^)#]+)#L(\d+)\)", (DOCS / "architecture.md").read_text(encoding="utf-8"))
    assert len(found) > 20
    for name, target, number in found:
        lines = (DOCS / target).read_text(encoding="utf-8").splitlines()
        here = [at for at, line in enumerate(lines, 1) if re.match(rf"\s*(async )?def {name}\b", line)]
        assert any(abs(at - int(number)) <= 10 for at in here), f"{target}: {name} stands in line {here}"
