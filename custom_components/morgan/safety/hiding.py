"""Removes a spoken PIN from the transcript and from what Home Assistant keeps of it; knows nothing of questions.

Home Assistant stores a sentence before it asks an agent: in the chat log, which the next agent and its model read, and
in the trace of the conversation.
"""

from __future__ import annotations

from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback

from ..choices.agents import agents
from ..choices.options import Options
from .pin import without_pin


def without_any_pin(entry: ConfigEntry, text: str, language: str) -> str:
    """Return a transcript without what may be any agent's PIN: which agent will get it is not known yet."""
    for agent in agents(entry):
        text = without_pin(Options.of(agent.data), text, language)
    return text


@callback
def async_hide(chat_log: conversation.ChatLog, text: str, shown: str) -> None:
    """Replace `text` with `shown` in the chat log and in the traces."""
    for at, content in enumerate(chat_log.content):
        if isinstance(content, conversation.UserContent) and content.content == text:
            chat_log.content[at] = conversation.UserContent(content=shown)
    for kept in trace.async_get_traces():
        # No public API changes an event. If a later release lacks this attribute, the trace keeps the words.
        for event in getattr(kept, "_events", ()):
            if event.data and event.data.get("text") == text:
                event.data["text"] = shown
