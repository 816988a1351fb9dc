"""Records the server's half of conversations anew: `record.py FILE…`; see README.md."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from conversation import Conversation, Line, read, receive, send, server_of, write
from wyoming.client import AsyncTcpClient

_QUIET_SECONDS = 0.3


async def record(path: Path) -> None:
    """Play the client's lines and write down what the server says."""
    conversation = read(path)
    lines: list[Line] = []
    mine = [line for line in conversation.lines if line.sender == "client"]
    async with server_of(conversation) as server, AsyncTcpClient("127.0.0.1", server.port) as client:
        for index, line in enumerate(mine):
            await send(client, line)
            lines.append(line)
            following = mine[index + 1].after_ms / 1000 if index + 1 < len(mine) else 0.0
            # Within sound that comes at its own pace there is no time to be quiet; elsewhere there is.
            await _collect(client, lines, 0.01 if following else _QUIET_SECONDS)
    write(path, Conversation(conversation.head, lines))


async def _collect(client: AsyncTcpClient, lines: list[Line], quiet: float) -> None:
    try:
        while not lines or lines[-1].type is not None:
            lines.append(await receive(client, quiet))
    except TimeoutError:
        pass


if __name__ == "__main__":
    for name in sys.argv[1:]:
        asyncio.run(record(Path(name)))
        print(f"recorded {name}")
