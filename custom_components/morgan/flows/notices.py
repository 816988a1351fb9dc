"""Raises issues under Repairs that the owner should know of and can fix, and deletes them once they are fixed.

Knows nothing of the flows that fix them (repairs.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.collection import CollectionChange

from ..choices.agents import AGENT, TASK, agents, async_agent_id
from ..choices.options import Options
from ..choices.profiles import HEARING, VOICE, missing
from ..client.models import NO_MODEL, Server
from ..const import DOMAIN
from ..house.fitting import summed
from ..runtime import MorganConfigEntry
from ..turns import TurnRecord
from ..versions import newer
from .pipeline import async_check_pipelines

SERVER_OLDER: Final = "server_older"
SERVER_NEWER: Final = "server_newer"
NO_LANGUAGE_MODEL: Final = "no_language_model"
MODEL_AWAY: Final = "language_model_away"
CLOSED_VOCABULARY: Final = "closed_vocabulary"
LEFT_OUT: Final = "left_out"
HOUSE_REFUSED: Final = "house_refused"
GONE: Final = {
    VOICE: "voice_gone",
    HEARING: "languages_gone",
    AGENT: "model_gone",
    TASK: "model_gone",
}  # the issue when the choice of such a subentry is gone
ALL: Final = (
    SERVER_OLDER,
    SERVER_NEWER,
    NO_LANGUAGE_MODEL,
    MODEL_AWAY,
    CLOSED_VOCABULARY,
    LEFT_OUT,
    HOUSE_REFUSED,
)
_DOCS: Final = "https://github.com/morgan-voice/morgan/blob/main/docs/troubleshooting.md"


@callback
def async_check_server(hass: HomeAssistant, entry: MorganConfigEntry, server: Server, ours: str) -> None:
    """Raise issues for what is wrong with the server; delete those that are fixed."""
    places = {"server": server.version, "integration": ours}
    _tell(hass, entry, SERVER_OLDER, places, wrong=newer(ours, server.version))
    _tell(hass, entry, SERVER_NEWER, places, wrong=newer(server.version, ours))
    _tell(hass, entry, NO_LANGUAGE_MODEL, {}, wrong=server.model == NO_MODEL)
    _tell(hass, entry, CLOSED_VOCABULARY, {}, wrong="whisper" in server.lacks)
    if server.model == NO_MODEL:
        _tell(hass, entry, MODEL_AWAY, {}, wrong=False)  # there is none that could be away
    async_check_choices(hass, entry, server)


@callback
def async_check_house(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Raise issues for what is left out of the house, and for a house that is refused; delete those that are fixed."""
    link = entry.runtime_data.link
    items = {"count": str(len(link.left_out)), "items": summed(link.left_out)}
    _tell(hass, entry, LEFT_OUT, items, wrong=bool(link.left_out))
    refused = {"text": link.house_refused or ""}
    _tell(hass, entry, HOUSE_REFUSED, refused, wrong=link.house_refused is not None)


@callback
def async_check_choices(hass: HomeAssistant, entry: MorganConfigEntry, server: Server) -> None:
    """Raise issues for choices that the server no longer has; delete those that it has again, or that were changed."""
    wrong: set[str] = set()
    for each in entry.subentries.values():
        if lost := missing(each, server) or _lost_model(entry, each):
            key = GONE[each.subentry_type]
            issue = f"{key}_{entry.entry_id}_{each.subentry_id}"
            _raise(hass, issue, key, {"name": each.title, "lost": lost, "title": entry.title})
            wrong.add(issue)
    _drop_gone(hass, entry, wrong)


def _lost_model(entry: MorganConfigEntry, subentry: ConfigSubentry) -> str | None:
    """Return a chosen language model that is no longer on offer; None also while the offer is not known."""
    offer = entry.runtime_data.link.offer
    if offer is None or subentry.subentry_type not in (AGENT, TASK):
        return None
    model = Options.of(subentry.data).model
    return None if model is None or offer.has(model) else model


@callback
def async_check_turn(hass: HomeAssistant, entry: MorganConfigEntry, turn: TurnRecord) -> None:
    """Raise an issue when a question failed because the language model is away; delete it once a model answers."""
    if turn.code == "engine-missing" and entry.runtime_data.link.server.model != NO_MODEL:
        _tell(hass, entry, MODEL_AWAY, {}, wrong=True)
    elif turn.model:
        _tell(hass, entry, MODEL_AWAY, {}, wrong=False)


@callback
def async_watch_pipelines(hass: HomeAssistant, entry: MorganConfigEntry) -> CALLBACK_TYPE:
    """Check the pipelines now, and whenever one changes."""

    @callback
    def look() -> None:
        for agent in agents(entry):
            if (talks := async_agent_id(hass, entry, agent)) is not None:
                async_check_pipelines(hass, talks, asks=Options.of(agent.data).danger != "off")

    async def changed(_: Iterable[CollectionChange]) -> None:
        look()

    look()
    return hass.data[KEY_ASSIST_PIPELINE].pipeline_store.async_add_change_set_listener(changed)


@callback
def async_forget(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Delete all issues of an entry that is removed."""
    for key in ALL:
        _tell(hass, entry, key, {}, wrong=False)
    _drop_gone(hass, entry, set())


def _tell(hass: HomeAssistant, entry: MorganConfigEntry, key: str, places: dict[str, Any], *, wrong: bool) -> None:
    issue = f"{key}_{entry.entry_id}"
    if not wrong:
        ir.async_delete_issue(hass, DOMAIN, issue)
        return
    _raise(hass, issue, key, {"title": entry.title, **places})


def _drop_gone(hass: HomeAssistant, entry: MorganConfigEntry, kept: set[str]) -> None:
    ours = tuple(f"{key}_{entry.entry_id}_" for key in GONE.values())
    for domain, issue in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue.startswith(ours) and issue not in kept:
            ir.async_delete_issue(hass, DOMAIN, issue)


def _raise(hass: HomeAssistant, issue: str, key: str, places: dict[str, Any]) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue,
        is_fixable=False,  # it is fixed on the server, or in the form of the choice
        learn_more_url=_DOCS,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=places,
    )
