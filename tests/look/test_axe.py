"""axe finds nothing on any page: phone and desktop, dark and light, signed in and not, and in forms with errors."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.look.conftest import Gallery
from tests.site import Site
from tests.story.window import DESKTOP, PHONE, sign_in, window

pytestmark = pytest.mark.slow

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
# Off by default in axe, and asked of us all the same.
ALSO = ("target-size", "label-content-name-mismatch", "css-orientation-lock", "focus-order-semantics")
RUN = "also => axe.run({rules: Object.fromEntries(also.map(id => [id, {enabled: true}]))})"
# All that a scheme changes.
COLOURS = "() => axe.run({runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']}})"


async def test_axe_finds_nothing_on_what_is_open_to_all(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        found = [await _findings(page, path) for path in gallery.open_paths]
        found.append(await _refused_form(page))
    assert not any(found), "\n".join(found)


async def test_axe_finds_nothing_for_who_is_signed_in(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        await sign_in(page, gallery.people.bob.username)
        found = [await _findings(page, path) for path in gallery.paths]
    assert not any(found), "\n".join(found)


async def test_axe_finds_nothing_for_an_author(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, PHONE, reduced_motion="reduce") as page:
        await sign_in(page, gallery.people.alice.username)
        found = [await _findings(page, path) for path in gallery.authors_paths]
        await page.goto(f"/p/{gallery.post}")
        await page.locator("[popovertarget=post-menu]").click()
        await page.wait_for_selector("#post-menu:popover-open")
        found.append(await _look(page, "what else can be done with a post"))
    assert not any(found), "\n".join(found)


async def test_axe_finds_nothing_in_what_opens_above_a_page(browser: Browser, site: Site, gallery: Gallery) -> None:
    async with window(browser, site, DESKTOP, reduced_motion="reduce") as page:
        await sign_in(page, gallery.people.bob.username)
        found = []
        await page.locator(f"#post-{gallery.post} .when").first.click()
        await page.wait_for_selector("#opened[open] .conversation")
        found.append(await _look(page, "an opened post", (DESKTOP,)))
        await page.keyboard.press("Escape")
        await page.keyboard.press("?")
        await page.wait_for_selector("#keys[open]")
        found.append(await _look(page, "the keys"))
        await page.keyboard.press("Escape")
        await page.locator(".site-nav [popovertarget]").click()
        await page.wait_for_selector(".site-nav [popover]:popover-open")
        found.append(await _look(page, "the menu"))
        await page.goto("/posts/new")
        await page.get_by_label("Caption").fill("Not for long")
        await page.locator("#discard").click()
        await page.wait_for_selector("#discard-draft[open]")
        found.append(await _look(page, "the question before a draft goes"))
    assert not any(found), "\n".join(found)


async def _findings(page: Page, path: str) -> str:
    await page.goto(path)
    return await _look(page, path)


async def _refused_form(page: Page) -> str:
    """The sign-up page with an error at every field."""
    await page.goto("/signup")
    await page.locator("main form").evaluate("form => { form.noValidate = true }")
    await page.get_by_role("button", name="Create account").click()
    await page.wait_for_selector(".field.invalid")
    return await _look(page, "/signup, refused")


async def _look(page: Page, name: str, sizes: tuple[dict[str, int], ...] = (PHONE, DESKTOP)) -> str:
    """What axe finds on the page as it stands, in both schemes and these sizes; nothing, hopefully."""
    await page.evaluate(AXE)
    lines: list[str] = []
    for size in sizes:
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, run, least in (("dark", RUN, 10), ("light", COLOURS, 1)):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            result = await page.evaluate(run, list(ALSO))
            assert len(result["passes"]) >= least, "axe has hardly looked"
            lines += [f"{name} {size['width']} {scheme}: {_told(violation)}" for violation in result["violations"]]
    return "\n".join(lines)


def _told(violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:200] + " " + node["failureSummary"] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']}: {nodes}"
