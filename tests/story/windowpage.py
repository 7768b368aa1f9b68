"""A page in Chromium that is asked the same as a LivePage."""

from playwright.async_api import Page, expect

from server.accounts.doors import COOKIE
from tests.cast import Person
from tests.site import Site
from tests.story.shown import Shown, read
from tests.story.window import is_live


class WindowPage:
    """Open in `page`, for somebody."""

    def __init__(self, path: str, page: Page) -> None:
        self.path, self._page = path, page
        self.first = Shown()

    async def open(self, person: Person, site: Site) -> None:
        """Load it; the web process must be there."""
        cookie = person.client.cookies[COOKIE]
        await self._page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.url}])
        await self._page.goto(self.path)
        await is_live(self._page)
        self.first = await self.look()

    async def look(self) -> Shown:
        """What it shows now."""
        return read(await self._page.content())

    async def press_pill(self) -> None:
        """Have the new posts put above."""
        await self._page.locator("#new-posts .pill[hx-get]").click()
        await expect(self._page.locator("#new-posts .pill[hx-get]")).to_have_count(0)
