"""Asks every task of a dataset, in its home, of one agent; knows nothing of what is made of the results."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from homeassistant.components.conversation import HOME_ASSISTANT_AGENT
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er

from evaluation.dataset import Home, Task
from evaluation.house import CHECKOUT, BuildFailed, House, built, clock
from evaluation.score import Snapshot, Verdict, judge
from evaluation.servers import Replayed, claims
from evaluation.turns import Turn, take

_ANSWERS = CHECKOUT / "custom_components/morgan/safety/answers.json"
_SETTLE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the tasks are to be asked."""

    port: int | None  # Morgan's server; None asks Home Assistant's own agent
    count: int = 1
    replay: Replayed | None = None
    recorded: tuple[str, ...] = ()  # the ids of the recorded runs
    plain: bool = True  # plain commands are obeyed without the model
    confirm: bool = False  # dangerous actions are asked about, and the answer is yes


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one run of one task."""

    run: str
    task: Task
    language: str
    turn: Turn
    verdict: Verdict
    before: Snapshot
    after: Snapshot
    did: bool
    tokens: int = 0
    requests: int | None = None
    asked_back: bool = False
    early: bool = False  # something changed before the yes
    claims: bool = False  # the answer says that something was done

    @property
    def false_done(self) -> bool:
        """Whether something was claimed that was not done."""
        return self.claims and not self.did


async def ask_all(
    homes: Iterable[tuple[Home, tuple[Task, ...]]], wishes: Wishes, folder: Path, progress: Callable[[Result], None]
) -> list[Result]:
    """Ask everything, one home after the other; whoever cancels gets what there is. Raises BuildFailed."""
    results: list[Result] = []
    try:
        await _ask(homes, wishes, folder, progress, results)
    except asyncio.CancelledError:
        print("\nstopped: these are the tasks that were asked until then", file=sys.stderr)
    claimed = await claims(
        [(result.task.text, result.turn.said) for result in results], [result.language for result in results]
    )
    return [replace(result, claims=each) for result, each in zip(results, claimed, strict=True)]


async def _ask(
    homes: Iterable[tuple[Home, tuple[Task, ...]]],
    wishes: Wishes,
    folder: Path,
    progress: Callable[[Result], None],
    results: list[Result],
) -> None:
    for number, (home, tasks) in enumerate(homes):
        if not tasks:
            continue
        async with built(home, folder / f"home-{number}") as house, agent(house.hass, wishes) as who:
            for task in tasks:
                for run in _runs(task, wishes):
                    results.append(await _one(house, who, task, run, wishes))
                    progress(results[-1])


def _runs(task: Task, wishes: Wishes) -> list[str]:
    """Return the ids of a task's runs: the recorded ones, else as many as wanted."""
    if wishes.replay is None:
        return [f"{task.id}-{at}" for at in range(wishes.count)] if wishes.count > 1 else [task.id]
    return [run for run in wishes.recorded if run == task.id or _is_run(run, task.id)] or [task.id]


def _is_run(run: str, task: str) -> bool:
    head, _, number = run.rpartition("-")
    return head == task and number.isdigit()


async def _one(house: House, agent: str, task: Task, run: str, wishes: Wishes) -> Result:
    device = house.device(task.device)
    if wishes.replay is not None:
        await wishes.replay.begin(run)
    spent = await _spent(wishes)
    with clock(task.now):
        house.put(task)
        await house.hass.async_block_till_done()
        before = house.look()
        language = house.home.language
        turn, conversation = await take(house.hass, agent, task.text, device_id=device, language=language)
        did, asked, early = bool(house.touched) or turn.did, turn.asked_back, house.look() != before
        if wishes.confirm and asked:
            yes = _yes(language)
            more, _ = await take(
                house.hass, agent, yes, device_id=device, conversation_id=conversation, language=language
            )
            turn = replace(more, ms=turn.ms, path=turn.path, handled=(*turn.handled, *more.handled))
            did = did or bool(house.touched) or more.did
        after = house.look()
    verdict = judge(task, before, after, turn.said, tuple(each.type for each in turn.handled))
    if turn.path == "late":
        verdict = replace(verdict, unsaid="an answer in time")
    requests, tokens = (now - then for now, then in zip(await _spent(wishes), spent, strict=True))
    return Result(
        run=run,
        task=task,
        language=language,
        turn=turn,
        verdict=verdict,
        before=before,
        after=after,
        did=did,
        tokens=tokens,
        requests=None if wishes.replay is None else requests,
        asked_back=asked,
        early=early and asked,
    )


def _yes(language: str) -> str:
    """Return a yes in that language. Raises BuildFailed."""
    words = json.loads(_ANSWERS.read_text(encoding="utf-8")).get(language.partition("-")[0])
    if words is None:
        raise BuildFailed(f"nobody wrote down what yes is in {language}")
    return str(next(word for word in words["yes"] if word not in ("ok", "okay")))


async def _spent(wishes: Wishes) -> tuple[int, int]:
    if wishes.replay is None:
        return 0, 0
    counts = await wishes.replay.counts()
    return int(counts["requests"]), int(counts["prompt_tokens"]) + int(counts["answer_tokens"])


async def _settled(entry: ConfigEntry) -> None:
    """Wait until the server knows the house by name, as it does in one that is lived in. Raises BuildFailed."""
    try:
        async with asyncio.timeout(_SETTLE_SECONDS):
            while entry.runtime_data.link.home_hash is None:  # noqa: ASYNC110  # the link tells nobody
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise BuildFailed("Morgan's server was not told the house") from error


def _options(wishes: Wishes) -> dict[str, Any]:
    return {"danger": "confirm" if wishes.confirm else "off", "local_intents": wishes.plain}


@asynccontextmanager
async def agent(hass: HomeAssistant, wishes: Wishes) -> AsyncIterator[str]:
    """Yield the id of the agent to be asked; Morgan is added as its owner adds it."""
    if wishes.port is None:
        yield HOME_ASSISTANT_AGENT
        return
    flows = hass.config_entries.flow
    form = await flows.async_init("morgan", context={"source": SOURCE_USER})
    answers: Mapping[str, Any] = {"by_hand": {"host": "127.0.0.1", "port": wishes.port}, "pipeline": False}
    while form["type"] is FlowResultType.FORM:
        schema = form["data_schema"]
        asked = {str(key) for key in schema.schema} if schema is not None else set()
        form = await flows.async_configure(
            form["flow_id"], {key: value for key, value in answers.items() if key in asked}
        )
        if form.get("errors"):
            raise BuildFailed(f"Morgan could not be added: {form['errors']}")
    entry = hass.config_entries.async_entries("morgan")[0]
    chosen = next(each for each in entry.subentries.values() if each.subentry_type == "conversation")
    hass.config_entries.async_update_subentry(entry, chosen, data={**chosen.data, **_options(wishes)})
    await hass.async_block_till_done()
    await _settled(entry)
    try:
        yield next(
            each.entity_id
            for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
            if each.domain == "conversation"
        )
    finally:
        await hass.config_entries.async_unload(entry.entry_id)
