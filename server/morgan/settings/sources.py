"""Loads settings from flags, environment, a YAML file and defaults, strongest first; knows nothing of what they mean.

Every value keeps its origin, so that `morgan config` can show where it was set and every error can name the place to
fix. Unknown keys are refused: a setting that is silently ignored costs its owner an evening.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from morgan.errors import SettingsInvalid
from morgan.settings.schema import Settings

PREFIX = "MORGAN_"
CONFIG_VARIABLE = "MORGAN_CONFIG"
DEFAULT = "default"

# Variables with our prefix that are not settings: the file's own name, those that scripts and tests read, and those
# that Kubernetes and Docker set in every container that can see a service named "morgan". Refusing the last ones would
# keep Morgan from starting as a service of its own name.
_NOT_SETTINGS = re.compile(
    r"MORGAN_(CONFIG|SPEECH_DATA|REAL_WEIGHTS|FUZZ_EVENTS|PICTURES|PYTHON|TEST_\w+|SERVICE_(HOST|PORT)\w*|PORT_\d+_(TCP|UDP)\w*)"
)
_NULL = "tag:yaml.org,2002:null"
_LINK = re.compile(r"(tcp|udp|sctp)://")  # the value of the MORGAN_PORT that they set


@dataclass(frozen=True, slots=True)
class Leaf:
    """One setting: its dotted key and its description, without a value."""

    key: str
    description: str
    kind: str  # for a person: "text", "whole number from 0 to 65535"
    choices: tuple[str, ...]  # the allowed words, if it is one of a few
    default: object
    secret: bool
    optional: bool
    many: bool

    @property
    def variable(self) -> str:
        """Name in the environment."""
        return PREFIX + self.key.replace(".", "_").upper()

    @property
    def textual(self) -> bool:
        """Whether a value is always text, even if it looks like a YAML boolean or number."""
        return bool(self.choices) or self.secret or self.kind in {"text", "path"}


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given, and where."""

    value: object
    origin: str  # "--set wire.port", "MORGAN_WIRE_PORT", "/etc/morgan.yaml:3"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The effective settings, the file that was read, and the origin of every leaf."""

    settings: Settings
    file: Path | None
    origins: Mapping[str, str]


@cache
def leaves() -> Mapping[str, Leaf]:
    """Return every setting by its dotted key, in the order of settings/schema.py."""
    return dict(_walk(Settings, ""))


def load(flags: Sequence[tuple[str, object]], environment: Mapping[str, str], file: Path | None = None) -> Loaded:
    """Merge the sources, strongest first: flags (dotted key, value), environment, file, defaults.

    `file` None takes MORGAN_CONFIG, else $XDG_CONFIG_HOME/morgan/morgan.yaml if that exists. Raises SettingsInvalid,
    with one sentence per problem.
    """
    problems: list[str] = []
    file = file or _file_of(environment)
    given: dict[str, Given] = {}
    if file is not None:
        given |= _from_file(file, problems)
    given |= _from_environment(environment, problems)
    given |= _from_flags(flags, problems)
    settings = _validate(given, problems)
    if settings is None or problems:
        raise SettingsInvalid("\n".join(problems))
    return Loaded(settings, file, {key: given[key].origin if key in given else DEFAULT for key in leaves()})


def value_of(settings: Settings, key: str) -> object:
    """Return the value behind a dotted key, secrets still wrapped."""
    value: object = settings
    for part in key.split("."):
        value = getattr(value, part)
    return value


def nearest(name: str, known: Sequence[str]) -> str:
    """Return a hint at the known name that was probably meant, as the end of a sentence."""
    by_end = [key for key in known if key.rpartition(".")[2] == name.rpartition(".")[2]]  # `port` means wire.port
    close = by_end or difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else "; `morgan config --defaults` lists them all"


# ---- the tree as it is declared --------------------------------------------------------------------------------------


def _walk(section: type[BaseModel], prefix: str) -> Iterator[tuple[str, Leaf]]:
    for name, field in section.model_fields.items():
        key = prefix + name
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _walk(kind, key + ".")
            continue
        members = get_args(kind)
        optional = NoneType in members
        inner = next((one for one in members if one is not NoneType), kind) if optional else kind
        yield (
            key,
            Leaf(
                key=key,
                description=field.description or "",
                kind=_kind(inner, field),
                choices=get_args(inner) if get_origin(inner) is Literal else (),
                default=None if field.default_factory else field.default,
                secret=inner is SecretStr,
                optional=optional,
                many=get_origin(inner) is tuple,
            ),
        )


