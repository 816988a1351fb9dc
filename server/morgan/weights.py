"""Brings a model's files from a Hugging Face hub into a folder, once; knows nothing of what the files are for.

The network is asked only when the folder is not complete. The hub's library names, sizes and authorises; the transfer
itself is resumed here, because `hf_hub_download` (seen in 2.4) starts again from nothing after an interruption, and the
people who are interrupted are those for whom 150 MB are an hour.
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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from morgan.errors import EngineFailed, EngineMissing

if TYPE_CHECKING:
    from huggingface_hub import HfApi

MANIFEST = ".morgan-files.json"
PARTS = ".morgan-parts"
HURRIED_REACH_SECONDS = 1.7  # somebody waits for a choice: without a network it must be made within two seconds
PATIENT_REACH_SECONDS = 15.0  # somebody asked for these very weights: a slow line is no reason to refuse
_NO_HURRY_SECONDS = 3600.0  # `morgan download` gives it a day: whoever waits that long makes no choice meanwhile
LOG_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


def is_complete(into: Path) -> bool:
    """Tell whether `into` holds everything that was fetched into it, whole; never asks the network."""
    sizes = _manifest(into)
    return bool(sizes) and _all_there(into, sizes)


def fetch(repository: str, files: Sequence[str] | None, into: Path, *, within_seconds: float | None) -> Path:
    """Return `into` with `files` of `repository` in it (None: all but documentation), fetching what is missing.

    Blocks; call it on an engine's thread. An interrupted transfer goes on where it stopped at the next call.
    Raises EngineMissing, with the sentence that mends it, when the hub cannot be reached or has no such files, the disk
    is full, or `within_seconds` (None: no bound) have passed.
    """
    have = _manifest(into)
    wanted = have if files is None else {name: have[name] for name in files if name in have}
    if wanted and _all_there(into, wanted) and (files is None or len(wanted) == len(set(files))):
        return into
    transfer = _Transfer(repository, None if files is None else tuple(files), into, _Watch(within_seconds))
    _bounded(transfer, within_seconds)
    return into


class _AbandonedError(Exception):
    """Nobody waits for this transfer any more."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """When the transfer must end, and how far it has come; shared by the thread that waits and the one that works."""

    within_seconds: float | None
    began: float = field(default_factory=time.monotonic)
    reached: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Leave the transfer when nobody waits any more."""
        if self.stop.is_set():
            raise _AbandonedError

    def left(self) -> float | None:
        """Return the seconds that remain, None without a bound."""
        return None if self.within_seconds is None else max(0.0, self.began + self.within_seconds - time.monotonic())


class _Transfer:
    """One call's worth of files, moved on a thread of its own."""

    def __init__(self, repository: str, files: tuple[str, ...] | None, into: Path, watch: _Watch) -> None:
        self.repository, self.files, self.into, self.watch = repository, files, into, watch

    def __call__(self) -> None:
        try:
            import huggingface_hub  # noqa: PLC0415  # 0.3 s: not before weights are really missing
        except ImportError as error:
            raise EngineMissing("huggingface-hub is not installed: install morgan-voice[whisper] or [piper]") from error
        api = huggingface_hub.HfApi(endpoint=os.environ.get("HF_ENDPOINT"))  # the library looks only at import
        with _in_words(self.repository, self.into, api.endpoint):
            reach = _reach_seconds(self.watch.within_seconds)
            info = api.model_info(self.repository, files_metadata=True, timeout=reach)
            self.watch.reached.set()
            listed = {part.rfilename: part for part in info.siblings or ()}
            names = self.files or tuple(
                name for name in listed if not name.startswith(".") and not name.endswith(".md")
            )
            if absent := [name for name in names if name not in listed]:
                raise EngineMissing(f"{self.repository} on {api.endpoint} has no file {absent[0]}; check the name")
            with _turn(self.into, self.watch):
                for name in names:
                    digest = getattr(listed[name].lfs, "sha256", None)
                    self._file(api, str(info.sha), name, listed[name].size, digest)
                # last, and only when every file stands: what is half there never counts as there
                sizes = {name: (self.into / name).stat().st_size for name in names}
                _write(self.into / MANIFEST, json.dumps(_manifest(self.into) | sizes, indent=1))

    def _file(self, api: HfApi, revision: str, name: str, size: int | None, digest: str | None) -> None:
        from huggingface_hub import hf_hub_url  # noqa: PLC0415
        from huggingface_hub.file_download import http_get  # noqa: PLC0415
        from huggingface_hub.utils._headers import build_hf_headers  # noqa: PLC0415

        target = self.into / name
        if target.is_file() and size is not None and target.stat().st_size == size and _hash_fits(target, digest):
            return
        part = self.into / PARTS / f"{revision[:12]}-{name.replace('/', '--')}"
        part.parent.mkdir(parents=True, exist_ok=True)
        have = part.stat().st_size if part.is_file() else 0
        if size is not None and have > size:
            part.unlink()
            have = 0
        url = hf_hub_url(self.repository, name, revision=revision, endpoint=api.endpoint)
        with part.open("ab") as sink:
            http_get(
                url,
                sink,
                resume_size=have,
                headers=build_hf_headers(),
                expected_size=size,
                displayed_filename=name,
                tqdm_class=_progress(self.watch, name),
            )
        if not _hash_fits(part, digest):
            part.unlink()  # going on from here would never end well
            raise OSError(f"{name} arrived damaged")
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)


