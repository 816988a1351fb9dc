"""Streams the server's answer into Home Assistant's chat log, which runs the tool calls that are in it.

Knows nothing of what is asked or of what a tool does.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from homeassistant.components import conversation
from homeassistant.helpers import llm

from ..client.errors import MorganError, TooLong
from ..client.models import ToolCall, ToolResult
from ..client.response_stream import Answer
from ..client.trace import Trace
from ..safety.guarded_tools import Turn, as_result

# Home Assistant begins to speak a reply after more than 60 characters, which can take a model on a small computer
# seconds, while the first clause could be spoken long before. So the first gap between two words is padded to this
# width in the stream; it is not visible (HTML and voices take it for one space), and the chat log keeps the plain text.
_WIDE_GAP: Final = " " * 64
_FIRST_GAP: Final = re.compile(r"(?<=\S) ")
MAX_ROUNDS: Final = 12  # the server's own bound is lower; this one is for a server that has none


class Written:
    """One answer while it is written: its text so far, and the error that ended it."""

    def __init__(self, chat_log: conversation.ChatLog, agent_id: str, turn: Turn) -> None:
        self._chat_log = chat_log
        self._agent_id = agent_id
        self._turn = turn
        self.text = ""
        self._round = ""  # the part of it that the chat log gets only when the round is over
        self._speaks = False  # Home Assistant has enough of it to begin to speak
        self._is_wide = False  # and the chat log has the widened text of this round
        self.error: MorganError | None = None
        self.continues = False
        self.trace: Trace | None = None

    async def read(self, answer: Answer) -> None:
        """Read the answer to its end; a failure ends it and is kept in `error`."""
        for _ in range(MAX_ROUNDS):
            results: list[ToolResult] = []
            before = len(self._chat_log.content)
            async for content in self._chat_log.async_add_delta_content_stream(self._agent_id, self._deltas(answer)):
                self._round = ""
                if isinstance(content, conversation.ToolResultContent):
                    results += [as_result(content.tool_call_id, content.result)]
            self._keep_plain(before)
            if answer.finished or self.error is not None:
                self.continues = answer.continues
                self.trace = await answer.trace()
                return
            await answer.give(results)
        raise TooLong  # an answer of so many rounds has no end

    async def _deltas(self, answer: Answer) -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
        """Yield a round in the form for the chat log."""
        begun = False
        try:
            async with aclosing(answer.round()) as pieces:
                async for piece in pieces:
                    if not begun:
                        yield {"role": "assistant"}  # not before: a round that fails at once leaves no empty message
                        begun = True
                    if isinstance(piece, ToolCall):
                        yield {"tool_calls": [llm.ToolInput(tool_name=piece.name, tool_args=piece.args, id=piece.id)]}
                    else:
                        self.text += piece
                        self._round += piece
                        yield {"content": self._widened(piece)}
        except MorganError as error:
            self.error = error

    def _widened(self, piece: str) -> str:
        """Return a piece as it is streamed: with the answer's first gap widened, so that Home Assistant speaks now."""
        before = len(self._round) - len(piece)
        gap = None if self._speaks else _FIRST_GAP.search(self._round, max(1, before))
        if gap is None:
            return piece
        self._speaks = self._is_wide = True
        at = gap.start() - before
        return f"{piece[:at]}{_WIDE_GAP}{piece[at:]}"

    def _keep_plain(self, begin: int) -> None:
        """Replace the widened text that this round put into the chat log, from `begin` on, with the plain one."""
        if not self._is_wide:
            return
        self._is_wide = False
        for at, content in enumerate(self._chat_log.content[begin:], begin):
            if isinstance(content, conversation.AssistantContent) and content.content and _WIDE_GAP in content.content:
                self._chat_log.content[at] = replace(content, content=content.content.replace(_WIDE_GAP, "", 1))
                return

    def break_off(self) -> None:
        """Keep what was said before the interruption: Home Assistant would drop this whole round."""
        said, self._round = self._round.strip(), ""
        if said:
            self._chat_log.async_add_assistant_content_without_tools(
                conversation.AssistantContent(agent_id=self._agent_id, content=f"{said}…")
            )

    def ask(self, question: str) -> None:
        """End the answer with a question of our own, said once."""
        self.error = None
        self.continues = True
        if question in self.text:
            return
        self._chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=self._agent_id, content=question)
        )
        self.text = f"{self.text.rstrip()} {question}".strip()
