"""Downloads a model's files from a Hugging Face hub into a folder, once; knows nothing of what the files are for.

The network is used only when the folder is incomplete. File names, sizes and the token come from the hub's library,
through its public exports only. The transfer itself is resumed here, because `hf_hub_download` (seen in 2.4) starts at
zero after an interruption, and interruptions happen to people for whom 150 MB take an hour.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from morgan.errors import EngineFailed, EngineMissing

if TYPE_CHECKING:
    from huggingface_hub import HfApi

Needed = Callable[[Path], str | None]  # the file that a folder still lacks to be usable, None when it lacks none
Choice = Callable[[Sequence[str]], Sequence[str]]  # a repository's files → those that are wanted

MANIFEST = ".morgan-files.json"
PARTS = ".morgan-parts"
PLAN = "plan.json"  # in PARTS: the files that the folder will hold, with their sizes
LOCK = "lock"
HURRIED_REACH_SECONDS = 1.7  # an engine choice waits: without a network it must be made within two seconds
PATIENT_REACH_SECONDS = 15.0  # the user asked for exactly these weights: a slow connection is no reason to refuse
_NO_HURRY_SECONDS = 3600.0  # `morgan download` allows a day: no engine choice waits behind a bound this long
LOG_EVERY_SECONDS = 30.0  # a transfer may take an hour with nobody waiting for it
_LOOK_SECONDS = 0.2  # poll interval of `stop`: how soon the wait for an unwanted transfer ends
_READ_SECONDS = 20.0  # timeout without a byte: the connection is dead
_CHUNK = 1 << 18
_TRIES = 5  # without a byte in between; then the error is raised

_log = logging.getLogger(__name__)


def is_complete(into: Path, lacks: Needed | None = None) -> bool:
    """Tell whether `into` holds all files that were fetched into it, complete; never uses the network.

    `lacks` judges a folder into which nothing was fetched: its owner may have put the files there by hand.
    """
    sizes = _manifest(into)
    if sizes:
        return _all_there(into, sizes)
    return lacks is not None and not _sizes(into / PARTS / PLAN) and into.is_dir() and lacks(into) is None


@dataclass(frozen=True, slots=True)
class Progress:
    """A transfer's bytes so far and in all, and whether a process works on it now."""

    have: int
    whole: int
    running: bool

    def __str__(self) -> str:
        """Return it as text for a person."""
        doing = "being fetched" if self.running else "fetched in part"
        return f"{doing}: {self.have / 1e6:.0f} of {self.whole / 1e6:.0f} MB"


def progress(into: Path) -> Progress | None:
    """Return the progress of the transfer into `into`; None when none was begun, or it is complete."""
    plan = _sizes(into / PARTS / PLAN)
    if not plan or is_complete(into):
        return None
    have = 0
    for name, size in plan.items():
        part = next(iter((into / PARTS).glob(f"*-{_flat(name)}")), into / name)
        have += min(size, part.stat().st_size) if part.is_file() else 0
    return Progress(have, sum(plan.values()), _is_locked(into))


def fetch(
    repository: str,
    files: Sequence[str] | Choice | None,
    into: Path,
    *,
    within_seconds: float | None,
    stop: threading.Event | None = None,
) -> Path:
    """Return `into` with `files` of `repository` in it (None: all but documentation), fetching what is missing.

    Blocks; call it on an engine's thread, and set `stop` to end it early. The next call resumes an interrupted
    transfer. Raises EngineMissing, with a sentence on how to fix it, when the hub cannot be reached or has no such
    files, the disk is full, or `within_seconds` (None: no bound) have passed.
    """
    have, files = _manifest(into), files or _of_use
    wanted = have if callable(files) else {name: have[name] for name in files if name in have}
    if wanted and _all_there(into, wanted) and (callable(files) or len(wanted) == len(set(files))):
        return into
    try:
        # Imported only when weights are really missing: it takes 0.3 s, on a busy machine longer than the hub may.
        from huggingface_hub import HfApi  # noqa: F401, PLC0415
    except ImportError as error:
        raise EngineMissing("huggingface-hub is not installed: install morgan-voice[whisper] or [piper]") from error
    transfer = _Transfer(repository, files, into, _Watch(within_seconds))
    _bounded(transfer, within_seconds, stop or threading.Event())
    return into


