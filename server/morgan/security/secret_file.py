"""Writes a small secret to a file atomically; knows nothing of what it holds."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from morgan.errors import SettingsInvalid


def keep(kept: Path, text: str) -> bool:
    """Create the file with mode 0600 unless it exists: the first writer wins. Returns whether this call created it.

    Raises SettingsInvalid when it cannot be written, and leaves nothing behind then.
    """
    return _written(kept, text, _put)


def put_in_place(kept: Path, text: str) -> None:
    """Replace the file, with mode 0600. Raises SettingsInvalid; the old file then stays."""
    _written(kept, text, _replace)


def give_to_owner(handle: int, folder: Path) -> None:
    """As root, give an open file to the folder's owner, because the server may run as its own user."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def _written(kept: Path, text: str, put: Callable[[Path, Path], bool]) -> bool:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent, prefix=kept.name)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                give_to_owner(handle, kept.parent)
                os.fsync(handle)  # a power cut must not leave an empty secret
            return put(Path(name), kept)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or error
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        mend = "make room there" if full else "set data_dir to a folder of your own"
        raise SettingsInvalid(f"{kept} cannot be written: {why}; {mend}") from error


def _replace(whole: Path, kept: Path) -> bool:
    whole.replace(kept)
    return True


def _put(whole: Path, kept: Path) -> bool:
    try:
        os.link(whole, kept)  # fails if the file exists; a rename would replace it
    except FileExistsError:
        return False
    except OSError:  # no hard links here (exFAT, some shares): a race of two starts is the lesser evil
        if kept.exists():
            return False
        whole.rename(kept)
    return True
