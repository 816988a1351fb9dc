"""Takes a PIN that was said out of what is heard and of what Home Assistant keeps of it; knows nothing of questions.

Home Assistant writes a sentence down before it asks an agent: into the chat log, which the next agent and its model
read, and into the trace of the conversation.
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
    """Return what was heard, unless it may have been any agent's PIN: which of them is told is not known yet."""
    for agent in agents(entry):
        text = without_pin(Options.of(agent.data), text, language)
    return text


@callback
def async_hide(chat_log: conversation.ChatLog, text: str, shown: str) -> None:
    """Put `shown` where `text` was kept."""
    for at, content in enumerate(chat_log.content):
        if isinstance(content, conversation.UserContent) and content.content == text:
            chat_log.content[at] = conversation.UserContent(content=shown)
    for kept in trace.async_get_traces():
        # Nothing public changes an event. Without this attribute, in some later release, the trace keeps the words.
        for event in getattr(kept, "_events", ()):
            if event.data and event.data.get("text") == text:
                event.data["text"] = shown
