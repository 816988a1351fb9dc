"""`morgan serve` as a real process: it becomes ready, answers, and ends when it is told to."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MORGAN = str(Path(sys.executable).with_name("morgan"))
READY = re.compile(r"ready host=(\S+) port=(\d+) token=(\S+) tls=(\S+)")
EMBEDDED = ("--set", "stt.engine=closed", "--set", "tts.engine=espeak")


class Served:
    """A server's process, and what it has logged."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[str] = []
        self._watchdog = threading.Timer(60, process.kill)  # reading its log cannot be bounded otherwise
        self._watchdog.start()

    def until(self, pattern: re.Pattern[str]) -> re.Match[str]:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line)
            if found := pattern.search(line):
                return found
        raise AssertionError("".join(self.log))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        assert self.process.stderr is not None
        self.log += self.process.stderr.readlines()
        self._watchdog.cancel()
        self.process.stderr.close()
        return self.process.wait()


@pytest.fixture
def serve(shell, tmp_path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*arguments: str) -> Served:
        process = subprocess.Popen(
            [MORGAN, "serve", "--port", "0", *arguments], env=shell, cwd=tmp_path, stderr=subprocess.PIPE, text=True
        )
        started.append(Served(process))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
            served.end()


def test_the_server_is_ready_after_less_than_three_seconds_of_work_and_answers(serve, morgan):
    served = serve(*EMBEDDED)
    port = served.until(READY)[2]
    ticks = Path(f"/proc/{served.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    done = morgan("ping", "--port", port)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Morgan 0.")
    assert all(engine in done.stdout for engine in ("closed", "espeak", "morgan", "micro"))
    # Its own work on all cores, because the clock on the wall also counts whatever runs beside the tests.
    assert sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK") < 3


