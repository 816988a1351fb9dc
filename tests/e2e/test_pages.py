"""Morgan added, talked to, watched and mended by somebody who has a browser and Home Assistant's pages, and no more.

A house of its own, into which Morgan is not brought yet. Its server trusts nobody by their network, so that it is
paired: by its code, through TLS, with a token.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from conftest import EMBEDDED, House
from demo_house import furnish, processes, running, sound, turn
from demo_house.ha import HomeAssistant
from demo_house.places import Places
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page, Response, expect
from test_browser import BROWSER, browser_page, open_assist, picture, with_silence
from test_streaming import FIRST, LAST, SECOND, HeldModel

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)

ELSEWHERE = "192.0.2.0/24"  # a network for examples: nobody comes from there
STRICT = EMBEDDED | {"MORGAN_WIRE_TRUSTED_NETWORKS": ELSEWHERE}
ANNOUNCER = Path(__file__).parent / "ha_components" / "morgan_announcer"
LAMP = "light.kitchen_ceiling"


@dataclass(slots=True)
class Newcomer:
    """A house that Morgan comes to, and its server."""

    house: House
    model: HeldModel
    settings: dict[str, str]  # its server's
    server: processes.Process | None = None  # once it was started anew; until then the demo's

    async def code(self) -> str:
        """What `morgan pair` shows now."""
        port = self.house.demo.server_port
        return await processes.pairing_code(self.house.places.server, port, "--trust", ELSEWHERE)

    async def entries(self) -> list[dict[str, Any]]:
        """Morgan's entries."""
        found: list[dict[str, Any]] = await self.house.client.get("/api/config/config_entries/entry?domain=morgan")
        return found

    async def remove(self) -> None:
        """Take Morgan out again, and its pipelines."""
        for entry in await self.entries():
            await self.house.client.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
        listed = await self.house.socket.call("assist_pipeline/pipeline/list")
        others = [each["id"] for each in listed["pipelines"] if each["name"] != "Morgan"]
        await self.house.socket.call("assist_pipeline/pipeline/set_preferred", pipeline_id=others[0])
        for each in listed["pipelines"]:
            if each["id"] not in others:
                await self.house.socket.call("assist_pipeline/pipeline/delete", pipeline_id=each["id"])

    async def present(self) -> dict[str, Any]:
        """Bring Morgan in if it is not there, without the pages; return its pipeline."""
        if not await self.entries():
            await furnish.add_morgan(self.house.client, self.house.socket, await self.code())
        return await self.pipeline()

    async def pipeline(self) -> dict[str, Any]:
        """The pipeline that is preferred."""
        listed = await self.house.socket.call("assist_pipeline/pipeline/list")
        return next(each for each in listed["pipelines"] if each["id"] == listed["preferred_pipeline"])

    async def restart_server(self, forget: str) -> None:
        """Start the server anew without one of the files by which it is known."""
        if self.server is None:
            self.house.kill_server()
        else:
            await self.server.stop()
        (self.house.places.server / forget).unlink()
        place = (self.house.places.server, self.house.demo.server_port, self.house.places.log("server"))
        self.server = await processes.start_server(*place, self.settings)

    async def is_up(self, wanted: str) -> None:
        """Wait until Home Assistant says so of the server."""

        async def other() -> str:
            state = (await self.house.states()).get("binary_sensor.morgan_server", {}).get("state")
            return "" if state == wanted else f"the server's state, which is {state}"

        await furnish.until(other, f"a server that is {wanted}", 60)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newcomer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newcomer]:
    """The house and the server, strangers to each other."""
    folder = tmp_path_factory.mktemp("pages")
    places = Places(folder / "demo")
    model = HeldModel()
    async with AsyncExitStack() as stack:
        told = await stack.enter_async_context(model.serve(processes.free_port()))
        settings = STRICT | {"MORGAN_LLM_KIND": "openai", "MORGAN_LLM_URL": told, "MORGAN_LLM_MODEL": "teller"}
        wishes = running.Wishes(0, 0, settings, (ANNOUNCER,), paired=False)
        demo = await stack.enter_async_context(running.demo(places, print, wishes))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        client = HomeAssistant(http, demo.url, demo.token)
        socket = await stack.enter_async_context(client.socket())
        newcomer = Newcomer(House(client, socket, demo, folder, places), model, settings)
        yield newcomer
        if newcomer.server is not None:
            await newcomer.server.stop()


