"""The house in a real browser: somebody logs in, opens Assist, types or speaks, and sees the answer and the lamp."""

from __future__ import annotations

import os
import re
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from conftest import House
from demo_house import furnish, sound
from demo_house.places import CHECKOUT
from playwright.async_api import Page, async_playwright, expect

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PICTURES = os.environ.get("MORGAN_TEST_PICTURES")  # "docs" renews the documentation's, a folder gets them all
DOCUMENTED = (
    "assist",
    "card",
    "integration",
    "add-code",
    "add-voice",
    "discovered",
    "debug",
    "reauth-certificate",
    "repair",
)

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)


@asynccontextmanager
async def browser_page(house: House, microphone: Path | None = None) -> AsyncIterator[Page]:
    """A logged-in browser at the house's first page."""
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    if microphone:
        arguments += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-audio-capture={microphone}%noloop",
        ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=arguments)
        page = await browser.new_page(viewport={"width": 1100, "height": 760}, device_scale_factor=1)
        await page.goto(house.demo.url)
        await page.locator("input[name=username]").fill(furnish.USER)
        await page.locator("input[name=password]").fill(furnish.PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Ground Floor")).to_be_visible(timeout=60_000)
        yield page
        await browser.close()


async def open_assist(page: Page) -> None:
    """Open the chat as the keyboard does it."""
    await page.keyboard.press("a")
    await expect(page.locator("ha-assist-chat input")).to_be_visible(timeout=30_000)


def with_silence(recording: Path, padded: Path) -> Path:
    """Begin and end the recording with a second of silence: the browser takes a moment to open its microphone."""
    with wave.open(str(recording), "rb") as source, wave.open(str(padded), "wb") as out:
        out.setparams(source.getparams())
        second = bytes(source.getframerate() * source.getsampwidth() * source.getnchannels())
        out.writeframes(second + source.readframes(source.getnframes()) + 3 * second)
    return padded


async def picture(page: Page, name: str) -> None:
    """Keep what the page shows once it is at rest, when it is asked for."""
    if PICTURES:
        await expect(page.locator("#ha-launch-screen")).to_have_count(0)
        folder = CHECKOUT / "docs" / "img" if PICTURES == "docs" else Path(PICTURES)
        if PICTURES != "docs" or name in DOCUMENTED:
            await page.screenshot(path=folder / f"{name}.png", animations="disabled")


async def test_a_sentence_typed_in_the_browser_turns_on_the_lamp_and_is_answered(house: House):
    await house.call("light.turn_off")
    async with browser_page(house) as page:
        await open_assist(page)
        for sentence, answer in (
            ("turn on the kitchen lights", "Turned on the lights"),
            ("is the front door locked", "Yes"),
        ):
            await page.locator("ha-assist-chat input").fill(sentence)
            await page.keyboard.press("Enter")
            await expect(page.locator("ha-assist-chat .message.user").last).to_contain_text(sentence)
            await expect(page.locator("ha-assist-chat .message.hass").last).to_contain_text(answer)
        await picture(page, "assist")
    assert (await house.states())["light.kitchen_ceiling"]["state"] == "on"


async def test_a_sentence_spoken_to_the_browsers_microphone_is_heard_and_obeyed(house: House, tmp_path: Path):
    await house.call("light.turn_off")
    spoken = with_silence(await sound.say("turn on the kitchen lights", tmp_path), tmp_path / "microphone.wav")
    async with browser_page(house, spoken) as page:
        await open_assist(page)
        await page.locator("ha-assist-chat .listening-icon ha-icon-button").click()
        messages = page.locator("ha-assist-chat .message")
        await expect(messages.filter(has_text="Turned on the lights")).to_be_visible(timeout=30_000)
        await expect(messages.filter(has_text=re.compile("turn on the kitchen lights", re.IGNORECASE))).to_be_visible()
    assert (await house.states())["light.kitchen_ceiling"]["state"] == "on"


async def test_the_integration_shows_itself_among_the_integrations(house: House):
    async with browser_page(house) as page:
        await page.goto(f"{house.demo.url}/config/integrations/integration/morgan")
        await expect(page.get_by_text("Morgan").first).to_be_visible(timeout=30_000)
        await picture(page, "integration")