def _is_section(kind: Any) -> bool:  # noqa: ANN401 - a type annotation can be anything
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _kind(inner: Any, field: FieldInfo) -> str:  # noqa: ANN401 - a type annotation can be anything
    if get_origin(inner) is Literal:
        return "one of " + ", ".join(map(str, get_args(inner)))
    if get_origin(inner) is tuple:
        member = get_args(inner)[0]
        if get_origin(member) is Literal:
            return "list of " + ", ".join(map(str, get_args(member)))
        return "list of models" if _is_section(member) else "list of names" if member is str else "list of networks"
    if get_origin(inner) is dict:
        return "number for each name"
    names = {
        int: "whole number",
        float: "number",
        bool: "true or false",
        str: "text",
        SecretStr: "secret",
        Path: "path",
    }
    rules = {type(rule).__name__.lower(): rule for rule in field.metadata}
    words = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    bounds = [f"{word} {getattr(rules[rule], rule):g}" for rule, word in words.items() if rule in rules]
    return " ".join([names[inner], *bounds])


# ---- the sources -----------------------------------------------------------------------------------------------------


def _file_of(environment: Mapping[str, str]) -> Path | None:
    if named := environment.get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    folder = environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or Path.home()) / ".config"
    usual = Path(folder) / "morgan" / "morgan.yaml"
    return usual if usual.exists() else None


def _from_file(file: Path, problems: list[str]) -> dict[str, Given]:
    try:
        loader = yaml.SafeLoader(file.read_text(encoding="utf-8"))
        root = loader.get_single_node()
    except OSError as error:
        problems.append(f"{file} cannot be read: {error.strerror or error}")
        return {}
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        problems.append(f"{file} is not YAML: {' '.join(str(error).split())[:300]}")
        return {}
    given: dict[str, Given] = {}
    if root is not None:
        _read(loader, root, "", file, (given, problems))
    return given


def _read(
    loader: yaml.SafeLoader, node: yaml.Node, prefix: str, file: Path, into: tuple[dict[str, Given], list[str]]
) -> None:
    """Collect the leaves below a node. The nodes are walked instead of the values because they know their lines."""
    given, problems = into
    where = f"{file}:{node.start_mark.line + 1}"
    if not isinstance(node, yaml.MappingNode):
        if not (isinstance(node, yaml.ScalarNode) and node.tag == _NULL):  # `wire:` and nothing else
            name = prefix.rstrip(".") or "the file"
            problems.append(f"{where}: {name} must be a section of `key: value` lines")
        return
    seen: set[str] = set()
    for key_node, value_node in node.value:
        where = f"{file}:{key_node.start_mark.line + 1}"
        key = prefix + str(key_node.value if isinstance(key_node, yaml.ScalarNode) else "?")
        if key in seen:
            problems.append(f"{where}: {key} stands there twice")
        elif key in leaves():
            try:
                given[key] = Given(_from_node(loader, value_node, leaves()[key]), where)
            except yaml.YAMLError as error:
                problems.append(f"{where}: {key} is not YAML: {' '.join(str(error).split())[:300]}")
        elif any(known.startswith(key + ".") for known in leaves()):
            _read(loader, value_node, key + ".", file, into)
        else:
            problems.append(f"{where}: there is no setting {key}{nearest(key, list(leaves()))}")
        seen.add(key)


def _from_node(loader: yaml.SafeLoader, node: yaml.Node, leaf: Leaf) -> object:
    if isinstance(node, yaml.ScalarNode) and leaf.textual and node.tag != _NULL:
        return (
            node.value
        )  # as written: YAML 1.1 would make `engine: off` and `language: no` false, and 0123 an octal number
    return loader.construct_object(node, deep=True)


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> dict[str, Given]:
    by_variable = {leaf.variable: leaf for leaf in leaves().values()}
    files = {leaf.variable + "_FILE": leaf for leaf in leaves().values() if leaf.secret}
    given: dict[str, Given] = {}
    for name in sorted(environment):
        value = environment[name]
        if not name.startswith(PREFIX) or not value or _NOT_SETTINGS.fullmatch(name) or _LINK.match(value):
            continue  # compose files pass a variable that is not set as empty text
        if leaf := by_variable.get(name):
            given[leaf.key] = Given(_from_text(leaf, value), name)
        elif leaf := files.get(name):
            if environment.get(leaf.variable):
                problems.append(f"{leaf.variable} and {name} are both set; take one of them away")
            try:
                given[leaf.key] = Given(Path(value).expanduser().read_text(encoding="utf-8").strip(), name)
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{name}: {value} cannot be read: {getattr(error, 'strerror', None) or error}")
        else:
            problems.append(f"{name} in the environment is no setting{nearest(name, [*by_variable, *files])}")
    return given