async def submit(page: Page, title: str, name: str, code: str | None = None) -> None:
    """Wait for a step of a flow, fill in the code, keep the picture, go on."""
    dialog = page.locator("dialog-data-entry-flow")
    await expect(dialog.get_by_text(title).first).to_be_visible(timeout=30_000)
    if code:
        await dialog.locator("step-flow-form input[name=code]").fill(code)
    await picture(page, name)
    await dialog.get_by_role("button", name="Submit").click()


async def finish(page: Page) -> None:
    """Leave the flow's last step."""
    await page.locator("dialog-data-entry-flow").get_by_role("button", name=re.compile("finish", re.IGNORECASE)).click()
    await expect(page.locator("dialog-data-entry-flow ha-dialog")).to_be_hidden()


async def paired(newcomer: Newcomer) -> None:
    """Morgan is in, its connection stands, and its pipeline is preferred."""
    await newcomer.is_up("on")
    [entry] = await newcomer.entries()
    assert entry["state"] == "loaded"
    pipeline = await newcomer.pipeline()
    engines = [pipeline[f"{stage}_engine"] for stage in ("stt", "conversation", "tts")]
    assert all("morgan" in engine for engine in engines), engines


async def test_it_is_added_by_its_pairing_code(newcomer: Newcomer):
    await newcomer.remove()
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").click()
        search = page.locator("dialog-add-integration input").first
        await search.fill("Morgan")
        await page.locator("dialog-add-integration").get_by_text("Morgan", exact=True).first.click()
        dialog = page.locator("dialog-data-entry-flow")
        await expect(dialog.get_by_text("Where is Morgan's server?")).to_be_visible(timeout=30_000)
        await picture(page, "add-code")
        await submit(page, "Where is Morgan's server?", "add-mistaken", "morgan1:half-of-it")
        await expect(dialog.get_by_text("This pairing code is not whole")).to_be_visible(timeout=20_000)
        await submit(page, "Where is Morgan's server?", "add-mended", await newcomer.code())
        await submit(page, "Talk to Morgan", "add-pipeline")
        await finish(page)
    await paired(newcomer)


async def test_it_is_added_where_it_was_discovered(newcomer: Newcomer):
    await newcomer.remove()
    known = (newcomer.house.places.server / "server-id").read_text(encoding="utf-8").strip()
    seen = {"host": "127.0.0.1", "port": newcomer.house.demo.server_port, "id": known}
    await newcomer.house.client.post("/api/services/morgan_announcer/announce", seen)
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/integrations/dashboard")
        card = page.locator("ha-config-flow-card")
        await expect(card.get_by_text("Morgan")).to_be_visible(timeout=30_000)
        await picture(page, "discovered")
        await card.get_by_text("Add", exact=True).click()
        await submit(page, "Morgan was found", "discovered-code", await newcomer.code())
        await submit(page, "Talk to Morgan", "discovered-pipeline")
        await finish(page)
        await page.goto(f"{newcomer.house.demo.url}/config/voice-assistants/assistants")
        await expect(page.locator("assist-pref").get_by_text("Morgan").first).to_be_visible(timeout=30_000)
        await picture(page, "pipeline")
    await paired(newcomer)


