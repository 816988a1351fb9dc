"""How a command's process begins and ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from morgan.errors import SettingsInvalid
from morgan.security.identity import needs_token, server_id, token_of
from morgan.settings.schema import WireSettings


def test_a_process_leaves_although_a_thread_and_a_look_up_never_end():
    program = """
import asyncio, socket, sys, threading
from morgan.cli import process
forever = threading.Event()
socket.getaddrinfo = lambda *_: forever.wait()
async def work():
    asyncio.ensure_future(asyncio.get_running_loop().getaddrinfo("nowhere", 1))
    await asyncio.sleep(0.1)
threading.Thread(target=forever.wait).start()
process.run(work())
print("said before leaving")
sys.exit(process.leave(7))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (7, "said before leaving\n"), done.stderr


@pytest.mark.parametrize(
    ("wire", "needed"),
    [
        (WireSettings(), False),
        (WireSettings(host="::1"), False),
        (WireSettings(host="localhost"), False),
        (WireSettings(host="0.0.0.0"), True),
        (WireSettings(host="::"), True),
        (WireSettings(host="192.168.1.2"), True),
        (WireSettings(host="0.0.0.0", trusted_networks=("192.168.0.0/16",)), True),
        (WireSettings(host="0.0.0.0", trusted_networks=("0.0.0.0/0",)), False),
        (WireSettings(trusted_networks=("10.0.0.0/8",)), True),
        (WireSettings(host="::1", trusted_networks=("127.0.0.0/8",)), True),
    ],
)
def test_a_token_is_needed_when_strangers_can_come(wire, needed, tmp_path):
    assert needs_token(wire) is needed
    token = token_of(wire, tmp_path, make=True)
    assert (token is not None) is needed
    assert token is None or token.made


def test_a_token_that_was_made_stays_in_force_on_loopback(tmp_path):
    made = token_of(WireSettings(host="0.0.0.0"), tmp_path, make=True)
    kept = token_of(WireSettings(), tmp_path, make=False)
    assert made is not None
    assert kept is not None
    assert (kept.text, kept.made) == (made.text, False)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsInvalid, match="set data_dir to a folder of your own"):
        server_id(tmp_path / "file" / "in")
