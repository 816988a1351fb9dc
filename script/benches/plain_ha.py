"""How long a plain sentence takes in Home Assistant, in houses of 100 and 1,000 things: Morgan beside its own agent.

Prints one line of JSON: {"100": {"plain": {"p50_ms", "p90_ms", "peer_p50_ms", "ratio"}, "joined": …, "other": …},
"1000": …}. `other` is what no sentence template knows: what Morgan loses on its way to the language model, whose answer
comes at once here; the peer refuses it. A `ratio` under 1 is Morgan's gain. Runs in Home Assistant's environment, from
the top of the checkout.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import statistics
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from big_house_ha import furnished, serving, until  # noqa: E402  # first: it imports Home Assistant in its order
from homeassistant.components import conversation  # noqa: E402
from homeassistant.core import Context, HomeAssistant  # noqa: E402

SIZES, ROUNDS = (100, 1000), 12
SENTENCES: Mapping[str, tuple[str, ...]] = {
    "plain": (
        "turn on lamp number 7",
        "turn off lamp number 12",
        "set lamp number 3 to 40 percent",
        "turn on the lights in room 4",
    ),
    "joined": (
        "turn off lamp number 7 and lamp number 12",
        "turn on lamp number 3 and also lamp number 5",
        "turn off lamp number 8, lamp number 9 and lamp number 10",
        "turn off lamp number 2 and turn on lamp number 6",
    ),
    "other": ("make it cosy please", "who wrote the odyssey and when", "i would rather read in the garden today"),
}
AGENTS = {"ours": "conversation.morgan", "peer": conversation.HOME_ASSISTANT_AGENT}


async def ask(hass: HomeAssistant, text: str, agent: str) -> float:
    """Return how many milliseconds a sentence took."""
    begun = time.perf_counter()
    await conversation.async_converse(hass, text, None, Context(), language="en", agent_id=agent)
    return (time.perf_counter() - begun) * 1e3


@asynccontextmanager
async def house_of(things: int) -> AsyncIterator[HomeAssistant]:
    """A house of so many lamps, with Morgan in it and a server that answers at once."""
    with serving() as server:
        server.answer = ("No.",)
        async with furnished(server, things, max(4, things // 20)) as (hass, _):
            await until(lambda: server.homes)
            yield hass


async def measure(things: int) -> dict[str, dict[str, float]]:
    """Ask every sentence of both agents in turn; what is read once after a start is read before."""
    taken: dict[str, dict[str, list[float]]] = {kind: {who: [] for who in AGENTS} for kind in SENTENCES}
    async with house_of(things) as hass:
        for number in range(ROUNDS + 2):
            for kind, sentences in SENTENCES.items():
                for sentence in sentences:
                    for who, agent in AGENTS.items():
                        took = await ask(hass, sentence, agent)
                        if number > 1:
                            taken[kind][who].append(took)
    return {kind: _figures(**both) for kind, both in taken.items()}


def _figures(ours: list[float], peer: list[float]) -> dict[str, float]:
    p50, theirs = statistics.median(ours), statistics.median(peer)
    p90 = statistics.quantiles(ours, n=10)[-1]
    return {
        "p50_ms": round(p50, 1),
        "p90_ms": round(p90, 1),
        "peer_p50_ms": round(theirs, 1),
        "ratio": round(p50 / theirs, 2),
    }


async def main() -> dict[str, dict[str, dict[str, float]]]:
    """Measure each size of house."""
    return {str(size): await measure(size) for size in SIZES}


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr):
        figures = asyncio.run(main())
    print(json.dumps(figures))
