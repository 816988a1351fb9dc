"""What a peer is told when it says hello: what something lesser stands in for, and nothing where nothing does."""

from __future__ import annotations

from dataclasses import replace

from morgan.testing import fake_engines, running_server


async def test_a_server_in_which_something_lesser_stands_in_says_so(connect) -> None:
    engines = replace(fake_engines(), lacks=("whisper",))
    async with running_server(engines) as server, connect(server) as client:
        assert (await client.hello()).data["data"]["lacks"] == ["whisper"]


async def test_a_server_that_lacks_nothing_says_nothing_of_it(connect) -> None:
    async with running_server() as server, connect(server) as client:
        assert "lacks" not in (await client.hello()).data["data"]
