"""Ports of the loopback address: which are free, who has the others, and whose a listener is.

A port is chosen many seconds before the process that it is for listens on it. Two demos must not choose the same one
meanwhile, so a chosen port is held by a name in the kernel's abstract namespace for Unix sockets: it is as wide as the
ports are (one network namespace), every user's demos see it, and it goes when the process ends, however it ends.
Knows Linux's /proc, and nothing of what is started.
"""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

from demo_house.places import HOST

_LISTENS = "0A"  # the state of a listening socket in /proc/net/tcp
_TRIES = 64  # ports that the kernel offers and another demo holds; more than a few have never been seen


class PortTaken(Exception):
    """The port that was asked for is somebody else's; the sentence says whose."""


class Held:
    """The ports that this process holds until it is closed."""

    def __init__(self) -> None:
        self._names = ExitStack()

    def choose(self, wished: int, *, must: bool = False) -> tuple[int, str]:
        """Hold a port, any when 0 is wished. Return (the port, what was in the way of the wished one or "").

        Raises PortTaken when it `must` be the wished one, because somebody named it, and cannot.
        """
        in_the_way = ""
        if wished:
            in_the_way = self._take(wished)
            if not in_the_way:
                return wished, ""
            if must:
                raise PortTaken(in_the_way)
        for _ in range(_TRIES):
            if not self._take(port := free_port()):
                return port, in_the_way
        raise PortTaken("no free port on the loopback address")

    def close(self) -> None:
        """Hold nothing more."""
        self._names.close()

    def _take(self, port: int) -> str:
        """Hold this one. Return what is in the way, "" when it is held."""
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0morgan-demo-port-{port}")
        except OSError:
            name.close()
            return f"port {port} is held by another demo"
        if not _is_free(port):
            name.close()
            return told(port)
        self._names.enter_context(name)
        return ""


def free_port() -> int:
    """Return a port that nobody listens on, for a process that takes it at once."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        found: int = probe.getsockname()[1]
        return found


def told(port: int) -> str:
    """Say who listens on a port."""
    inodes = _listeners(port)
    for pid in (int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()):
        if inodes & _sockets(pid):
            return f"port {port} is taken by {_name(pid)} (process {pid})"
    return f"port {port} is taken by another program"


def is_anothers(port: int, group: int) -> bool:
    """Return whether somebody listens on the port, and nobody of this process group."""
    if not (inodes := _listeners(port)):
        return False
    for each in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if os.getpgid(int(each.name)) == group and inodes & _sockets(int(each.name)):
                return False
    return True


def _is_free(port: int) -> bool:
    """Return whether a server could listen: what others left in TIME_WAIT does not hinder it, a listener does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _listeners(port: int) -> set[str]:
    """Return the inodes of the sockets that listen on a port, whatever their address."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(fields[9])
    return found


def _sockets(pid: int) -> set[str]:
    """Return the inodes of a process's sockets; none where it is another user's or gone."""
    found = set()
    with suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = str(descriptor.readlink())
                if target.startswith("socket:["):
                    found.add(target[8:-1])
    return found


def _name(pid: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        python = Path(words[0]).name.startswith("python")
        shown = " ".join(words[: (3 if words[1:2] == ["-m"] else 2) if python else 1]).strip()
        if shown:
            return repr(shown)
    return "another program"
