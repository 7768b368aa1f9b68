"""The main story, played through the pages by different hands: a mouse, a keyboard alone, and in any language.

Somebody joins, finds alice, follows her, likes and answers a photo, posts one of her own, looks at her profile and her
notifications, changes her name and goes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from server import i18n
from tests.cast import PASSWORD, photo
from tests.look.composing import WORK_MS
from tests.look.conftest import Gallery

TABS_MOST = 150


class Mouse:
    """A hand that points."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, what: Locator) -> None:
        await what.click()

    async def write(self, where: Locator, words: str) -> None:
        await where.fill(words)

    async def choose(self, where: Locator, path: Path) -> None:
        await where.set_input_files(path)


class Keyboard(Mouse):
    """A hand that has Tab, Enter and letters only. What it comes to can be seen to have the focus."""

    async def press(self, what: Locator) -> None:
        await self._reach(what)
        await self.page.keyboard.press("Enter")

    async def write(self, where: Locator, words: str) -> None:
        await self._reach(where)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.type(words)

    async def choose(self, where: Locator, path: Path) -> None:
        await self._reach(where)
        async with self.page.expect_file_chooser() as choosing:
            await self.page.keyboard.press("Enter")
        await (await choosing.value).set_files(path)

    async def _reach(self, what: Locator) -> None:
        await expect(what).to_be_visible()
        for _ in range(TABS_MOST):
            if await what.evaluate("element => element === document.activeElement"):
                await self._is_seen(what)
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {what}")

    async def _is_seen(self, what: Locator) -> None:
        """The focus has an outline of its own or of what is around it, and nothing fixed lies over it (WCAG 2.4.11)."""
        seen = await what.evaluate(
            """element => {
                const marked = [element, ...element.labels ?? [], element.closest('.well, label, .field')]
                  .filter(Boolean).some(each => getComputedStyle(each).outlineStyle !== 'none')
                  || [...element.children].some(each => getComputedStyle(each, '::after').outlineStyle !== 'none');
                const box = element.getBoundingClientRect();
                const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 12)];
                const top = document.elementFromPoint(x, y);
                const fixed = top?.closest('.site-nav nav');
                return { marked, hidden: Boolean(fixed) && !fixed.contains(element) };
            }"""
        )
        assert seen["marked"], f"the focus cannot be seen on {what}"
        assert not seen["hidden"], f"the bar lies over {what}"


Look = Callable[[Page], Awaitable[None]]


@dataclass
class Story:
    """One playing of it: whose hand, in which language, and what is looked at on each page."""

    hand: Mouse
    gallery: Gallery
    name: str
    folder: Path
    look: Look
    language: str = i18n.ENGLISH

    @property
    def page(self) -> Page:
        return self.hand.page

    def say(self, message: str, **values: object) -> str:
        """A message as it stands on the page."""
        with i18n.speaking(self.language):
            return i18n.gettext(message, **values)

    def button(self, message: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.say(message, **values), exact=True)

    def link(self, message: str, **values: object) -> Locator:
        return self.page.get_by_role("link", name=self.say(message, **values), exact=True)

    def labelled(self, message: str) -> Locator:
        return self.page.get_by_label(self.say(message), exact=True)

    async def play(self) -> None:
        await self.joins()
        await self.finds_alice()
        await self.answers()
        post = await self.posts()
        await self.is_at_home(post)
        await self.goes()

    async def joins(self) -> None:
        await self.page.goto("/")
        await self.look(self.page)
        await self.hand.press(self.page.locator('main a[href="/signup"]').first)
        await self.page.wait_for_url("**/signup")
        await self.look(self.page)
        await self.hand.write(self.labelled("Name"), "Nora Test")
        await self.hand.write(self.labelled("Username"), self.name)
        await self.hand.write(self.labelled("E-mail"), f"{self.name}@example.org")
        await self.hand.write(self.labelled("Password"), PASSWORD)
        await self.hand.press(self.button("Create account"))
        await self.page.wait_for_url("**/")
        await self.look(self.page)

    async def finds_alice(self) -> None:
        alice = self.gallery.people.alice.username
        await self.hand.press(self.page.locator('.site-nav a[href="/search"]'))
        await self.page.wait_for_url("**/search")
        await self.hand.write(self.page.get_by_role("searchbox").first, alice)
        await self.hand.press(self.page.locator("form.search button"))
        await self.look(self.page)
        await self.hand.press(self.page.locator(f'#results a.person-link[href="/@{alice}"]'))
        await self.page.wait_for_url(f"**/@{alice}")
        await self.look(self.page)
        await self.hand.press(self.page.locator(".follow button"))
        await expect(self.page.locator(".follow button")).to_have_text(self.say("Following"))

    async def answers(self) -> None:
        await self.hand.press(self.page.locator(f'.tile a[href="/p/{self.gallery.post}"]'))
        await self.page.wait_for_url(f"**/p/{self.gallery.post}")
        await self.look(self.page)
        await self.hand.press(self.page.locator(f"#heart-{self.gallery.post}").last)
        await expect(self.page.locator(f"#heart-{self.gallery.post}").last).to_have_attribute("aria-pressed", "true")
        await self.hand.write(self.page.locator(f"#comment-{self.gallery.post}"), f"Said by {self.name}")
        await self.hand.press(self.page.locator(".comment-form button"))
        await expect(self.page.get_by_text(f"Said by {self.name}")).to_be_visible()

    async def posts(self) -> str:
        path = self.folder / "harbour.jpg"
        path.write_bytes(photo())
        await self.page.goto("/posts/new")
        await self.look(self.page)
        await self.hand.write(self.labelled("Caption"), f"By {self.name}")
        await self.hand.choose(self.page.locator("#field-media"), path)
        return await self.describes_and_posts()

    async def describes_and_posts(self) -> str:
        await self.hand.write(self.labelled("Describe it"), "A harbour at dusk")
        await self.look(self.page)
        await self.hand.press(self.button("Post"))
        await self.page.wait_for_url("**/p/*")

        await expect(self.page.locator("article.card img.real")).to_have_count(1, timeout=WORK_MS)
        await self.look(self.page)
        return self.page.url.rsplit("/", 1)[1].split("#")[0]

    async def is_at_home(self, post: str) -> None:
        await self.hand.press(self.page.locator(f'.site-nav a[href="/@{self.name}"]'))
        await self.page.wait_for_url(f"**/@{self.name}")
        await expect(self.page.locator(f'.tile a[href="/p/{post}"]')).to_be_visible()
        await self.look(self.page)
        await self.hand.press(self.page.locator('.site-nav a[href="/notifications"]'))
        await self.page.wait_for_url("**/notifications")
        await self.look(self.page)

    async def goes(self) -> None:
        await self.page.goto("/settings")
        await self.look(self.page)
        await self.hand.press(self.page.locator('main a[href="/settings/profile"]').first)
        await self.page.wait_for_url("**/settings/profile")
        await self.hand.write(self.labelled("Name"), "Nora Renamed")
        await self.hand.press(self.button("Save"))
        await expect(self.page.get_by_role("heading", name="Nora Renamed")).to_be_visible()
        await self.page.goto("/settings")
        await self.hand.press(self.button("Sign out").last)
        await expect(self.page.locator('.site-nav a[href="/login"]')).to_be_visible()
        await self.look(self.page)


async def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    wide = await page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
          .slice(-3).map(each => each.outerHTML.slice(0, 160))"""
    )
    assert not wide, f"{page.url} scrolls sideways: {wide}"
