"""script/bootstrap on a machine that lacks what it needs: all of it is named at once, before anything is fetched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from demo_house.places import CHECKOUT

TOOLS = ("bash", "cat", "cut", "dirname", "env", "mkdir", "rm", "sed", "sha256sum", "tail", "mktemp", "flock")


class Machine:
    """A checkout's scripts, and a path that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.programs = folder / "bin"
        self.programs.mkdir()
        shutil.copytree(CHECKOUT / "script", self.checkout / "script", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("uv.lock", "pyproject.toml"):
            shutil.copy(CHECKOUT / name, self.checkout)
        for name in TOOLS:
            (self.programs / name).symlink_to(str(shutil.which(name)))
        self.has("id", "echo 1000")  # an ordinary user

    def has(self, name: str, does: str = "exit 0") -> None:
        """Put a program on the path."""
        (self.programs / name).unlink(missing_ok=True)
        (self.programs / name).write_text(f"#!{shutil.which('bash')}\n{does}\n", encoding="utf-8")
        (self.programs / name).chmod(0o755)

    def runs(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run bash in the checkout, with the scripts' functions at hand."""
        return subprocess.run(
            [str(shutil.which("bash")), "-c", f"source script/lib.sh; {command}"],
            cwd=self.checkout,
            env={"PATH": str(self.programs), "HOME": str(self.checkout / "home"), "CI": "1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_all_that_is_missing_is_named_in_one_line_to_paste(machine: Machine) -> None:
    machine.has("apt-get", "exit 100")
    machine.has("python3", 'case "$*" in *pip*) exit 1;; esac')
    ended = machine.runs("bootstrap")
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].endswith("to mend: sudo apt-get install -y python3-pip g++")
    assert "three of Home Assistant's packages are compiled" in ended.stderr
    assert not (machine.checkout / ".venv").exists()


def test_the_browser_of_the_tests_stands_in_the_same_line(machine: Machine) -> None:
    machine.has("apt-get", "exit 100")
    machine.has("python3")
    ended = machine.runs("also=(chromium); bootstrap")
    assert ended.stderr.splitlines()[-1].endswith("to mend: sudo apt-get install -y g++ chromium")


def test_without_apt_the_packages_are_named_all_the_same(machine: Machine) -> None:
    machine.has("python3", 'case "$*" in *pip*) exit 1;; esac')
    ended = machine.runs("bootstrap")
    assert ended.returncode == 1
    assert "install them by this system's own means (Debian's names: python3-pip g++)" in ended.stderr


def test_who_may_install_gets_all_in_one_go(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", f'echo "$*" >>{machine.checkout}/apt')
    machine.has("python3", 'case "$*" in *pip*) exit 1;; esac')
    machine.runs("all_there")
    asked = (machine.checkout / "apt").read_text(encoding="utf-8").splitlines()
    assert asked == ["update -q", "install -qy --no-install-recommends python3-pip g++"]


def test_a_machine_that_has_all_is_asked_for_nothing(machine: Machine) -> None:
    machine.has("python3")
    machine.has("g++")
    ended = machine.runs("all_there")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_uvs_cache_is_in_the_checkout_unless_its_owner_said_where(machine: Machine) -> None:
    assert machine.runs("echo $UV_CACHE_DIR").stdout.strip() == str(machine.checkout / ".cache" / "uv-cache")
    assert (
        machine.runs("export UV_CACHE_DIR=/elsewhere; source script/lib.sh; echo $UV_CACHE_DIR").stdout.strip()
        == "/elsewhere"
    )