def _from_flags(flags: Sequence[tuple[str, object]], problems: list[str]) -> dict[str, Given]:
    given: dict[str, Given] = {}
    for key, value in flags:
        leaf = leaves().get(key)
        if leaf is None:
            problems.append(f"--set {key}: there is no such setting{nearest(key, list(leaves()))}")
        else:
            given[key] = Given(_from_text(leaf, value) if isinstance(value, str) else value, f"--set {key}")
    return given


def _from_text(leaf: Leaf, text: str) -> object:
    """Parse text from a flag or variable: empty is None where None is allowed, and commas separate list items."""
    if leaf.optional and not text:
        return None
    if leaf.kind == "list of models":
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError:
            return text  # not a list, which validation reports
    if leaf.kind == "number for each name":
        pairs = [part.partition("=") for part in text.split(",") if part.strip()]
        return {name.strip(): factor.strip() for name, _, factor in pairs}
    if leaf.many:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


# ---- judging ---------------------------------------------------------------------------------------------------------


def _validate(given: Mapping[str, Given], problems: list[str]) -> Settings | None:
    tree: dict[str, Any] = {}
    for key, one in given.items():
        *sections, name = key.split(".")
        leaf = leaves()[key]
        if isinstance(one.value, bool) and leaf.kind.startswith(("number", "whole number")):  # pydantic reads true as 1
            problems.append(_complaint(leaf, one, ""))
            continue
        section = tree
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = one.value
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        told: set[str] = set()
        for detail in error.errors(include_url=False, include_context=False):
            key = next(key for key in leaves() if detail["loc"][: key.count(".") + 1] == tuple(key.split(".")))
            if key not in told:  # a union has one error per member
                inside = ".".join(str(part) for part in detail["loc"][key.count(".") + 1 :])
                problems.append(
                    _complaint(leaves()[key], given[key], f"{inside}: {detail['msg']}" if inside else detail["msg"])
                )
            told.add(key)
        return None


def _complaint(leaf: Leaf, given: Given, reason: str) -> str:
    if leaf.secret:  # the given value may be the secret itself
        return f"{given.origin}: {leaf.key} must be text and not empty"
    if leaf.many:
        return f"{given.origin}: {leaf.key} {_not_a_list(leaf, given, reason)}"
    if leaf.kind == "number for each name":
        hint = reason.rpartition(": ")[2].removeprefix("Value error, ").replace("Input", "it")
        return f"{given.origin}: {leaf.key} must be numbers by name such as {{en_US-joe-medium: 1.1}} ({hint})"
    article = "" if leaf.kind.startswith(("one of", "text", "true")) else "a "
    shown = str(given.value).lower() if isinstance(given.value, bool) else repr(given.value)
    return f"{given.origin}: {leaf.key} must be {article}{leaf.kind}, not {shown}"


def _not_a_list(leaf: Leaf, given: Given, reason: str) -> str:
    hint = reason.rpartition("]: ")[2].removeprefix("Value error, ").replace("Input", "it").replace("tuple", "list")
    match leaf.kind:
        case "list of models":  # without the given value: it may hold an API key
            hint = reason.removeprefix("Value error, ").replace("Input", "it").replace("tuple", "list")
            return f"must be a list of models such as {{url: ..., model: ...}} ({hint})"
        case "list of networks":
            return f"must be a list of networks such as 192.168.1.0/24 ({hint})"
        case "list of names":
            return "must be a list of names such as [qwen3:4b, llama3]"
        case _ if reason.startswith("Value error, "):
            return f"must be a {leaf.kind}, and {hint}"
        case _:
            return f"must be a {leaf.kind}, not {given.value!r}"