class _AbandonedError(Exception):
    """No caller waits for this transfer any more."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """A transfer's deadline and state, shared by the waiting thread and the working one."""

    within_seconds: float | None
    began: float = field(default_factory=time.monotonic)
    reached: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise _AbandonedError when no caller waits any more."""
        if self.stop.is_set():
            raise _AbandonedError

    def left(self) -> float | None:
        """Return the seconds that remain, None without a bound."""
        return None if self.within_seconds is None else max(0.0, self.began + self.within_seconds - time.monotonic())


class _Transfer:
    """The files of one `fetch`, transferred on a thread of their own."""

    def __init__(self, repository: str, files: Sequence[str] | Choice, into: Path, watch: _Watch) -> None:
        self.repository, self.files, self.into, self.watch = repository, files, into, watch

    def __call__(self) -> None:
        import huggingface_hub  # noqa: PLC0415

        api = huggingface_hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT"))  # the library reads it at import only
        with _in_words(self.repository, self.into, api.endpoint):
            reach = _reach_seconds(self.watch.within_seconds)
            info = api.model_info(self.repository, files_metadata=True, timeout=reach)
            self.watch.reached.set()
            listed = {part.rfilename: part for part in info.siblings or ()}
            names = self.files(tuple(listed)) if callable(self.files) else self.files
            if absent := [name for name in names if name not in listed]:
                raise EngineMissing(f"{self.repository} on {api.endpoint} has no file {absent[0]}; check the name")
            with _turn(self.into, self.watch):
                # written first: it marks the folder as partial and tells how much is missing
                _write(self.into / PARTS / PLAN, json.dumps({name: listed[name].size or 0 for name in names}))
                for name in names:
                    digest = getattr(listed[name].lfs, "sha256", None)
                    self._file(api, str(info.sha), name, listed[name].size, digest)
                # written last, when every file is complete: a partial folder never counts as complete
                sizes = {name: (self.into / name).stat().st_size for name in names}
                _write(self.into / MANIFEST, json.dumps(_manifest(self.into) | sizes, indent=1))

    def _file(self, api: HfApi, revision: str, name: str, size: int | None, digest: str | None) -> None:
        from huggingface_hub import hf_hub_url  # noqa: PLC0415

        target = self.into / name
        if target.is_file() and size is not None and target.stat().st_size == size and _hash_fits(target, digest):
            return
        part = self.into / PARTS / f"{revision[:12]}-{_flat(name)}"
        part.parent.mkdir(parents=True, exist_ok=True)
        url = hf_hub_url(self.repository, name, revision=revision, endpoint=api.endpoint)
        with part.open("ab") as sink:
            _pour(url, sink, size, _Telling(self.watch, name, size))
        have = part.stat().st_size
        if (size is not None and have != size) or not _hash_fits(part, digest):
            part.unlink()  # resuming a damaged part would never succeed
            raise OSError(f"{name} arrived damaged")
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)


def _pour(url: str, sink: BinaryIO, size: int | None, telling: _Telling) -> None:
    """Append the missing bytes of a file to `sink`, resuming after a broken connection. Raises the last try's error."""
    import huggingface_hub  # noqa: PLC0415

    session, token = huggingface_hub.get_session(), huggingface_hub.get_token()
    library = sys.modules[type(session).__module__.partition(".")[0]]  # httpx with hub 1, httpx2 with hub 2
    tries = _TRIES
    while True:
        have = sink.seek(0, os.SEEK_END)
        if size is not None and have >= size:
            if have == size:
                return
            sink.truncate(0)  # the part is of another file
            continue
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {token}"} if token else {})
        if have:
            headers["Range"] = f"bytes={have}-"
        try:
            with session.stream("GET", url, headers=headers, follow_redirects=True, timeout=_READ_SECONDS) as answer:
                if answer.status_code >= HTTPStatus.BAD_REQUEST:
                    raise OSError(f"{answer.status_code} {answer.reason_phrase} for {url}")
                if have and answer.status_code != HTTPStatus.PARTIAL_CONTENT:
                    sink.truncate(0)  # the server ignored Range and sends the whole file
                telling.begin(sink.seek(0, os.SEEK_END))
                for chunk in answer.iter_bytes(_CHUNK):
                    telling.came(len(chunk))
                    sink.write(chunk)
                    tries = _TRIES
            if size is None:
                return
        except library.TransportError:
            tries -= 1
            if not tries:
                raise
            telling.wait(1.0)
        else:
            tries -= 1
            if not tries:
                raise OSError("the hub ends the file too early")


def _reach_seconds(within_seconds: float | None) -> float:
    if within_seconds is None or within_seconds >= _NO_HURRY_SECONDS:
        return PATIENT_REACH_SECONDS
    return min(within_seconds, HURRIED_REACH_SECONDS)


def _bounded(transfer: _Transfer, within_seconds: float | None, stop: threading.Event) -> None:
    """Run the transfer on a daemon thread, so that neither DNS nor a silent peer blocks the caller beyond the bound."""
    watch = transfer.watch
    failure: list[Exception] = []
    done = threading.Event()

    def work() -> None:
        try:
            transfer()
        except _AbandonedError:
            pass
        except Exception as error:  # noqa: BLE001  # an edge: passed to the waiting thread, which raises it
            failure.append(error)
        finally:
            done.set()
            watch.reached.set()

    threading.Thread(target=work, name="morgan-weights", daemon=True).start()
    try:
        if not _waited(watch.reached, _reach_seconds(within_seconds), stop):
            raise EngineMissing(f"the hub did not answer in time for {transfer.repository}; {_MEND}")
        if not _waited(done, watch.left(), stop):
            raise EngineMissing(
                f"{transfer.repository} was not there within {within_seconds:g} s; what has come is kept, and the next "
                "start goes on from there"
            )
    finally:
        watch.stop.set()
    if failure:
        raise failure[0]


