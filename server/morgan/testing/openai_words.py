"""OpenAI's messages word for word, as OpenAI, llama.cpp and vLLM send them; knows nothing of sockets or scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from morgan.testing.model_answer import Answer

_CREATED = 1_795_000_000
_PIECE = 7  # characters of a call's arguments that one chunk carries: real servers cut them anywhere


def event(value: object) -> bytes:
    """Return one object as a server-sent event."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def listed(name: str) -> dict[str, object]:
    """Return a model as /v1/models lists it."""
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "library"}


def error(message: str, status: int, *, param: str | None = None) -> dict[str, object]:
    """Return the body of an error response."""
    kinds = {429: "rate_limit_error", 500: "server_error", 503: "server_error"}
    code = {404: "model_not_found", 429: "rate_limit_exceeded"}.get(status)
    if "context" in message:
        code = "context_length_exceeded"
    kind = kinds.get(status, "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def streamed(model: str, answer: Answer, *, usage: bool) -> Iterator[bytes]:
    """Yield an answer as server-sent events."""
    yield _chunk(model, {"role": "assistant", "content": ""})
    for thought in answer.thoughts:
        yield _chunk(model, {"reasoning_content": thought})
    for delta in answer.deltas:
        yield _chunk(model, {"content": delta})
    for at, call in enumerate(_calls(answer)):
        function = call["function"]
        yield _chunk(model, {"tool_calls": [{"index": at, **call, "function": {**function, "arguments": ""}}]})
        arguments = function["arguments"]
        for begin in range(0, len(arguments), _PIECE):
            piece = {"arguments": arguments[begin : begin + _PIECE]}
            yield _chunk(model, {"tool_calls": [{"index": at, "function": piece}]})
    yield _chunk(model, {}, _reason(answer))
    if usage:
        yield event(_head(model, "chat.completion.chunk") | {"choices": [], "usage": _usage(answer)})
    yield b"data: [DONE]\n\n"


def whole(model: str, answer: Answer) -> dict[str, object]:
    """Return an answer as it is sent without streaming."""
    message: dict[str, object] = {"role": "assistant", "content": "".join(answer.deltas) or None}
    if calls := _calls(answer):
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": _reason(answer)}
    return _head(model, "chat.completion") | {"choices": [choice], "usage": _usage(answer)}


def written(text: str) -> bytes:
    """Return a transcript as /v1/audio/transcriptions sends it with response_format json."""
    return json.dumps({"text": text, "usage": {"type": "duration", "seconds": 2}}).encode()


def _head(model: str, kind: str) -> dict[str, object]:
    return {"id": "chatcmpl-0123456789", "object": kind, "created": _CREATED, "model": model}


def _chunk(model: str, delta: Mapping[str, object], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": dict(delta), "finish_reason": reason}
    return event(_head(model, "chat.completion.chunk") | {"choices": [choice]})


def _reason(answer: Answer) -> str:
    return "tool_calls" if answer.calls else answer.done_reason


def _usage(answer: Answer) -> dict[str, object]:
    return {
        "prompt_tokens": answer.prompt_tokens,
        "completion_tokens": answer.answer_tokens,
        "total_tokens": answer.prompt_tokens + answer.answer_tokens,
        "prompt_tokens_details": {"cached_tokens": answer.cached_tokens},
    }


def _calls(answer: Answer) -> list[dict[str, dict[str, str]]]:
    calls: list[dict[str, dict[str, str]]] = []
    for at, call in enumerate(answer.calls):
        function = {"name": call.name, "arguments": json.dumps(dict(call.args))}
        calls.append({"id": f"call_{at:08x}", "type": "function", "function": function})  # type: ignore[dict-item]
    return calls
