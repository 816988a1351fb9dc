"""Makes tools fit the protocol, whatever their names and descriptions; tools that cannot fit are left out and reported.

Knows the protocol's bounds and nothing of what a tool does. A tool whose name does not fit is offered under one that
does and called by its own; any error in a tool is a failed call.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, override

import probatio
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm
from homeassistant.util.json import JsonObjectType

from ..client.errors import log_unforeseen
from ..client.models import Tool
from .kept_tools import is_core_tool
from .slices import Slices

_LOGGER = logging.getLogger(__name__)

MAX_TOOLS: Final = 256
MAX_DESCRIPTION: Final = 8000  # characters
MAX_SCHEMA: Final = 64 * 1024  # characters of JSON
_FITS: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ODD: Final = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass
class Instance(llm.APIInstance):
    """Tools on offer, and sentences on those left out for a fault of their own."""

    left_out: tuple[str, ...] = ()


class Wrapper(llm.Tool):
    """A tool that looks like the one inside it, except for another name if one is given, and for invalid fields."""

    def __init__(self, tool: llm.Tool, name: str | None = None) -> None:
        self.name = tool.name if name is None else name
        self.title = tool.title
        self.description = tool.description if isinstance(tool.description, str) else None
        self.parameters = tool.parameters
        known = isinstance(tool.annotations, llm.ToolAnnotations)
        self.annotations = tool.annotations if known else llm.ToolAnnotations()
        self.integration = tool.integration
        self.tool = tool


class Fitted(Wrapper):
    """A tool under a name that the protocol allows; any error in it is a failed call."""

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult | JsonObjectType:
        """Call the tool by its own name. Raises HomeAssistantError, probatio.Invalid."""
        call = llm.ToolInput(tool_name=self.tool.name, tool_args=tool_input.tool_args, id=tool_input.id)
        try:
            return await self.tool.async_call(hass, call, llm_context)
        except HomeAssistantError, probatio.Invalid:
            raise
        except Exception as error:  # an edge: odd arguments meet anybody's code here, and a turn must not end of it
            log_unforeseen(_LOGGER, f"The tool {self.name}", error)
            raise HomeAssistantError("It failed") from error


def has_name(tool: llm.Tool) -> bool:
    """Tell whether a tool has a name to be called by: it is anybody's code, and may break its declared types."""
    name = getattr(tool, "name", None)
    return isinstance(name, str) and bool(name)


def fitting(tools: Sequence[llm.Tool]) -> list[llm.Tool]:
    """Return tools under names that the protocol allows, each name once."""
    taken = {tool.name for tool in tools if _FITS.fullmatch(tool.name)}
    found: dict[str, llm.Tool] = {}
    for tool in tools:
        name = tool.name
        if not _FITS.fullmatch(name):
            name = _name(tool.name, taken)
            taken.add(name)
        found.setdefault(name, Fitted(tool, name))
    return list(found.values())


def _name(name: str, taken: set[str]) -> str:
    """Return a name that fits, the same one each time; if it is taken, with a digest of the tool's own name."""
    tidy = _ODD.sub("_", name).strip("_")
    if tidy and len(tidy) <= 64 and tidy not in taken:
        return tidy
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{tidy[:55]}_{digest}"


@dataclass(frozen=True, slots=True)
class Offered:
    """Tools as they are sent to the server, and sentences on what could not be sent."""

    tools: tuple[Tool, ...]
    left_out: tuple[str, ...] = ()


async def async_offered(instance: llm.APIInstance) -> Offered:
    """Return the tools as they are sent, sorted by name; if there are too many, Home Assistant's own come first."""
    tools: list[Tool] = []
    left_out = list(instance.left_out) if isinstance(instance, Instance) else []
    slices = Slices()
    for tool in sorted(instance.tools, key=lambda tool: (not _is_own(tool), tool.name)):
        await slices.pause()
        try:
            parameters: dict[str, Any] = probatio.to_openapi(
                tool.parameters, custom_serializer=instance.custom_serializer, openapi_version="3.1.0"
            )
            length = len(json.dumps(parameters))
        except Exception as error:  # noqa: BLE001  # an edge: a schema is anybody's, and so is what reads it
            _LOGGER.debug("The tool %s cannot be described: %s", tool.name, type(error).__name__)
            left_out.append(f"tool {short(_own_name(tool))}: its arguments cannot be described")
            continue
        if length > MAX_SCHEMA:
            left_out.append(f"tool {short(_own_name(tool))}: the description of its arguments is too long")
            continue
        if len(tools) == MAX_TOOLS:
            left_out.append(f"tool {short(_own_name(tool))}: there are more than {MAX_TOOLS} tools")
            continue
        description = tool.description or ""
        if len(description) > MAX_DESCRIPTION:
            left_out.append(f"the end of the description of the tool {short(_own_name(tool))}: it is too long")
        tools.append(Tool(tool.name, clean(description)[:MAX_DESCRIPTION], parameters, tool.annotations.read_only))
    return Offered(tuple(sorted(tools, key=lambda tool: tool.name)), tuple(left_out))


def _is_own(tool: llm.Tool) -> bool:
    while isinstance(inner := getattr(tool, "tool", None), llm.Tool):
        tool = inner
    return is_core_tool(tool)


def _own_name(tool: llm.Tool) -> str:
    return tool.tool.name if isinstance(tool, Fitted) else tool.name


def clean(text: str) -> str:
    """Return text that can be sent: a lone surrogate cannot be encoded, and is replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def short(text: str) -> str:
    """Return a name in quotes, cut to 60 characters."""
    return f"“{text if len(text) <= 60 else f'{text[:59]}…'}”"


def summed(sentences: Iterable[str], most: int = 20) -> str:
    """Return sentences as one list for a person, with how many more there are."""
    known = list(dict.fromkeys(sentences))
    lines = [f"- {sentence}" for sentence in known[:most]]
    return "\n".join(lines + ([f"- … {len(known) - most} more"] if len(known) > most else []))
