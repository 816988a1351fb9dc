"""Morgan's card in a real browser: on a dashboard of the house, it draws the turns as they happen, in any theme."""

from __future__ import annotations

import pytest
from conftest import House
from playwright.async_api import Page, expect
from test_browser import BROWSER, browser_page, picture

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)


async def dashboard(house: House, card: dict[str, object]) -> str:
    """Make a dashboard that holds only the card; gives its address."""
    listed = await house.socket.call("lovelace/dashboards/list")
    if "morgan-card" not in [each["url_path"] for each in listed]:
        made = {"url_path": "morgan-card", "title": "Morgan", "mode": "storage", "require_admin": False}
        await house.socket.call("lovelace/dashboards/create", **made)
    views = [{"title": "Morgan", "path": "turns", "cards": [card]}]
    await house.socket.call("lovelace/config/save", url_path="morgan-card", config={"views": views})
    return f"{house.demo.url}/morgan-card/turns"


async def turns(page: Page) -> list[str]:
    """What is written on the card, a turn a line."""
    lines = await page.locator("morgan-turns-card details .path").all()
    return [await line.inner_text() for line in lines]


async def test_the_card_draws_each_turn_as_it_happens(house: House):
    address = await dashboard(house, {"type": "custom:morgan-turns-card", "title": "Morgan's last turns", "turns": 4})
    await house.type("turn on the kitchen lights")
    await house.speak("turn off the kitchen lights")
    async with browser_page(house) as page:
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(f"{error} {error.stack}"))
        await page.goto(address)
        card = page.locator("morgan-turns-card")
        await expect(card.locator("details").first).to_be_visible(timeout=60_000)
        await house.type("what is the meaning of life")
        await expect(card.locator(".path").first).to_have_text("Not answered", timeout=20_000)
        assert (await turns(page))[:3] == ["Not answered", "Obeyed by sentence", "Obeyed by sentence"]
        spoken = card.locator("details").nth(1)
        assert await spoken.locator("svg rect.lane").count() == 3  # heard, obeyed, answered aloud
        await spoken.locator("summary").click()
        await expect(spoken.locator("table")).to_contain_text("first_sound")
        await picture(page, "card")
        # Home Assistant's own start asks for a recorder before it knows that there is none, and drops the refusal.
        assert not [complaint for complaint in complaints if complaint.strip() != "Object"]
        text = await card.inner_text()
        assert "kitchen" not in text
        assert "meaning" not in text


async def test_the_card_is_offered_where_cards_are_picked(house: House):
    async with browser_page(house) as page:
        offered = await page.evaluate("window.customCards.map((card) => [card.type, card.preview])")
        assert offered == [["morgan-turns-card", True]]
        stub = await page.evaluate("customElements.get('morgan-turns-card').getStubConfig()")
        assert stub == {"type": "custom:morgan-turns-card", "turns": 6}


async def test_a_card_that_is_set_up_wrongly_says_so(house: House):
    address = await dashboard(house, {"type": "custom:morgan-turns-card", "turns": 500})
    async with browser_page(house) as page:
        await page.goto(address)
        await expect(page.locator("hui-error-card")).to_be_visible(timeout=60_000)
        told = await page.evaluate("""() => {
            const card = document.createElement("morgan-turns-card");
            try { card.setConfig({ turns: 500 }); } catch (error) { return error.message; }
        }""")
        assert told == "turns: a whole number from 1 to 50"
