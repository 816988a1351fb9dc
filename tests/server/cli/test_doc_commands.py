"""Every command that the documentation tells somebody to type is one that is there, and can be had today."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from morgan.cli.main import COMMANDS

CHECKOUT = Path(__file__).parents[3]
PAGES = ("README.md", "CONTRIBUTING.md", *(f"docs/{page.name}" for page in sorted((CHECKOUT / "docs").glob("*.md"))))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = {"", "sh", "bash", "console"}
INLINE = re.compile(r"`((?:morgan|script/|uv |pipx |pip |docker compose|\.venv/bin/)[^`]*)`")
OURS = {"morgan", ".venv/bin/morgan", "/opt/morgan/bin/morgan"}
INSTALLERS = {"uv", "pip", "pipx", "/opt/morgan/bin/pip", "~/morgan/bin/pip"}


def commands(page: str) -> list[str]:
    """The commands of a page's blocks and of its sentences, one by one, comments left out."""
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    blocks = [block for kind, block in FENCE.findall(text) if kind in SHELL]
    typed = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    found = []
    for line in [*typed, *INLINE.findall(text)]:
        command = re.split(r"\s#\s|\s{4,}[a-z#]", line)[0]
        found += [part.strip() for part in command.split("&&") if part.strip()]
    return found


def words(command: str) -> list[str]:
    try:
        split = shlex.split(command)
    except ValueError:  # words of a sentence that quotes half of one
        return []
    while split and re.fullmatch(r"[A-Z_]+=\S*", split[0]):
        split = split[1:]
    return split


ALL = sorted({(page, command) for page in PAGES for command in commands(page) if words(command)})


def those(programs: set[str]) -> list[tuple[str, str]]:
    return [(page, command) for page, command in ALL if words(command)[0] in programs]


@pytest.fixture(scope="module")
def options() -> dict[str, str]:
    """The help of each of morgan's commands, which names its options."""

    def told(*about: str) -> str:
        command = [sys.executable, "-m", "morgan", *about, "--help"]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    return {"": told()} | {name: told(name) for name in COMMANDS}


def test_the_first_commands_that_a_reader_meets_are_found():
    named = {command for page, command in ALL if page in {"README.md", "docs/install.md"}}
    assert {"script/demo", 'uv tool install ".[all]"', "morgan doctor", "morgan serve"} <= named


@pytest.mark.parametrize(("page", "command"), those(OURS))
def test_every_command_of_morgan_is_one_with_options_that_it_has(page, command, options):
    split = words(command)[1:]
    name = split[0] if split and not split[0].startswith("-") else ""
    assert name in options, f"{page}: {command}"
    for option in (word for word in split if word.startswith("--") and word not in {"--help", "--version"}):
        assert option.partition("=")[0] in options[name], f"{page}: {command}"


@pytest.mark.parametrize(("page", "command"), [each for each in ALL if words(each[1])[0].startswith("script/")])
def test_every_script_is_there_and_runs(page, command):
    script = CHECKOUT / words(command)[0]
    assert script.exists(), f"{page}: {command}"
    assert script.is_dir() or script.suffix or script.stat().st_mode & 0o111, f"{page}: {command}"


@pytest.mark.parametrize(("page", "command"), those(INSTALLERS))
def test_nothing_is_installed_from_an_index_that_does_not_have_it(page, command):
    if page == "docs/troubleshooting.md":
        return  # what doctor advises adds an extra to what is installed already
    if "uninstall" in words(command):
        return  # no index is asked
    for word in words(command):
        assert not re.match(r"morgan[-_]voice(\[[a-z,]+\])?$", word), f"{page}: {command}"


@pytest.mark.parametrize(("page", "command"), those({"docker", "podman"}))
def test_what_a_container_is_made_from_is_there(page, command):
    split = words(command)
    for option, value in pairwise(split):
        if option == "-f":
            assert (CHECKOUT / value).is_file(), f"{page}: {command}"


def test_the_unit_is_one_that_systemd_takes(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    text = (CHECKOUT / "docs/install.md").read_text(encoding="utf-8")
    (unit,) = re.findall(r"^```ini\n(\[Unit\].*?)^```", text, re.MULTILINE | re.DOTALL)
    path = tmp_path / "morgan.service"
    path.write_text(unit.replace("/opt/morgan/bin/morgan", "/bin/true"), encoding="utf-8")
    told = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, [line for line in told.stderr.splitlines() if "morgan.service" in line]) == (0, [])
