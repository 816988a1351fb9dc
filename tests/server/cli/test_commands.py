"""The commands that need no engine, as they are typed."""

from __future__ import annotations

import json
import stat

import pytest
import yaml

from morgan.settings.schema import Settings


def test_the_version_and_the_help_are_told(morgan):
    assert morgan("--version").stdout.startswith("morgan 0.")
    told = morgan("--help").stdout
    assert all(command in told for command in ("serve", "doctor", "say", "transcribe", "token", "download"))


@pytest.mark.parametrize("typed", [(), ("dance",), ("config", "--prot", "3"), ("serve", "--set", "nothing")])
def test_what_was_typed_wrongly_ends_with_2(morgan, typed):
    done = morgan(*typed)
    assert done.returncode == 2
    assert "usage: morgan" in done.stderr


def test_settings_that_cannot_work_end_with_2_and_a_line_for_each_problem(morgan):
    done = morgan("serve", "--set", "stt.enigne=closed", "--port", "99999", MORGAN_WIRE_HOTS="x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["morgan"] * 3
    assert "did you mean stt.engine?" in done.stderr


def test_the_settings_in_effect_are_shown_with_their_sources_and_without_secrets(morgan, tmp_path):
    (tmp_path / ".config" / "morgan").mkdir(parents=True)
    file = tmp_path / ".config" / "morgan" / "morgan.yaml"
    file.write_text("wire:\n  port: 7\n  token: s3cr3t\n")
    done = morgan("config", "--json", "--set", "tts.speed=1.5", MORGAN_STT_LANGUAGE="de")
    shown = json.loads(done.stdout)
    assert shown["wire.port"] == {"value": 7, "source": f"{file}:2"}
    assert shown["wire.token"] == {"value": "********", "source": f"{file}:3"}
    assert shown["tts.speed"] == {"value": 1.5, "source": "--set tts.speed"}
    assert shown["stt.language"] == {"value": "de", "source": "MORGAN_STT_LANGUAGE"}
    assert shown["stt.engine"] == {"value": "auto", "source": "default"}

    as_text = morgan("config").stdout
    assert "s3cr3t" not in as_text
    assert yaml.safe_load(as_text)["wire"]["port"] == 7


def test_the_conveniences_are_settings_by_another_name(morgan):
    shown = json.loads(
        morgan(
            "config", "--json", "--host", "0.0.0.0", "--port", "1", "--trust", "10.0.0.0/8", "--log-level", "debug"
        ).stdout
    )
    assert shown["wire.host"]["value"] == "0.0.0.0"
    assert shown["wire.port"]["value"] == 1
    assert shown["log_level"]["value"] == "debug"
    assert shown["wire.trusted_networks"]["value"] == ["127.0.0.0/8", "::1/128", "10.0.0.0/8"]


def test_the_file_of_defaults_can_be_used_as_it_is(morgan, tmp_path):
    file = tmp_path / "all.yaml"
    file.write_text(morgan("config", "--defaults").stdout)
    shown = json.loads(morgan("config", "--json", "--config", str(file)).stdout)
    assert {one["source"].partition(":")[0] for one in shown.values()} == {str(file)}
    assert shown["llm.prompt"]["value"] == Settings().llm.prompt


def test_no_token_is_needed_on_the_machine_itself(morgan):
    done = morgan("token")
    assert (done.returncode, done.stdout) == (1, "")
    assert "listens on this machine only" in done.stderr


def test_a_token_is_made_once_and_kept_for_its_owner_alone(morgan, tmp_path):
    first = morgan("token", "--host", "0.0.0.0")
    assert first.returncode == 0
    assert len(first.stdout.strip()) == 43
    kept = tmp_path / ".local" / "share" / "morgan" / "token"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert morgan("token", "--host", "0.0.0.0").stdout == morgan("token").stdout == first.stdout


def test_a_token_of_the_owners_own_is_shown_as_it_is(morgan):
    assert morgan("token", MORGAN_WIRE_TOKEN="mine").stdout == "mine\n"


def test_an_empty_token_file_is_told_and_not_taken(morgan, tmp_path):
    (tmp_path / "token").write_text("\n")
    done = morgan("token", "--data-dir", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is empty; delete it" in done.stderr


def test_nobody_is_told_to_a_health_check(morgan, unused_port):
    done = morgan("ping", "--port", str(unused_port))
    assert done.returncode == 1
    assert "nobody listens" in done.stderr
