"""The main story by the keyboard alone, without JavaScript, at 320 px with text of 200 %, and in Arabic."""

import re
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from server import i18n
from tests.look.conftest import Gallery
from tests.look.main_story import Keyboard, Mouse, Story, fits
from tests.site import Site, eventually
from tests.story.window import DESKTOP, PHONE, window

pytestmark = pytest.mark.slow

NARROW = {"width": 320, "height": 640}
TWICE = 32  # pixels, where browsers have 16
# Other languages, and what people wrote.
SKIPPED = "script, style, template, noscript, [lang]:not(html), [dir=auto], bdi, .real"
# A message of fewer letters than these could be anything.
LETTERS_LEAST = 6
TEXTS = """skipped => {
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (!walker.currentNode.parentElement.closest(skipped)) texts.push(walker.currentNode.data.trim());
  for (const each of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    if (!each.closest(skipped)) texts.push(each.ariaLabel, each.title, each.placeholder);
  return texts.filter(Boolean);
}"""
PLACE = re.compile(r"%\\\(\w+\\\)s")


async def nothing(_: Page) -> None:
    """To look at, besides what the story itself asks for."""


async def test_by_the_keyboard_alone(browser: Browser, site: Site, gallery: Gallery, tmp_path: Path) -> None:
    async with window(browser, site, DESKTOP) as page:
        await Story(Keyboard(page), gallery, "nora_keys", tmp_path, nothing).play()


async def test_without_javascript(browser: Browser, site: Site, gallery: Gallery, tmp_path: Path) -> None:
    async with window(browser, site, PHONE, java_script_enabled=False) as page:
        await WithoutScript(Mouse(page), gallery, "nora_plain", tmp_path, nothing).play()


async def test_in_a_narrow_window_with_large_letters(
    browser: Browser, site: Site, gallery: Gallery, tmp_path: Path
) -> None:
    async with window(browser, site, NARROW) as page:
        await (await page.context.new_cdp_session(page)).send("Page.setFontSizes", {"fontSizes": {"standard": TWICE}})
        await Story(Mouse(page), gallery, "nora_large", tmp_path, fits).play()


async def test_in_arabic(browser: Browser, site: Site, gallery: Gallery, tmp_path: Path) -> None:
    async with window(browser, site, PHONE, locale="ar") as page:
        await Story(Mouse(page), gallery, "nora_arabic", tmp_path, is_arabic, "ar").play()


class WithoutScript(Story):
    """Photos come with the form, and a page is looked at again to see whether its post is there."""

    async def describes_and_posts(self) -> str:
        await self.hand.write(self.labelled("Describe what you chose"), "A harbour at dusk")
        await self.hand.press(self.button("Post"))
        await self.page.wait_for_url("**/p/*")
        shown = self.page.locator("article.card img.real")

        async def is_published() -> bool:
            await self.page.reload()
            return await shown.count() == 1

        await eventually(is_published)
        return self.page.url.rsplit("/", 1)[1].split("#")[0]


async def is_arabic(page: Page) -> None:
    """The page runs from right to left, fits, and says nothing in English that there is an Arabic word for."""
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await fits(page)
    english = [text for text in await page.evaluate(TEXTS, SKIPPED) if any(each.fullmatch(text) for each in messages())]
    assert not english, f"{page.url} says in English: {english}"


@cache
def messages() -> list[re.Pattern[str]]:
    """Every English message that has other words in Arabic, with anything in its places."""
    found = []
    for entry in i18n.catalogue("ar"):
        for message in [entry.id] if isinstance(entry.id, str) else entry.id:
            said = re.sub(r"%\(\w+\)s", "", message)
            if sum(map(str.isalpha, said)) >= LETTERS_LEAST and message not in (entry.string or ""):
                found.append(re.compile(PLACE.sub(".+", re.escape(message))))
    return found