def _reach_seconds(within_seconds: float | None) -> float:
    if within_seconds is None or within_seconds >= _NO_HURRY_SECONDS:
        return PATIENT_REACH_SECONDS
    return min(within_seconds, HURRIED_REACH_SECONDS)


def _bounded(transfer: _Transfer, within_seconds: float | None) -> None:
    """Run the transfer on a daemon thread: neither a name server nor a silent peer may hold the caller for longer."""
    watch = transfer.watch
    failure: list[Exception] = []
    done = threading.Event()

    def work() -> None:
        try:
            transfer()
        except _AbandonedError:
            pass
        except Exception as error:  # noqa: BLE001  # an edge: handed to the waiting thread, which raises it
            failure.append(error)
        finally:
            done.set()
            watch.reached.set()

    threading.Thread(target=work, name="morgan-weights", daemon=True).start()
    try:
        if not watch.reached.wait(_reach_seconds(within_seconds)):
            raise EngineMissing(f"the hub did not answer in time for {transfer.repository}; {_MEND}")
        if not done.wait(watch.left()):
            raise EngineMissing(
                f"{transfer.repository} was not there within {within_seconds:g} s; what has come is kept, and the next "
                "start goes on from there"
            )
    finally:
        watch.stop.set()
    if failure:
        raise failure[0]


_MEND = "check the network (or HF_ENDPOINT), or put the files there by hand"


@contextmanager
def _in_words(repository: str, into: Path, endpoint: str) -> Iterator[None]:
    """Translate what the hub's library, its HTTP client and the disk raise."""
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
    """Let one process at a time write into the folder: two that append to the same part would spoil it."""
    from huggingface_hub.utils._fixes import WeakFileLock  # noqa: PLC0415

    (into / PARTS).mkdir(parents=True, exist_ok=True)
    with WeakFileLock(into / PARTS / "lock", timeout=watch.left()):
        watch.check()
        yield


def _progress(watch: _Watch, name: str) -> type[Any]:
    """Return a tqdm class: a bar on a terminal, a log line every few seconds elsewhere, and the place where we stop."""
    from huggingface_hub.utils.tqdm import tqdm  # noqa: PLC0415

    class Progress(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # tqdm's own, handed through
            kwargs["disable"] = not sys.stderr.isatty()
            super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
            self._so_far, self._whole = int(kwargs.get("initial") or 0), kwargs.get("total")
            self._said = time.monotonic()

        def update(self, n: float | None = 1) -> bool | None:
            watch.check()
            self._so_far += int(n or 0)
            if self.disable and time.monotonic() - self._said > LOG_EVERY_SECONDS:
                self._said = time.monotonic()
                whole = f" of {self._whole / 1e6:.0f}" if self._whole else ""
                _log.info("fetching weights file=%s megabytes=%.0f%s", name, self._so_far / 1e6, whole)
            return bool(super().update(n))

    return Progress


def _manifest(into: Path) -> dict[str, int]:
    try:
        content = json.loads((into / MANIFEST).read_text())
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
