"""A secret is kept whole or not at all, by whoever comes first, on any file system."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from morgan.errors import SettingsInvalid
from morgan.security.secret_file import keep


@pytest.fixture(params=[True, False], ids=["hard links", "no hard links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")  # what exFAT says

    if not request.param:
        monkeypatch.setattr(os, "link", refuse)
    return tmp_path


def test_what_is_kept_is_whole_and_for_the_owner_alone(folder: Path) -> None:
    kept = folder / "new" / "token"
    assert keep(kept, "secret")
    assert kept.read_text() == "secret"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_what_is_there_stays(folder: Path) -> None:
    assert keep(folder / "token", "first")
    assert not keep(folder / "token", "second")
    assert (folder / "token").read_text() == "first"
    assert len(list(folder.iterdir())) == 1


def test_of_many_at_once_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda number: keep(tmp_path / "token", str(number) * 40), range(8)))
    assert won.count(True) == 1
    assert (tmp_path / "token").read_text() == str(won.index(True)) * 40


def test_a_disk_that_fails_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsInvalid, match="token cannot be written: No space left on device; make room there"):
        keep(tmp_path / "token", "secret")
    assert list(tmp_path.iterdir()) == []
