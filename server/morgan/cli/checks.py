"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `morgan doctor`; `bad` means that Morgan cannot do its work like this, `warn` that it does less."""

    what: str
    level: Literal["ok", "warn", "bad"]
    found: str
    mend: str | None = None  # how to fix it; docs/troubleshooting.md has every sentence
