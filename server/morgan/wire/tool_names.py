"""Makes the names under which a language model may call the house's tools; pure, knows no tool and no model.

The servers of language models accept 1 to 64 letters, digits, `_` and `-` (OpenAI's rule; the others follow it). A
house may have tools with other names, as MCP servers do, `files.read` for one: the model then gets a name that is
accepted, and the house gets its own name back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container

LONGEST = 64
_SAYABLE = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}")
_OTHERS = re.compile(r"[^A-Za-z0-9_-]")
_MARK = 8  # hexadecimal digits of the hash that tells apart two names that would become the same


def sayable(name: str, taken: Container[str] = ()) -> str:
    """Return the name itself if a model's server accepts it and it is free, else one made of it, always the same."""
    if _SAYABLE.fullmatch(name) and name not in taken:
        return name
    spelt = _OTHERS.sub("_", name)
    if len(spelt) <= LONGEST and spelt not in taken and re.search(r"[A-Za-z]", spelt):
        return spelt
    mark = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:_MARK]
    head = spelt[: LONGEST - _MARK - 1] if re.search(r"[A-Za-z]", spelt) else "tool"
    return f"{head}_{mark}"