def _waited(event: threading.Event, seconds: float | None, stop: threading.Event) -> bool:
    """Return whether `event` came in time. Raises EngineMissing when `stop` came first."""
    until = None if seconds is None else time.monotonic() + seconds
    while not event.wait(_LOOK_SECONDS if until is None else max(0.0, min(_LOOK_SECONDS, until - time.monotonic()))):
        if stop.is_set():
            raise EngineMissing("the transfer was left; the next one goes on from there")
        if until is not None and time.monotonic() >= until:
            return False
    return True


_MEND = "check the network (or HF_ENDPOINT), or put the files there by hand"


@contextmanager
def _in_words(repository: str, into: Path, endpoint: str) -> Iterator[None]:
    """Translate errors of the hub's library, its HTTP client and the disk into EngineMissing."""
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, RepositoryNotFoundError  # noqa: PLC0415

    try:
        yield
    except (EngineFailed, _AbandonedError):
        raise
    except RepositoryNotFoundError as error:
        raise EngineMissing(f"{endpoint} has no repository {repository}, or it needs HF_TOKEN") from error
    except HFValidationError as error:
        raise EngineMissing(f"{repository!r} is no name of a hub repository") from error
    except HfHubHTTPError as error:
        raise EngineMissing(f"{endpoint} refused {repository} ({_first_line(error)}); {_MEND}") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EngineMissing(f"the disk that holds {into} is full; free space, or set data_dir elsewhere") from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise EngineMissing(f"{into} cannot be written ({error.strerror}); set data_dir elsewhere") from error
        raise EngineMissing(f"{repository} did not arrive whole ({_first_line(error)}); try again") from error
    except Exception as error:  # an edge: the HTTP client's errors changed their module between hub 1 and 2
        if type(error).__module__.partition(".")[0] not in ("httpx", "httpx2", "httpcore", "httpcore2"):
            raise
        raise EngineMissing(f"{endpoint} cannot be reached for {repository} ({_first_line(error)}); {_MEND}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@contextmanager
def _turn(into: Path, watch: _Watch) -> Iterator[None]:
    """Lock the folder for one writing process: two that append to the same part would corrupt it."""
    from filelock import FileLock, Timeout  # noqa: PLC0415  # comes with the hub's library

    (into / PARTS).mkdir(parents=True, exist_ok=True)
    left = watch.left()
    try:
        with FileLock(into / PARTS / LOCK, timeout=-1 if left is None else left):
            watch.check()
            yield
    except Timeout as error:
        raise EngineMissing(f"another process is still fetching into {into}") from error


def _is_locked(into: Path) -> bool:
    from filelock import FileLock, Timeout  # noqa: PLC0415

    try:
        with FileLock(into / PARTS / LOCK, timeout=0):
            return False
    except (Timeout, OSError):  # OSError: we cannot write there, so another user's process does
        return True


class _Telling:
    """Reports a file's progress, on a terminal or as a log line now and then, and stops an unwanted transfer."""

    def __init__(self, watch: _Watch, name: str, size: int | None) -> None:
        self._watch, self._name, self._size = watch, name, size
        self._have, self._said = 0, time.monotonic()

    def begin(self, have: int) -> None:
        """Note the bytes that are here already."""
        self._watch.check()
        self._have = have

    def came(self, count: int) -> None:
        """Count received bytes. Raises _AbandonedError when no caller waits any more."""
        self._watch.check()
        self._have += count
        on_terminal = sys.stderr.isatty()
        if time.monotonic() - self._said < (0.2 if on_terminal else LOG_EVERY_SECONDS):
            return
        self._said = time.monotonic()
        whole = f" of {self._size / 1e6:.0f}" if self._size else ""
        if on_terminal:
            sys.stderr.write(f"\r{self._name}: {self._have / 1e6:.0f}{whole} MB ")
        else:
            _log.info("fetching weights file=%s megabytes=%.0f%s", self._name, self._have / 1e6, whole)

    def wait(self, seconds: float) -> None:
        """Wait before a retry; ends early, with _AbandonedError, when no caller waits any more."""
        self._watch.stop.wait(seconds)
        self._watch.check()


def _of_use(listed: Sequence[str]) -> Sequence[str]:
    return [name for name in listed if not name.startswith(".") and not name.endswith(".md")]


def _flat(name: str) -> str:
    return name.replace("/", "--")


def _manifest(into: Path) -> dict[str, int]:
    return _sizes(into / MANIFEST)


def _sizes(file: Path) -> dict[str, int]:
    try:
        content = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): int(size) for name, size in content.items()} if isinstance(content, dict) else {}


def _all_there(into: Path, sizes: dict[str, int]) -> bool:
    return all((into / name).is_file() and (into / name).stat().st_size == size for name, size in sizes.items())


def _hash_fits(path: Path, digest: str | None) -> bool:
    if digest is None:
        return True  # small text files carry no sha256; their size was checked
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(path)
