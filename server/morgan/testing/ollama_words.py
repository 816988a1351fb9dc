"""Ollama's messages word for word, as versions 0.12 to 0.30 send them; knows nothing of sockets or scripts."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from morgan.testing.model_answer import Answer

VERSION = "0.30.0"
_AT = "2026-11-21T09:00:00.000000Z"
_DIGEST = "sha256:" + "0123456789abcdef" * 4
_DURATION = re.compile(r"^-?(\d+(\.\d+)?(ns|us|ms|s|m|h))+$")  # Go's: "5m", and not "-1"


def line(value: object) -> bytes:
    """Return one object as a line of the stream."""
    return json.dumps(value).encode() + b"\n"


def listed(name: str) -> dict[str, object]:
    """Return a model as /api/tags lists it."""
    return {
        "name": name,
        "model": name,
        "modified_at": _AT,
        "size": 2_500_000_000,
        "digest": _DIGEST.removeprefix("sha256:"),
        "details": {"format": "gguf", "family": "qwen3", "parameter_size": "4.0B", "quantization_level": "Q4_K_M"},
    }


def shown(architecture: str, capabilities: Iterable[str], context_tokens: int) -> dict[str, object]:
    """Return a model as /api/show describes it."""
    return {
        "modelfile": "",
        "parameters": "",
        "template": "{{ .Prompt }}",
        "details": {"format": "gguf", "family": architecture},
        "model_info": {"general.architecture": architecture, f"{architecture}.context_length": context_tokens},
        "capabilities": list(capabilities),
        "modified_at": _AT,
    }


def pulling(*, found: bool) -> Iterator[bytes]:
    """Yield the progress that /api/pull reports, or its error for an unknown model."""
    yield line({"status": "pulling manifest"})
    if not found:
        yield line({"error": "pull model manifest: file does not exist"})
        return
    for completed in (0, 50, 100):
        yield line({"status": "pulling 0123456789ab", "digest": _DIGEST, "total": 100, "completed": completed})
    for status in ("verifying sha256 digest", "writing manifest", "success"):
        yield line({"status": status})


def refusal(body: Mapping[str, object], capabilities: Iterable[str]) -> str:
    """Return Ollama's error for a request that its JSON parser rejects or its model cannot serve; else nothing."""
    keep, options = body.get("keep_alive", 0), body.get("options") or {}
    if isinstance(keep, str) and not _DURATION.match(keep):
        return f'time: missing unit in duration "{keep}"'
    if not isinstance(options, dict) or not isinstance(options.get("num_ctx", 0), int):
        return 'option "num_ctx" must be of type integer'
    if wrong := next(filter(None, map(_wrong, _objects(body.get("messages")))), ""):
        return wrong
    model = body.get("model")
    if body.get("think") and "thinking" not in capabilities:
        return f'"{model}" does not support thinking'
    if body.get("tools") and "tools" not in capabilities:
        return f"registry.ollama.ai/library/{model} does not support tools"
    return ""


def _wrong(message: Mapping[str, object]) -> str:
    if not isinstance(message.get("content", ""), str):
        return "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string"
    images = message.get("images", [])
    try:
        for image in images if isinstance(images, list) else [None]:
            b64decode(str(image), validate=True)
    except ValueError:
        return "illegal base64 data at input byte 4"  # for example a data: URL, which is OpenAI's form
    for call in _objects(message.get("tool_calls")):
        function = call.get("function")
        if not isinstance(function, dict) or not isinstance(function.get("arguments"), dict):
            return "json: cannot unmarshal string into Go struct field .arguments of type map[string]interface {}"
    return ""


def streamed(model: str, answer: Answer) -> Iterator[bytes]:
    """Yield an answer as /api/chat streams it."""
    for thought in answer.thoughts:
        yield line(_part(model, {"role": "assistant", "content": "", "thinking": thought}))
    for delta in answer.deltas:
        yield line(_part(model, {"role": "assistant", "content": delta}))
    calls = _calls(answer)
    if calls and not answer.calls_when_done:
        for call in calls:  # one frame each, as it parses them
            yield line(_part(model, {"role": "assistant", "content": "", "tool_calls": [call]}))
    last: dict[str, object] = {"role": "assistant", "content": ""}
    if calls and answer.calls_when_done:
        last["tool_calls"] = calls
    yield line(_part(model, last) | _done(answer))


def whole(model: str, answer: Answer) -> dict[str, object]:
    """Return an answer as /api/chat sends it without streaming."""
    message: dict[str, object] = {"role": "assistant", "content": "".join(answer.deltas)}
    if answer.thoughts:
        message["thinking"] = "".join(answer.thoughts)
    if calls := _calls(answer):
        message["tool_calls"] = calls
    return _part(model, message) | _done(answer)


def _part(model: str, message: Mapping[str, object]) -> dict[str, object]:
    return {"model": model, "created_at": _AT, "message": dict(message), "done": False}


def _done(answer: Answer) -> dict[str, object]:
    return {
        "done": True,
        "done_reason": answer.done_reason,
        "total_duration": 500_000_000,
        "load_duration": 10_000_000,
        "prompt_eval_count": answer.prompt_tokens,
        "prompt_eval_duration": 100_000_000,
        "eval_count": answer.answer_tokens,
        "eval_duration": 390_000_000,
    }


def _calls(answer: Answer) -> list[dict[str, object]]:
    return [
        {"id": f"call_{at:08x}", "function": {"index": at, "name": call.name, "arguments": dict(call.args)}}
        for at, call in enumerate(answer.calls)
    ]


def _objects(value: object) -> list[dict[str, object]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
