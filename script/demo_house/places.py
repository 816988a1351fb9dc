"""Where the demo keeps its things and what is running now; knows nothing of what runs."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Places:
    """The demo's folders under one root."""

    root: Path

    @property
    def home_assistant(self) -> Path:
        """Home Assistant's configuration."""
        return self.root / "ha"

    @property
    def server(self) -> Path:
        """The server's data."""
        return self.root / "server"

    @property
    def running(self) -> Path:
        """What runs now."""
        return self.root / "running.json"

    @property
    def lock(self) -> Path:
        """What whoever starts the demo here holds until it has stopped."""
        return self.root / "lock"

    @property
    def account(self) -> Path:
        """The demo user's long-lived token: it opens a house that exists on this machine only."""
        return self.root / "account.json"

    @property
    def made(self) -> Path:
        """Which house was made here."""
        return self.root / "made.json"

    def log(self, name: str) -> Path:
        """Where a process writes."""
        return self.root / f"{name}.log"


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that runs: its address, its login and its processes."""

    url: str
    token: str
    server_port: int
    owner_pid: int
    pids: tuple[int, ...]

    def write(self, path: Path) -> None:
        """Let other commands find it."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @property
    def port(self) -> int:
        """Home Assistant's."""
        return int(self.url.rpartition(":")[2])

    @property
    def alive(self) -> bool:
        """Whether all of its processes run."""
        return all(_is_alive(pid) for pid in (self.owner_pid, *self.pids))

    @classmethod
    def read(cls, path: Path) -> Running | None:
        """Return the demo that runs now, if there is one and it is whole."""
        with suppress(OSError, ValueError, TypeError):
            found = json.loads(path.read_text(encoding="utf-8"))
            running = cls(**{**found, "pids": tuple(found["pids"])})
            return running if running.alive else None
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
