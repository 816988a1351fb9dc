"""Where each setting comes from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from morgan.cli.config import defaults_as_yaml
from morgan.errors import SettingsInvalid
from morgan.settings.schema import Settings
from morgan.settings.sources import DEFAULT, leaves, load, value_of

NUMBERS = {
    key: (leaf, st.integers(1024, 4096) if leaf.kind.startswith("whole") else st.floats(0.5, 0.9))
    for key, leaf in leaves().items()
    if leaf.kind.startswith(("whole number from 1024", "number above 0", "number from 0.5"))
}


@pytest.fixture
def file(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "morgan.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refused(*arguments) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        load(*arguments)
    return str(caught.value).splitlines()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(chosen=st.data(), places=st.sets(st.sampled_from(["flag", "environment", "file"])))
def test_the_strongest_source_wins_for_every_setting(tmp_path, chosen, places):
    key = chosen.draw(st.sampled_from(sorted(NUMBERS)))
    leaf, values = NUMBERS[key]
    value = {place: chosen.draw(values) for place in ("flag", "environment", "file")}
    path = tmp_path / "morgan.yaml"
    tree: object = value["file"]
    for name in reversed(key.split(".")):
        tree = {name: tree}
    path.write_text(yaml.safe_dump(tree) if "file" in places else "")

    loaded = load(
        [(key, str(value["flag"]))] if "flag" in places else [],
        {leaf.variable: str(value["environment"])} if "environment" in places else {},
        path,
    )

    strongest = next((place for place in ("flag", "environment", "file") if place in places), None)
    assert value_of(loaded.settings, key) == (value[strongest] if strongest else leaf.default)
    origin = {"flag": f"--set {key}", "environment": leaf.variable, "file": f"{path}:", None: DEFAULT}[strongest]
    assert loaded.origins[key].startswith(origin)
    assert {other for other, where in loaded.origins.items() if where != DEFAULT} <= {key}


@given(key=st.sampled_from(sorted(leaves())), at=st.integers(0, 30))
def test_a_slip_of_the_pen_is_told_the_key_that_was_meant(key, at):
    *sections, name = key.split(".")
    at %= len(name)
    wrong = ".".join([*sections, name[:at] + "xq" + name[at:]])
    (problem,) = refused([(wrong, "1")], {})
    assert f"--set {wrong}" in problem
    assert "did you mean" in problem


def test_no_two_settings_share_a_variable_and_each_says_what_it_is():
    assert len({leaf.variable for leaf in leaves().values()}) == len(leaves())
    assert not [key for key, leaf in leaves().items() if not leaf.description]


def test_a_file_of_all_defaults_changes_nothing(file):
    assert load([], {}, file(defaults_as_yaml())).settings == Settings()


def test_an_unknown_key_is_refused_with_its_line_and_the_nearest_key(file):
    path = file("stt:\n  whisper:\n    modle: small\n")
    assert refused([], {}, path) == [
        f"{path}:3: there is no setting stt.whisper.modle; did you mean stt.whisper.model?"
    ]


def test_every_problem_is_told_at_once_each_in_one_sentence(file):
    path = file("wire:\n  port: 99999\n  prot: 1\nvad: [1]\nllm:\n  url: a\n  url: b\ntts: {speed: true}\n")
    environment = {"MORGAN_WIRE_HOTS": "x", "MORGAN_WIRE_TRUSTED_NETWORKS": "10.0.0.0/8,nowhere"}
    problems = refused([("port", "3"), ("stt.engine", "wisper")], environment, path)
    wanted = [
        f"{path}:2: wire.port must be a whole number from 0 to 65535, not 99999",
        f"{path}:3: there is no setting wire.prot; did you mean wire.port?",
        f"{path}:4: vad must be a section of `key: value` lines",
        f"{path}:7: llm.url stands there twice",
        f"{path}:8: tts.speed must be a number from 0.5 to 2, not true",
        "MORGAN_WIRE_HOTS in the environment is no setting; did you mean MORGAN_WIRE_HOST?",
        "--set port: there is no such setting; did you mean wire.port?",
        "--set stt.engine: stt.engine must be one of auto, whisper, onnx-asr, openai, closed, not 'wisper'",
    ]
    assert set(wanted) < set(problems)
    (networks,) = set(problems) - set(wanted)
    assert networks == (
        "MORGAN_WIRE_TRUSTED_NETWORKS: wire.trusted_networks must be a list of networks such as 192.168.1.0/24 "
        "(it is not a valid IPv4 network)"
    )


@pytest.mark.parametrize("text", ["- a", "wire", "{", "a: !!python/object:os.system {}", "\x00", "wire: &a [*a]"])
def test_a_file_that_is_no_tree_of_settings_is_refused_and_not_raised(file, text):
    assert refused([], {}, file(text))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (problem,) = refused([], {}, tmp_path / "nothing.yaml")
    assert "cannot be read" in problem


def test_words_that_yaml_takes_for_something_else_stay_words(file):
    loaded = load([], {}, file("wake: {engine: off}\nstt: {language: no}\nwire: {token: 0123}\nllm: {url:, model: }\n"))
    assert loaded.settings.wake.engine == "off"
    assert loaded.settings.stt.language == "no"
    assert loaded.settings.wire.token is not None
    assert loaded.settings.wire.token.get_secret_value() == "0123"
    assert loaded.settings.llm.model is None


def test_an_empty_section_and_an_empty_file_are_fine(file):
    assert load([], {}, file("wire:\nstt: ~\n")).settings == load([], {}, file("")).settings == Settings()


def test_a_secret_is_read_from_a_file_and_never_shown(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cr3t-s3cr3t\n")
    loaded = load([], {"MORGAN_WIRE_TOKEN_FILE": str(secret)})
    assert loaded.settings.wire.token is not None
    assert loaded.settings.wire.token.get_secret_value() == "s3cr3t-s3cr3t"
    assert "s3cr3t" not in repr(loaded)


def test_a_secret_given_twice_or_wrongly_is_refused_without_showing_it(tmp_path, file):
    secret = tmp_path / "secret"
    secret.write_text("s3cr3t")
    problems = refused([], {"MORGAN_WIRE_TOKEN": "s3cr3t", "MORGAN_WIRE_TOKEN_FILE": str(secret)})
    problems += refused([], {"MORGAN_LLM_API_KEY_FILE": "/nowhere/s"})
    problems += refused([], {}, file("wire: {token: [s3cr3t]}"))
    problems += refused([("wire.token", [])], {})
    assert "both set" in problems[0]
    assert "s3cr3t" not in "".join(problems)


def test_an_empty_token_is_no_token_that_could_be_shown(file):
    assert "empty" in refused([], {}, file('wire: {token: ""}'))[0]


def test_what_other_programs_put_into_the_environment_is_not_judged():
    environment = {
        "MORGAN_SERVICE_HOST": "10.0.0.1",
        "MORGAN_SERVICE_PORT_WYOMING": "10800",
        "MORGAN_PORT": "tcp://10.0.0.1:10800",
        "MORGAN_PORT_10800_TCP_ADDR": "10.0.0.1",
        "MORGAN_LLM_URL": "",
    }
    assert load([], environment).settings == Settings()


def test_nothing_given_for_an_optional_setting_takes_it_away(file):
    path = file("llm: {url: http://a}")
    assert load([("llm.url", "")], {}, path).settings.llm.url is None


def test_the_usual_file_is_found_and_another_one_can_be_named(tmp_path):
    (tmp_path / "morgan").mkdir()
    usual, other = tmp_path / "morgan" / "morgan.yaml", tmp_path / "other.yaml"
    usual.write_text("wire: {port: 1}")
    other.write_text("wire: {port: 2}")
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert load([], environment).settings.wire.port == 1
    assert load([], environment | {"MORGAN_CONFIG": str(other)}).settings.wire.port == 2
    assert load([], environment, other).settings.wire.port == 2


def test_home_is_found_in_every_source(file):
    assert "~" not in str(load([("data_dir", "~/x")], {}).settings.data_dir)
    assert "~" not in str(load([], {}, file("data_dir: ~/x")).settings.data_dir)


def test_numbers_without_end_are_refused():
    assert refused([("wire.idle_seconds", "inf")], {})
    assert refused([("wire.idle_seconds", "nan")], {})


def test_models_that_stand_in_are_a_list_in_a_file_and_in_the_environment(file):
    path = file(
        "llm:\n  url: http://a:1\n  fallbacks:\n    - {url: http://b:1, model: x, temperature: 0.5}\n    - url: http://c:1\n"
    )
    first, second = load([], {}, path).settings.llm.fallbacks
    assert (first.url, first.model, first.temperature, second.kind) == ("http://b:1", "x", 0.5, "auto")
    told = load([], {"MORGAN_LLM_FALLBACKS": "[{url: http://d:1}]"}, path).settings.llm.fallbacks
    assert [one.url for one in told] == ["http://d:1"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("[{model: x, api_key: hush}]", "each needs a url"),
        ("[{urll: http://a:1, api_key: hush}]", "0.urll"),
        ("nonsense hush", "valid list"),
        ("[{url: hush", "valid list"),
    ],
)
def test_a_list_of_models_with_a_mistake_is_refused_without_showing_it(given, why):
    (problem,) = refused([], {"MORGAN_LLM_FALLBACKS": given})
    assert "MORGAN_LLM_FALLBACKS: llm.fallbacks must be a list of models" in problem
    assert why in problem
    assert "hush" not in problem


def test_ranked_voices_and_their_speeds_are_read_from_every_source(file):
    path = file("tts:\n  engines: [kokoro, espeak]\n  speeds:\n    af_heart: 1.1\n")
    tts = load([], {}, path).settings.tts
    assert (tts.engines, tts.speeds) == (("kokoro", "espeak"), {"af_heart": 1.1})
    tts = load([("tts.speeds", "a=1.2, b=0.9")], {"MORGAN_TTS_ENGINES": "piper,openai"}).settings.tts
    assert (tts.engines, tts.speeds) == (("piper", "openai"), {"a": 1.2, "b": 0.9})


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("tts.speeds", "a=9", "must be numbers by name such as {en_US-joe-medium: 1.1} (each must be from 0.5 to 2)"),
        ("tts.speeds", "a", "must be numbers by name"),
        ("tts.engines", "piper,klingon", "must be a list of piper, kokoro, coqui, openai, espeak"),
        ("tts.engines", "piper,piper", "each may stand there once"),
    ],
)
def test_ranks_and_speeds_that_cannot_be_are_refused_with_what_would_be_right(key, value, words):
    (problem,) = refused([(key, value)], {})
    assert words in problem
