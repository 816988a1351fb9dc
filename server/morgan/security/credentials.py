"""The credential of each house, minted at pairing and bound at first use; knows nothing of the wire.

Kept in one file of the data directory as SHA-256 of 256 random bits, which need neither salt nor a slow hash. Several
processes write it (the running server, and `morgan pair`): each takes a lock, reads, and replaces the whole file.
Readers check the file's timestamp, inode and size first.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from morgan.errors import SettingsInvalid
from morgan.security.secret_file import give_to_owner, put_in_place

UNUSED_SECONDS = 24 * 3600.0  # an unused pairing code expires after this
_USED_SECONDS = 600.0  # precision of "last used": each update writes a file
_MOST_UNUSED = 16  # beyond this, the oldest are dropped


@dataclass(frozen=True, slots=True)
class Credential:
    """One house's credential; `home` is None until a house has used it. Times are seconds since 1970."""

    id: str
    sha256: str
    made: float
    home: str | None = None
    used: float | None = None


class Credentials:
    """The credentials in a data directory."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._file, self._lock, self._clock = data_dir / "houses.json", data_dir / "houses.lock", clock
        self._seen: tuple[int, int, int] | None = None
        self._known: tuple[Credential, ...] = ()

    def all(self) -> tuple[Credential, ...]:
        """Return the valid credentials, oldest first. Raises SettingsInvalid when the file cannot be read."""
        self._look()
        oldest = self._clock() - UNUSED_SECONDS
        return tuple(one for one in self._known if one.home is not None or one.made > oldest)

    def mint(self) -> str:
        """Make one for a house to be paired; return the secret, which is not stored. Raises SettingsInvalid."""
        secret = secrets.token_urlsafe(32)
        with self._writing():
            known = self.all()
            taken = {one.id for one in known}
            name = next(name for name in iter(lambda: secrets.token_hex(4), "") if name not in taken)
            unused = [one for one in known if one.home is None][-(_MOST_UNUSED - 1) :]
            bound = [one for one in known if one.home is not None]
            self._put([*bound, *unused, Credential(name, _hash(secret), self._clock())])
        return secret

    def find(self, secret: str) -> Credential | None:
        """Return the credential whose secret this is. Raises SettingsInvalid."""
        hashed = _hash(secret)  # hashed first, so the comparison's time reveals nothing of the secret
        return next((one for one in self.all() if one.sha256 == hashed), None)

    def of_home(self, home: str) -> Credential | None:
        """Return this house's credential, the only one valid for it, or None. Raises SettingsInvalid."""
        return next((one for one in self.all() if one.home == home), None)

    def bind(self, name: str, home: str) -> Credential | None:
        """Bind a credential to a house, in place of its old one. None when another house has it, or it is gone."""
        with self._writing():
            known = self.all()
            found = next((one for one in known if one.id == name), None)
            if found is None or found.home not in (None, home):
                return None
            bound = replace(found, home=home, used=self._clock())
            self._put([*(one for one in known if one.home != home and one.id != name), bound])
        return bound

    def note_use(self, used: Credential) -> None:
        """Note that a house has used its credential just now."""
        if used.used is not None and 0 <= self._clock() - used.used < _USED_SECONDS:
            return
        with self._writing():
            self._put([replace(one, used=self._clock()) if one.id == used.id else one for one in self.all()])

    def revoke(self, name: str) -> bool:
        """Forget a credential; tell whether there was one of that id. Raises SettingsInvalid."""
        with self._writing():
            known = self.all()
            left = [one for one in known if one.id != name]
            if len(left) == len(known):
                return False
            self._put(left)
        return True

    @property
    def ever(self) -> bool:
        """Whether a house was ever given one here."""
        return self._stamp() is not None

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _look(self) -> None:
        stamp = self._stamp()
        if stamp == self._seen:
            return
        self._known = () if stamp is None else _read(self._file)
        self._seen = stamp

    def _put(self, known: Iterable[Credential]) -> None:
        put_in_place(self._file, json.dumps({"houses": [asdict(one) for one in known]}, indent=1) + "\n")

    @contextmanager
    def _writing(self) -> Generator[None, None, None]:
        """Hold the write lock. Other processes hold it for a moment only. Raises SettingsInvalid."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            give_to_owner(handle, self._lock.parent)
        except OSError as error:
            raise SettingsInvalid(f"{self._lock} cannot be written: {error.strerror or error}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _read(file: Path) -> tuple[Credential, ...]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return tuple(_credential(each) for each in told["houses"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        why = getattr(error, "strerror", None) or f"it is damaged ({type(error).__name__})"
        raise SettingsInvalid(f"{file} cannot be read: {why}; delete it and pair each house anew") from error


def _credential(told: dict[str, object]) -> Credential:
    match told:
        case {
            "id": str(name),
            "sha256": str(hashed),
            "made": int() | float() as made,
            "home": (None | str()) as home,
            "used": (None | int() | float()) as used,
        }:
            return Credential(name, hashed, made, home, used)
    raise ValueError("that is no credential")
