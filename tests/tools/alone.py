"""Runs a command in a network of its own and lists every name that it asks for and every address that it tries.

Knows nothing of what the command is. The network has a name server that knows every name, a default route on which
every packet is noted and lost, and a loopback, which is nobody else's business.

    python alone.py REPORT COMMAND...      needs the right to make namespaces (root, or `unshare -r`)

REPORT becomes JSON: {"names": [...], "tried": ["tcp NAME-OR-ADDRESS:PORT", ...], "status": N}.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

SELF, NAME_SERVER = "10.99.0.2", "10.99.0.53"
_ANSWERS = "10.99.1."  # each name gets an address of its own, so that a packet to it can be told by its name
_WAY = ["ip", "link", "add", "way0", "type", "veth", "peer", "name", "nowhere0"]
_IPV4, _IPV6, _TCP, _UDP = 0x0800, 0x86DD, 6, 17


def may() -> bool:
    """Tell whether this machine lets us make such a network."""
    try:
        made = subprocess.run(["unshare", "-n", "-m", *_WAY], capture_output=True, check=False)
    except OSError:
        return False
    return made.returncode == 0


def alone(report: Path, *command: str, environment: dict[str, str], seconds: float = 120) -> dict[str, list[str]]:
    """Run the command there; return what was asked and tried. Raises AssertionError when the command failed."""
    inside = ["unshare", "-n", "-m", "--kill-child", sys.executable, __file__, str(report), *command]
    done = subprocess.run(inside, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, list[str]] = json.loads(report.read_text())
    return told


class Names:
    """A name server: every name is there, and is noted."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((NAME_SERVER, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def of(self, address: str) -> str:
        """Return the name that was answered with this address, else the address."""
        number = int(address.removeprefix(_ANSWERS)) - 1 if address.startswith(_ANSWERS) else len(self.asked)
        return self.asked[number] if number < len(self.asked) else address

    def _serve(self) -> None:
        while True:
            question, peer = self._socket.recvfrom(4096)
            labels, at = [], 12
            while length := question[at]:
                labels.append(question[at + 1 : at + 1 + length].decode("ascii", "replace"))
                at += 1 + length
            name, (kind,) = ".".join(labels), struct.unpack_from("!H", question, at + 1)
            if name not in self.asked:
                self.asked.append(name)
            answer = b""
            if kind == 1:
                address = socket.inet_aton(f"{_ANSWERS}{self.asked.index(name) + 1}")
                answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + address
            head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if answer else 0, 0, 0)
            self._socket.sendto(head + question[12 : at + 5] + answer, peer)


class Way:
    """The only way out: notes whither TCP and UDP packets would go."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, str, int]] = []
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self._socket.bind(("way0", 3))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            packet, (_, protocol, *_) = self._socket.recvfrom(65535)
            if protocol == _IPV4:
                carried, body, to = packet[9], packet[(packet[0] & 15) * 4 :], socket.inet_ntoa(packet[16:20])
            elif protocol == _IPV6:
                carried, body, to = packet[6], packet[40:], socket.inet_ntop(socket.AF_INET6, packet[24:40])
            else:
                continue
            if carried in (_TCP, _UDP):  # others are the kernel's own
                (port,) = struct.unpack_from("!H", body, 2)
                found = ("tcp" if carried == _TCP else "udp", to, port)
                if found not in self.tried:
                    self.tried.append(found)


def _make() -> None:
    resolv = Path(os.environ.get("TMPDIR", "/tmp")) / f"resolv-{os.getpid()}.conf"
    resolv.write_text(f"nameserver {NAME_SERVER}\n")
    for line in (
        "ip link set lo up",
        " ".join(_WAY),
        "ip link set way0 arp off",
        "ip link set nowhere0 up",
        f"ip address add {SELF}/24 dev way0",
        f"ip address add {NAME_SERVER}/32 dev lo",
        "ip link set way0 up",
        "ip route add default dev way0",
        f"mount --bind {resolv} {Path('/etc/resolv.conf').resolve()}",
    ):
        subprocess.run(line.split(), check=True)
    # Not each machine has IPv6; where it has, it is a way out, too.
    subprocess.run(["ip", "-6", "address", "add", "2001:db8::2/64", "dev", "way0", "nodad"], check=False)
    subprocess.run(["ip", "-6", "route", "add", "default", "dev", "way0"], check=False)
    resolv.unlink()


def main() -> int:
    """Make the network, run the command, write what was seen."""
    report, command = Path(sys.argv[1]), sys.argv[2:]
    _make()
    names, way = Names(), Way()
    status = subprocess.run(command, check=False).returncode
    tried = [f"{how} {names.of(to)}:{port}" for how, to, port in way.tried]
    report.write_text(json.dumps({"names": names.asked, "tried": tried, "status": status}, indent=1))
    return status


if __name__ == "__main__":
    sys.exit(main())
