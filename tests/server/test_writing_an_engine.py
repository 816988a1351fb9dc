"""The page that says how an engine is written: its blocks are taken as they stand, and run."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "writing-an-engine.md"


def module(name: str, text: str, folder: Path) -> ModuleType:
    """Load a block as the module that the page says it is."""
    file = folder / f"{name.rpartition('.')[2]}.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


async def test_the_engine_of_the_page_passes_the_test_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, test = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.setitem(sys.modules, "morgan.stt.pocket", module("morgan.stt.pocket", engine, tmp_path))
    await module("test_pocket", test, tmp_path).test_words_are_heard_and_silence_is_none()
    assert engine.count("\n") + test.count("\n") < 80