def test_an_idle_server_stays_below_300_megabytes(serve):
    served = serve(*EMBEDDED)
    served.until(READY)
    pages = int(Path(f"/proc/{served.process.pid}/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < 300e6


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_well(serve, number):
    served = serve(*EMBEDDED)
    served.until(READY)
    assert served.stop(number) == 0
    assert "Traceback" not in "".join(served.log)


def test_a_signal_ends_the_server_while_it_is_still_starting(serve):
    served = serve(*EMBEDDED)
    served.until(re.compile("starting version="))
    assert served.stop() == 0
    assert not [line for line in served.log if "Traceback" in line]


def test_a_first_start_logs_which_command_shows_the_pairing_code_and_never_the_code(serve, tmp_path):
    open_ = ("--host", "0.0.0.0", "--set", "wire.zeroconf=false", *EMBEDDED)
    served = serve(*open_)
    found = served.until(READY)
    kept = tmp_path / ".local" / "share" / "morgan"
    assert (found[3], found[4]) == (str(kept / "token"), str(kept / "tls.pem"))
    served.until(re.compile(r"pairing code: `morgan pair` shows one"))
    assert served.stop() == 0
    again = serve(*open_)
    again.until(READY)
    assert again.stop() == 0
    assert "morgan1:" not in "".join(served.log + again.log)
    assert (kept / "token").read_text().strip() not in "".join(served.log + again.log)


def test_a_first_start_shows_the_pairing_code_on_a_terminal(shell, tmp_path):
    ours, theirs = pty.openpty()
    command = [MORGAN, "serve", "--port", "0", "--host", "0.0.0.0", "--set", "wire.zeroconf=false", *EMBEDDED]
    process = subprocess.Popen(command, env=shell, cwd=tmp_path, stderr=theirs)
    os.close(theirs)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    shown = b""
    try:
        while b"asks for this pairing code, once" not in shown or not shown.endswith(b"\n\r\n"):
            shown += os.read(ours, 4096)
    finally:
        process.terminate()
        process.wait()
        watchdog.cancel()
        os.close(ours)
    assert re.search(rb"^morgan1:\S+\r$", shown, re.MULTILINE)


def test_a_server_is_asked_in_tls_when_its_certificate_is_there(serve, morgan, tmp_path):
    port = serve(*EMBEDDED).until(READY)[2]
    assert morgan("ping", "--port", port).returncode == 0
    (tmp_path / ".local" / "share" / "morgan" / "tls.pem").unlink()
    morgan("pair", "--port", "1")  # makes another, which the running server does not have
    refused = morgan("ping", "--port", port)
    assert refused.returncode == 1
    assert "its certificate is another one" in refused.stderr


def test_a_certificate_without_its_key_is_told_at_the_start(morgan, tmp_path):
    morgan("pair")
    made = (tmp_path / ".local" / "share" / "morgan" / "tls.pem").read_text()
    alone = tmp_path / "alone.pem"
    alone.write_text(made[made.index("-----BEGIN CERTIFICATE") :])
    done = morgan("serve", "--set", f"wire.certificate={alone}", "--port", "0", *EMBEDDED)
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_trusts_nobody_is_asked_with_its_token(serve, morgan):
    served = serve("--token", "mine-alone", "--set", "wire.trusted_networks=", *EMBEDDED)
    port = served.until(READY)[2]
    assert morgan("ping", "--port", port, "--token", "mine-alone").returncode == 0
    refused = morgan("ping", "--port", port)
    assert refused.returncode == 1
    assert "wants its token" in refused.stderr


def test_the_server_keeps_its_name(serve, tmp_path):
    kept = tmp_path / ".local" / "share" / "morgan" / "server-id"
    names = []
    for _ in range(2):
        served = serve("--set", "stt.engine=closed", "--set", "wake.engine=off", "--set", "tts.engine=espeak")
        served.until(READY)
        names.append(kept.read_text())
        assert served.stop() == 0
    assert names[0] == names[1]


def test_a_port_that_is_taken_is_told_in_one_sentence(serve, morgan):
    served = serve(*EMBEDDED)
    port = served.until(READY)[2]
    done = morgan("serve", "--port", port, *EMBEDDED)
    assert done.returncode == 1  # no fault of the settings: systemd tries again
    told = done.stderr.splitlines()[-1]
    assert told.startswith(f"morgan: cannot listen on 127.0.0.1 port {port}")
    assert told.endswith("; is another Morgan running there? wire.port names another port")
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_not_taken_for_another_morgan(morgan):
    done = morgan("serve", "--host", "192.0.2.77", "--port", "0", *EMBEDDED)
    assert done.returncode == 1  # no fault of the settings: systemd tries again
    told = done.stderr.splitlines()[-1]
    assert told.startswith("morgan: cannot listen on 192.0.2.77 port 0: ")
    assert "wire.host must be an address of this machine" in told
    assert "another Morgan" not in told


def test_houses_that_cannot_be_read_are_told_at_the_start(serve, tmp_path):
    served = serve(*EMBEDDED)
    served.until(READY)
    assert served.stop() == 0
    kept = next(tmp_path.rglob("server-id")).with_name("houses.json")
    kept.write_text("nonsense")
    served = serve(*EMBEDDED)
    served.until(re.compile(f"no house is let in: {re.escape(str(kept))} cannot be read"))
    assert served.stop() == 0


def test_the_server_runs_without_an_engine_that_is_missing_and_says_so_once(serve, morgan):
    served = serve("--set", "stt.engine=closed", "--set", "tts.engine=piper", "--set", "tts.download=false")
    port = served.until(READY)[2]
    assert sum("speaking is not available" in line for line in served.log) == 1
    assert "piper" not in morgan("ping", "--port", port).stdout


def test_doctor_finds_the_running_server(serve, morgan):
    port = serve(*EMBEDDED).until(READY)[2]
    told = json.loads(morgan("doctor", "--json", "--port", port).stdout)
    (found,) = [one for one in told["findings"] if one["what"] == "port"]
    assert found["level"] == "ok"
    assert "Morgan 0." in found["found"]


def test_an_address_that_no_model_can_have_is_refused_at_the_start(morgan):
    done = morgan("serve", "--port", "0", "--set", "llm.url=ftp://x", *EMBEDDED)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_model_that_is_away_is_told_once_and_keeps_nobody_waiting(serve, unused_port):
    served = serve("--set", f"llm.url=http://127.0.0.1:{unused_port}", *EMBEDDED)
    if not any("language model is not available yet" in line for line in served.log):
        served.until(re.compile("language model is not available yet"))
    assert served.stop() == 0
    assert any(READY.search(line) for line in served.log)
    assert sum("language model is not available yet" in line for line in served.log) == 1