async def test_what_is_typed_lights_the_lamp_and_is_answered_as_it_is_written(newcomer: Newcomer):
    await newcomer.present()
    await newcomer.house.call("light.turn_off")
    async with browser_page(newcomer.house) as page:
        await open_assist(page)
        typed, answer = page.locator("ha-assist-chat input"), page.locator("ha-assist-chat .message.hass").last
        await typed.fill("turn on the kitchen lights")
        await page.keyboard.press("Enter")
        await expect(answer).to_contain_text("Turned on the lights")
        lit = f"document.querySelector('home-assistant').hass.states['{LAMP}'].state === 'on'"
        await page.wait_for_function(lit, timeout=10_000)  # what every tile on the page is drawn from
        await typed.fill("tell me a story")
        await page.keyboard.press("Enter")
        # the model goes on only once its words are on the page
        await expect(answer).to_contain_text(FIRST.strip(), timeout=30_000)
        newcomer.model.arrived.set()
        await expect(answer).to_contain_text(SECOND.strip())
        assert LAST.strip() not in await answer.inner_text()
        await picture(page, "written")
        newcomer.model.speaking.set()
        await expect(answer).to_contain_text(LAST.strip())
    assert (await newcomer.house.states())[LAMP]["state"] == "on"


async def test_what_is_said_to_the_microphone_is_answered_aloud(newcomer: Newcomer, tmp_path: Path):
    await newcomer.present()
    await newcomer.house.call("light.turn_off")
    spoken = with_silence(await sound.say("turn on the kitchen lights", tmp_path), tmp_path / "microphone.wav")
    fetched: list[Response] = []
    async with browser_page(newcomer.house, spoken) as page:
        page.on("response", lambda got: fetched.append(got) if "/api/tts_proxy/" in got.url else None)
        await page.evaluate(
            """() => {
                window.played = [];
                const own = HTMLMediaElement.prototype.play;
                HTMLMediaElement.prototype.play = function () {
                    this.addEventListener("ended", () => window.played.push(this.currentTime));
                    return own.call(this);
                };
            }"""
        )
        await open_assist(page)
        await page.locator("ha-assist-chat .listening-icon ha-icon-button").click()
        messages = page.locator("ha-assist-chat .message")
        await expect(messages.filter(has_text="Turned on the lights")).to_be_visible(timeout=30_000)
        await page.wait_for_function("window.played.length > 0", timeout=30_000)
        assert await page.evaluate("window.played[0]") > 0.5  # seconds that were played, to the end
        assert fetched
        assert fetched[0].ok
        assert len(await fetched[0].body()) > 5_000
        await picture(page, "spoken")
    assert (await newcomer.house.states())[LAMP]["state"] == "on"


async def test_the_assistants_debug_page_shows_the_run(newcomer: Newcomer):
    pipeline = await newcomer.present()
    await newcomer.house.type("turn off the kitchen lights")
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/voice-assistants/debug/{pipeline['id']}")
        run = page.locator("assist-pipeline-debug")
        await expect(run.get_by_text("turn off the kitchen lights").first).to_be_visible(timeout=30_000)
        await expect(run.get_by_text("Result for HassTurnOff")).to_be_visible()
        await expect(run.get_by_text("conversation.morgan").first).to_be_visible()
        await picture(page, "debug")


@pytest.mark.parametrize(
    ("forget", "why", "name"),
    [
        ("houses.json", "The server wants a token, or another one than this", "reauth-token"),
        ("tls.pem", "shows another certificate than this fingerprint", "reauth-certificate"),
    ],
)
async def test_it_is_paired_anew_after_the_server_was_made_anew(
    newcomer: Newcomer, forget: str, why: str, name: str
) -> None:
    await newcomer.present()
    await newcomer.is_up("on")
    before = await newcomer.house.states()
    await newcomer.restart_server(forget)
    await asked_again(newcomer)
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/integrations/dashboard")
        card = page.locator("ha-config-flow-card")
        await expect(card.get_by_text("Morgan").first).to_be_visible(timeout=30_000)
        await card.get_by_text("Reconfigure", exact=True).click()
        await expect(page.locator("dialog-data-entry-flow").get_by_text(why)).to_be_visible(timeout=30_000)
        await submit(page, "Morgan's server must be paired again", name, await newcomer.code())
        dialog = page.locator("dialog-data-entry-flow")
        await expect(dialog.get_by_text("Re-authentication was successful")).to_be_visible(timeout=30_000)
    await newcomer.is_up("on")
    after = await newcomer.house.states()
    assert {each for each in before if "morgan" in each} == {each for each in after if "morgan" in each}
    assert (await newcomer.house.type("turn on the kitchen lights")).path == "intent"


