"""Makes an Assist pipeline from Morgan's entities, once, and reports pipelines that bypass Morgan's questions.

Knows nothing of the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from homeassistant.components import assist_pipeline, stt, tts
from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.const import MATCH_ALL, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import language as language_util

from ..choices.agents import async_main_agent_id
from ..const import DOMAIN
from ..runtime import MorganConfigEntry

PREFER_LOCAL: Final = "prefer_local"


async def async_make_pipeline(hass: HomeAssistant, entry: MorganConfigEntry) -> None:
    """Make a pipeline of this entry's entities and prefer it; one that has Morgan's agent already is preferred instead.

    A stage whose engine does not support the house's language is left out, rather than set to a language that nobody
    asked for: Home Assistant's settings show the gap and offer its other engines.
    """
    registry = er.async_get(hass)
    talks = async_main_agent_id(hass, entry)
    if talks is None:
        return
    store = hass.data[KEY_ASSIST_PIPELINE].pipeline_store
    present = (pipeline.id for pipeline in assist_pipeline.async_get_pipelines(hass))
    made = next((id_ for id_ in present if store.data[id_].conversation_engine == talks), None)
    if made is None:
        hears = registry.async_get_entity_id(Platform.STT, DOMAIN, f"{entry.entry_id}-hearing")
        speaks = registry.async_get_entity_id(Platform.TTS, DOMAIN, f"{entry.entry_id}-voice")
        ear = stt.async_get_speech_to_text_engine(hass, hears) if hears else None
        heard = _language(hass, ear.supported_languages if ear else ())
        mouth = tts.get_engine_instance(hass, speaks) if speaks else None
        spoken = _language(hass, mouth.supported_languages if mouth else ())
        created = await store.async_create_item(
            {
                "name": entry.title,
                "language": hass.config.language,
                "conversation_engine": talks,
                "conversation_language": MATCH_ALL,
                "stt_engine": hears if heard else None,
                "stt_language": heard,
                "tts_engine": speaks if spoken else None,
                "tts_language": spoken,
                "tts_voice": None,
                "wake_word_entity": registry.async_get_entity_id(
                    Platform.WAKE_WORD, DOMAIN, f"{entry.entry_id}-waking"
                ),
                "wake_word_id": None,  # any of them
                "prefer_local_intents": False,  # Morgan does that itself, and reports the path
            }
        )
        made = created.id
    store.async_set_preferred_item(made)


@callback
def async_check_pipelines(hass: HomeAssistant, entity_id: str, *, asks: bool) -> None:
    """Raise an issue for each pipeline in which Home Assistant acts before this agent can ask; delete the others."""
    wrong = {
        f"{PREFER_LOCAL}_{pipeline.id}": pipeline
        for pipeline in assist_pipeline.async_get_pipelines(hass)
        if asks and pipeline.conversation_engine == entity_id and pipeline.prefer_local_intents
    }
    for domain, issue in tuple(ir.async_get(hass).issues):
        if domain == DOMAIN and issue.startswith(PREFER_LOCAL) and issue not in wrong:
            raised = ir.async_get(hass).issues[domain, issue]
            if raised.data is None or raised.data.get("entity_id") == entity_id:  # another server's stays
                ir.async_delete_issue(hass, DOMAIN, issue)
    for issue, pipeline in wrong.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue,
            data={"pipeline_id": pipeline.id, "entity_id": entity_id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=PREFER_LOCAL,
            translation_placeholders={"pipeline": pipeline.name},
        )


@callback
def async_asks(hass: HomeAssistant, stt_entity_id: str) -> bool:
    """Tell whether all that this entity hears goes to Morgan, which asks about doubtful orders; others obey them."""
    pipelines = [each for each in assist_pipeline.async_get_pipelines(hass) if each.stt_engine == stt_entity_id]
    return bool(pipelines) and not any(each.prefer_local_intents or not _asks(hass, each) for each in pipelines)


async def async_mend_pipeline(hass: HomeAssistant, pipeline_id: str) -> bool:
    """Let Morgan handle commands first in a pipeline; False when the pipeline no longer exists."""
    pipelines = (each for each in assist_pipeline.async_get_pipelines(hass) if each.id == pipeline_id)
    if (pipeline := next(pipelines, None)) is None:
        return False
    await assist_pipeline.async_update_pipeline(hass, pipeline, prefer_local_intents=False)
    return True


def _asks(hass: HomeAssistant, pipeline: assist_pipeline.Pipeline) -> bool:
    agent = er.async_get(hass).async_get(pipeline.conversation_engine)
    return agent is not None and agent.platform == DOMAIN


def _language(hass: HomeAssistant, supported: Iterable[str]) -> str | None:
    matches = language_util.matches(hass.config.language, list(supported), country=hass.config.country)
    return matches[0] if matches else None
