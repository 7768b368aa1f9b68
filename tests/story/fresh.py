"""Whether an open page shows what a fresh load of it shows."""

from typing import Any, Protocol

from tests.cast import Person
from tests.story.shown import Shown, read
from tests.story.town import Town


class OpenPage(Protocol):
    """A page in Chromium, or one without a browser; `first` is what it showed when it was loaded."""

    path: str
    first: Shown

    async def look(self) -> Shown: ...
    async def press_pill(self) -> None: ...


async def difference(town: Town, person: Person, page: OpenPage) -> str:
    """In words, live / fresh; empty when there is none.

    A feed is compared as far down as the page goes, its new posts put above as a person does it. It leaves out the
    posts of whom she began or ceased to follow, which an open feed does not do to its reader, and her own.
    """
    live = await page.look()
    fresh = await _fresh(town, person, page)
    if fresh is None:
        return f"{page.path} is gone" if live.cards else ""
    found: dict[str, tuple[Any, Any]] = {"bell": (live.bell, fresh.bell)}
    if live.since is not None:
        found["pill"] = (live.pill, read(await town.html(person, live.since) or "").pill)
        if live.pill and found["pill"][0] == found["pill"][1]:
            await page.press_pill()
            live = await page.look()
        away = town.authors_apart(person)
        found["cards"] = ({*live.cards} - away, {*fresh.cards} - away)
    elif page.path.startswith("/@"):
        found["cards"] = ({*live.cards}, {*fresh.cards} & {*page.first.cards})
    else:
        found["cards"], found["thread"] = (live.cards, fresh.cards), (live.thread, fresh.thread)
    found |= {name: (text, fresh.counts.get(name, text)) for name, text in live.counts.items()}
    return "; ".join(f"{name}: {one} / {other}" for name, (one, other) in found.items() if one != other)


async def _fresh(town: Town, person: Person, page: OpenPage) -> Shown | None:
    is_feed, cards = page.first.since is not None, page.first.cards
    path = f"/?through={cards[-1].removeprefix('post-')}" if is_feed and cards else page.path
    html = await town.html(person, path)
    return None if html is None else read(html)