async def asked_again(newcomer: Newcomer) -> None:
    """Wait until Home Assistant asks for the pairing code."""

    async def missing() -> str:
        flows = await newcomer.house.socket.call("config_entries/flow/progress")
        asks = [flow for flow in flows if flow["handler"] == "morgan" and flow["context"]["source"] == "reauth"]
        return "" if asks else "a flow that asks"

    await furnish.until(missing, "Home Assistant to ask for the pairing code", 60)


async def test_a_voice_and_a_hearing_profile_are_added_and_used(newcomer: Newcomer, tmp_path: Path):
    await newcomer.present()
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/integrations/integration/morgan")
        await add(
            page, "Add voice", "Butler", {"A voice of the server": "add-voice", "One of its speakers": "add-speaker"}
        )
        await add(page, "Add hearing profile", "Patient", {"How to listen": "add-hearing"})
        await expect(page.get_by_text("Hearing profile", exact=True)).to_be_visible()
        await picture(page, "added")
    added = {"name": "Butler", "stt_engine": "stt.patient", "tts_engine": "tts.butler_text_to_speech"}
    own = {**await newcomer.pipeline(), **added}
    del own["id"]
    made = await newcomer.house.socket.call("assist_pipeline/pipeline/create", **own)
    await newcomer.house.call("light.turn_off")
    spoken = sound.read(await sound.say("turn on the kitchen lights", tmp_path))
    taken = await turn.take(newcomer.house.client, newcomer.house.socket, spoken, pipeline=made["id"])
    await newcomer.house.socket.call("assist_pipeline/pipeline/delete", pipeline_id=made["id"])
    assert ((taken.heard or "").lower(), taken.error) == ("turn on the kitchen lights", None)
    assert len(taken.answer.content) > 5_000
    assert (await newcomer.house.states())[LAMP]["state"] == "on"


async def press_until(page: Page, button: str, shown: Locator) -> None:
    """Press until something is there: while Home Assistant loads an entry anew and draws its page, a press is lost."""
    for _ in range(6):
        with suppress(PlaywrightError):  # a dialog that is just coming takes the press
            await page.get_by_text(button).first.click(timeout=2_000)
        with suppress(AssertionError):
            await expect(shown).to_be_visible(timeout=5_000)
            return
        # A dialog that asks which server to add to: the only one was being loaded, and could not be chosen.
        await page.keyboard.press("Escape")
    await expect(shown).to_be_visible()


async def add(page: Page, button: str, name: str, steps: dict[str, str]) -> None:
    """Add something to the server by its forms, with what they suggest; each step's title, and its picture."""
    dialog = page.locator("dialog-data-entry-flow")
    await press_until(page, button, dialog.get_by_text(next(iter(steps))))
    await dialog.locator("input[name=name]").fill(name)
    for title, picture_name in steps.items():
        await submit(page, title, picture_name)
    await finish(page)


async def test_a_repair_is_read_and_mended(newcomer: Newcomer):
    pipeline = await newcomer.present()
    wrong = {**pipeline, "prefer_local_intents": True}
    await newcomer.house.socket.call("assist_pipeline/pipeline/update", pipeline_id=wrong.pop("id"), **wrong)
    async with browser_page(newcomer.house) as page:
        await page.goto(f"{newcomer.house.demo.url}/config/repairs")
        repair = page.locator("ha-config-repairs").get_by_text("before Morgan can ask")
        await expect(repair).to_be_visible(timeout=30_000)
        await picture(page, "repairs")
        await repair.click()
        await submit(page, "nothing is asked before a door is unlocked", "repair")
        dialog = page.locator("dialog-data-entry-flow")
        await expect(dialog.get_by_text("The issue is repaired!")).to_be_visible(timeout=20_000)
        await finish(page)
        await expect(repair).to_have_count(0)
    assert not (await newcomer.pipeline())["prefer_local_intents"]
