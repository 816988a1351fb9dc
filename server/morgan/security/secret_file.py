"""Keeps a small secret in a file, whole or not at all; knows nothing of what it holds."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from morgan.errors import SettingsInvalid


def keep(kept: Path, text: str) -> bool:
    """Write for the owner alone, unless something is there: whoever was first wins. Tells whether it was us.

    Raises SettingsInvalid when it cannot be written, and leaves nothing behind then.
    """
    return _written(kept, text, _put)


def put_in_place(kept: Path, text: str) -> None:
    """Write for the owner alone, in place of what is there. Raises SettingsInvalid, and the old one stays then."""
    _written(kept, text, _replace)


def give_to_owner(handle: int, folder: Path) -> None:
    """Give an open file to whoever owns the folder: what root writes beside a server that runs as a user of its own."""
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
        os.link(whole, kept)  # fails where something is; a rename would take its place
    except FileExistsError:
        return False
    except OSError:  # no hard links here (exFAT, some shares): two that start in one moment are the lesser harm
        if kept.exists():
            return False
        whole.rename(kept)
    return True
