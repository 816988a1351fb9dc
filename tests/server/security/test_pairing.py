"""The pairing code and what stands in it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from morgan.errors import SettingsInvalid
from morgan.security.addresses import addresses, in_order
from morgan.security.certificate import certificate_of, context
from morgan.security.pairing import Pairing, identity_of
from morgan.settings.schema import WireSettings

CODES = Path(__file__).parents[2] / "contract" / "pairing-codes.jsonl"


@pytest.mark.parametrize("row", CODES.read_text(encoding="utf-8").splitlines())
def test_the_codes_are_those_that_the_integration_reads(row: str) -> None:
    told = json.loads(row)
    code = told.pop("code")
    if "error" not in told:
        assert Pairing(**{**told, "addresses": tuple(told["addresses"])}).code == code


def test_an_identity_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    wire = WireSettings(host="0.0.0.0")
    first, again = identity_of(wire, tmp_path), identity_of(wire, tmp_path)
    assert (first.made, again.made) == (True, False)
    assert first.pairing("192.0.2.7", 1).code == again.pairing("192.0.2.7", 1).code
    assert {file.name for file in tmp_path.iterdir()} == {"server-id", "tls.pem", "token"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_a_code_names_the_owners_addresses_rather_than_its_own(tmp_path: Path) -> None:
    identity = identity_of(WireSettings(host="0.0.0.0"), tmp_path)
    assert identity.pairing("0.0.0.0", 1, ["house.example"]).addresses == ("house.example",)


def test_a_server_that_needs_no_token_has_none_in_its_code(tmp_path: Path) -> None:
    pairing = identity_of(WireSettings(), tmp_path).pairing("127.0.0.1", 1)
    assert pairing.token is None
    assert pairing.fingerprint is not None


def test_a_server_without_tls_has_no_fingerprint(tmp_path: Path) -> None:
    assert identity_of(WireSettings(tls="off"), tmp_path).pairing("127.0.0.1", 1).fingerprint is None
    assert not (tmp_path / "tls.pem").exists()


def test_a_certificate_of_the_owners_own_is_used_as_it_is(tmp_path: Path) -> None:
    made = certificate_of(WireSettings(), tmp_path / "a", make=True)
    assert made is not None
    text = made.file.read_text()
    cut = text.index("-----BEGIN CERTIFICATE")
    (tmp_path / "key.pem").write_text(text[:cut])
    (tmp_path / "chain.pem").write_text(text[cut:] + "\n# and who signed it\n" + text[cut:])
    wire = WireSettings(certificate=tmp_path / "chain.pem", private_key=tmp_path / "key.pem")
    own = certificate_of(wire, tmp_path / "b", make=True)
    assert own is not None
    assert (own.fingerprint, own.made) == (made.fingerprint, False)
    context(own)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"certificate": "missing.pem"}, "cannot be read"),
        ({"certificate": "nonsense.pem"}, "no certificate"),
        ({"private_key": "nonsense.pem"}, "a key alone"),
    ],
)
def test_a_certificate_that_cannot_be_is_told(settings: dict[str, str], why: str, tmp_path: Path) -> None:
    (tmp_path / "nonsense.pem").write_text("-----BEGIN CERTIFICATE-----\nä\n-----END CERTIFICATE-----")
    wire = WireSettings(**{key: tmp_path / name for key, name in settings.items()})
    with pytest.raises(SettingsInvalid, match=why):
        certificate_of(wire, tmp_path, make=True)


def test_a_key_that_does_not_fit_is_told(tmp_path: Path) -> None:
    one, other = (certificate_of(WireSettings(), tmp_path / name, make=True) for name in "ab")
    assert one is not None
    assert other is not None
    with pytest.raises(SettingsInvalid, match="cannot be used"):
        context(type(one)(one.file, other.file, one.fingerprint))


def test_a_certificate_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsInvalid, match="data_dir"):
        certificate_of(WireSettings(), tmp_path / "file", make=True)


def test_of_the_own_addresses_the_likeliest_come_first_and_the_useless_not_at_all() -> None:
    found = [
        ("lo", "127.0.0.1"),
        ("docker0", "172.17.0.1"),
        ("eth0", "2001:db8::5"),
        ("eth0", "fe80::1"),
        ("eth0", "192.168.1.5"),
        ("wlan0", "192.168.1.5"),
    ]
    assert in_order(found) == ["192.168.1.5", "2001:db8::5", "172.17.0.1"]


def test_who_listens_on_one_address_is_reached_there() -> None:
    assert addresses("192.0.2.7") == ["192.0.2.7"]
    assert "127.0.0.1" in addresses("localhost")
