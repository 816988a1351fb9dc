"""The pairing code as it is read: those that the server writes, and everything that is none."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan.client.pairing_code import BadCode, read_code, read_fingerprint
from hypothesis import given
from hypothesis import strategies as st

CODES = [
    json.loads(row)
    for row in (Path(__file__).parents[1] / "contract" / "pairing-codes.jsonl").read_text("utf-8").splitlines()
]
GOOD = [row for row in CODES if "error" not in row]


@pytest.fixture
def assist() -> None:
    """These tests need no Home Assistant."""


@pytest.mark.parametrize("row", GOOD)
def test_a_code_says_what_the_server_put_into_it(row: dict[str, Any]) -> None:
    read = read_code(row["code"])
    told = {name: getattr(read, name) for name in ("port", "server_id", "token", "fingerprint")}
    assert {**told, "addresses": list(read.addresses)} == {name: row[name] for name in row if name != "code"}


@pytest.mark.parametrize("row", [row for row in CODES if "error" in row])
def test_a_wrong_code_is_told_as_what_it_is(row: dict[str, Any]) -> None:
    with pytest.raises(BadCode) as told:
        read_code(row["code"])
    assert told.value.key == row["error"]


@given(length=st.integers(8, len(GOOD[0]["code"]) - 1))
def test_every_part_of_a_code_is_told_to_be_a_part(length: int) -> None:
    with pytest.raises(BadCode) as told:
        read_code(GOOD[0]["code"][:length])
    assert told.value.key == "code_truncated"


@given(place=st.integers(8, len(GOOD[0]["code"]) - 1), letter=st.characters(codec="utf-8"))
def test_no_changed_code_is_taken(place: int, letter: str) -> None:
    code = GOOD[0]["code"]
    changed = code[:place] + letter + code[place + 1 :]
    if "".join(changed.split()).casefold() == code.casefold() and changed[place].casefold() == code[place].casefold():
        return  # the check's hex digits may be written in capitals
    with pytest.raises(BadCode):
        read_code(changed)


@given(st.text())
def test_any_text_is_a_code_or_a_told_error(text: str) -> None:
    for each in (text, f"morgan1:{text}.{zlib.crc32(text.encode()):08x}"):
        with pytest.raises(BadCode):
            read_code(each)


@pytest.mark.parametrize("version", ["9" * 5000, "999", "0", "2", "²", "１", "٢", "-1", "1_0", ""])
@pytest.mark.parametrize("rest", ["", ":", ":x", ":x.00000000"])
def test_a_version_however_it_is_written_is_a_told_error(version: str, rest: str) -> None:
    with pytest.raises(BadCode):
        read_code(f"morgan{version}{rest}")


@given(st.text(alphabet="morgan1:.=ABCxyz0129²٣-_ \n", max_size=60))
def test_what_looks_like_a_code_is_one_or_a_told_error(text: str) -> None:
    for each in (text, f"morgan{text}", GOOD[0]["code"].replace("1", text, 1)):
        with suppress(BadCode):
            assert read_code(each) in [read_code(row["code"]) for row in GOOD]


def test_a_code_that_the_terminal_broke_into_lines_is_whole() -> None:
    code = GOOD[0]["code"]
    broken = "  " + "\r\n ".join(code[start : start + 40] for start in range(0, len(code), 40)) + "\n"
    assert read_code(broken) == read_code(code)


def test_a_fingerprint_may_be_written_as_openssl_does() -> None:
    assert read_fingerprint(":".join(["AB"] * 32)) == "ab" * 32
    assert read_fingerprint("  ") is None
