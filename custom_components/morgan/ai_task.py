"""Tasks that automations give the language model: text, or JSON of a structure, also about pictures; no tool calls.

The server makes its model keep to the structure as far as the model's own server can, and the answer is checked here
again: an automation gets what it asked for, or an error. Knows nothing of how a question is sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, override

import probatio
from homeassistant.components import ai_task, conversation
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import llm
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.json import json_loads

from .choices.agents import agent_options, kind_of, tasks
from .client.errors import MorganError, NotMorgan
from .client.models import Picture, Question
from .client.pictures import read_pictures
from .client.trace import stats
from .const import DOMAIN
from .entity import ServedEntity, failed
from .runtime import MorganConfigEntry

PARALLEL_UPDATES = 0  # several automations may ask at once; the server says when it is too much


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the AI tasks that the owner added."""
    for subentry in tasks(entry):
        async_add_entities([MorganTask(entry, subentry)], config_subentry_id=subentry.subentry_id)


class MorganTask(ServedEntity, ai_task.AITaskEntity):
    """The server's language model, for automations."""

    _attr_translation_key = "task"
    _attr_name = None  # the device's name says it all
    _follows_choices = True  # not every model takes pictures

    def __init__(self, entry: MorganConfigEntry, subentry: ConfigSubentry) -> None:
        self._subentry_id = subentry.subentry_id
        super().__init__(entry, kind_of(subentry), subentry)

    @override
    @callback
    def _async_learn(self) -> None:
        features = ai_task.AITaskEntityFeature.GENERATE_DATA
        offer = self._link.offer
        if "images" in self._link.server.features and offer is not None:
            model = agent_options(self._entry, self._subentry_id).model or offer.own
            if model in offer.sees:
                features |= ai_task.AITaskEntityFeature.SUPPORT_ATTACHMENTS
        self._attr_supported_features = features

    @override
    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog
    ) -> ai_task.GenDataTaskResult:
        if task.llm_api is not None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="task_cannot_act")
        if task.structure is not None and "schema" not in self._link.server.features:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="task_unstructured")
        pictures: tuple[Picture, ...] = ()
        if task.attachments:
            pictures = await self.hass.async_add_executor_job(read_pictures, task.attachments)
        try:
            text = await self._async_ask(task, chat_log, pictures)
        except MorganError as error:
            raise failed(error) from error
        said = conversation.AssistantContent(agent_id=self.entity_id, content=text)
        chat_log.async_add_assistant_content_without_tools(said)
        data = text if task.structure is None else _read(text, task.structure)
        return ai_task.GenDataTaskResult(conversation_id=chat_log.conversation_id, data=data)

    async def _async_ask(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog, pictures: tuple[Picture, ...]
    ) -> str:
        """Return what the model answers."""
        words: list[str] = []
        question = replace(self._question(task, chat_log), pictures=pictures)
        async with self._client.ask(question) as answer:
            async for piece in answer.round():
                if not isinstance(piece, str):  # no tools were offered
                    raise NotMorgan
                words.append(piece)
            if (trace := await answer.trace()) is not None:
                chat_log.async_trace(stats(trace))
        return "".join(words)

    def _question(self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog) -> Question:
        options = agent_options(self._entry, self._subentry_id)
        system = chat_log.content[0]  # Home Assistant's own prompt for tasks
        given = system.content if isinstance(system, conversation.SystemContent) else None
        schema: dict[str, Any] | None = None
        if task.structure is not None:
            schema = probatio.to_openapi(
                task.structure, custom_serializer=llm.selector_serializer, openapi_version="3.1.0"
            )
        return Question(
            text=task.instructions,
            language=self.hass.config.language,
            prompt=options.prompt or given,
            schema=schema,
            model=options.model,
            temperature=options.temperature,
        )


def _read(text: str, structure: probatio.Schema) -> Any:  # noqa: ANN401  # whatever the structure says
    """Return the data in the structure. Raises HomeAssistantError for anything else."""
    try:
        return structure(json_loads(text))
    except (ValueError, probatio.Invalid) as error:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="task_not_as_asked") from error
