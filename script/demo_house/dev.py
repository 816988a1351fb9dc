"""script/dev: the demo, started anew whenever a file of the server or the integration is saved.

Home Assistant cannot take an integration's code back, and a server's engines keep what they loaded: so both are started
again, with the house as it was. Knows nothing of how a house is made.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping

from demo_house import running
from demo_house.__main__ import say, until_stopped
from demo_house.ha import HomeAssistantError
from demo_house.places import CHECKOUT, Places
from demo_house.ports import PortTaken
from demo_house.processes import ProcessFailed

WATCHED = ("server/morgan", "custom_components/morgan")
KINDS = frozenset({".py", ".json", ".yaml", ".js"})
LOOK_SECONDS = 0.5
SETTLE_SECONDS = 0.5  # an editor that saves several files is waited for


def saved() -> dict[str, int]:
    """Return when each file was saved, in nanoseconds."""
    return {
        str(path.relative_to(CHECKOUT)): path.stat().st_mtime_ns
        for folder in WATCHED
        for path in (CHECKOUT / folder).rglob("*")
        if path.suffix in KINDS and path.is_file()
    }


async def change(before: Mapping[str, int]) -> list[str]:
    """Return the files that were saved, added or removed, once nothing changes any more."""
    while (now := await asyncio.to_thread(saved)) == before:  # noqa: ASYNC110  # nothing tells of a file that is saved
        await asyncio.sleep(LOOK_SECONDS)
    last: dict[str, int] = {}
    while now != last:
        await asyncio.sleep(SETTLE_SECONDS)
        last, now = now, await asyncio.to_thread(saved)
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


async def develop() -> int:
    """Run the demo, again and again, until Ctrl-C; after a fault in the code the next save starts it again."""
    places = Places((CHECKOUT / ".demo").resolve())
    while True:
        before = await asyncio.to_thread(saved)
        waiting = asyncio.create_task(change(before))
        try:
            async with running.demo(places, say, running.Wishes()) as demo:
                say(f"{demo.url} runs what is saved; Ctrl-C ends it")
                ended = asyncio.create_task(running.watch(demo))
                try:
                    await asyncio.wait({waiting, ended}, return_when="FIRST_COMPLETED")
                finally:
                    ended.cancel()
        except (HomeAssistantError, ProcessFailed) as error:
            say(f"it did not start: {error}")
        except BaseException:  # whatever ends the command ends the watching, too
            waiting.cancel()
            raise
        if not waiting.done():
            say("it has ended by itself (.demo/*.log says why); save a file to start it again")
        say(f"saved: {', '.join((await waiting)[:3])}; starting again")


def main() -> int:
    """Run the command."""
    try:
        return asyncio.run(until_stopped(develop))
    except PortTaken as error:
        say(f"script/dev: {error}; does a script/demo run?")
    return 1


if __name__ == "__main__":
    sys.exit(main())
