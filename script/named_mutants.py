"""The ways to break safety/ that must never go unnoticed, each with a name and the piece of code that it changes.

script/mutate.py tries them with those that mutations.py finds, and none of them may be listed as a survivor. A piece
that is not found exactly once is refused: whoever changes that code says anew here what must not happen to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from mutations import Mutant, mutant_of


class Named(NamedTuple):
    """One way to break a file."""

    name: str
    file: str
    piece: str
    instead: str


NAMED: Final = (
    Named("gates are harmless", "policy.py", '{"door", "garage", "gate"}', '{"door", "garage"}'),
    Named(
        "read_only is not looked at",
        "policy.py",
        "tool.annotations.read_only or tool.name in _HARMLESS_TOOLS",
        "tool.name in _HARMLESS_TOOLS",
    ),
    Named(
        "read_only is believed of a tool from elsewhere",
        "policy.py",
        "if not is_core_tool(tool):",
        "if not is_core_tool(tool) and not tool.annotations.read_only:",
    ),
    Named(
        "every tool of Home Assistant's only reads",
        "policy.py",
        "tool.annotations.read_only or tool.name in _HARMLESS_TOOLS",
        "True",
    ),
    Named(
        "the guard ignores the room",
        "guarded_tools.py",
        "async_aim(hass, command, area.id if area else None, area.floor_id if area else None)",
        "async_aim(hass, command, None, None)",
    ),
    Named(
        "the guard ignores the satellite's room",
        "guarded_tools.py",
        "area, aim = async_area(hass, turn.asked), None",
        "area, aim = async_area(hass, replace(turn.asked, satellite_id=None)), None",
    ),
    Named(
        "another user's yes counts",
        "confirmation.py",
        "return user_input.context.user_id, user_input.device_id, user_input.satellite_id",
        "return user_input.device_id, user_input.satellite_id",
    ),
    Named(
        "a yes from another device counts",
        "confirmation.py",
        "return user_input.context.user_id, user_input.device_id, user_input.satellite_id",
        "return user_input.context.user_id, user_input.satellite_id",
    ),
    Named("anybody's yes counts", "confirmation.py", "return self.who == who(user_input)", "return True"),
)


def named_mutants(folder: Path) -> Iterator[Mutant]:
    """Yield them all. Raises ValueError for a piece that its file does not hold exactly once."""
    for each in NAMED:
        yield mutant_of(folder / each.file, each.name, each.piece, each.instead)
