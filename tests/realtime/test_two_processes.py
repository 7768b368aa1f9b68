"""Several web processes are one site: tabs of each hear what happens on the others, and survive a restart."""

from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from server.realtime.publish import channel, seen_now
from server.realtime.socket import REFUSED, RESTARTING
from server.stores.redis import redis
from tests.cast import Cast, Tab
from tests.site import Site


@pytest.fixture(scope="module")
def second(site: Site) -> Iterator[str]:
    """The name of a second web process."""
    site.add_web("web2")
    yield "web2"
    site.processes.pop("web2").stop()
    site.ports.pop("web2")


async def close_code(tab: Tab) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await tab.next()
    return closed.value.rcvd.code if closed.value.rcvd else None


async def test_what_happens_on_one_process_is_heard_on_the_other(people: Cast, second: str) -> None:
    post = await people.alice.publish()
    async with people.bob.tab(second) as tab:
        await tab.join({f"post:{post}": "1", f"comments:{post}": seen_now()})
        await people.charlie.post(f"/p/{post}/like")
        await tab.hears("<strong>1</strong> like")
        await people.charlie.post(f"/p/{post}/comments", data={"text": "across"})
        await tab.hears("across")


async def test_signing_out_on_one_process_closes_tabs_on_the_other(people: Cast, second: str) -> None:
    async with people.bob.tab(second) as tab:
        await tab.join({f"account:{await people.bob.id()}": seen_now()})
        await people.bob.post("/logout")
        assert await close_code(tab) == REFUSED


async def test_a_restart_sends_tabs_away_and_they_miss_nothing(people: Cast, site: Site, second: str) -> None:
    post = await people.alice.publish()
    topics = {f"comments:{post}": seen_now()}
    async with people.bob.tab(second) as tab:
        await tab.join(topics)
        assert site.processes[second].stop() == 0
        assert await close_code(tab) == RESTARTING
    await people.alice.post(f"/p/{post}/comments", data={"text": "while it restarts"})
    site.restart(second)
    async with people.bob.tab(second) as tab:
        await tab.join(topics)
        assert "while it restarts" in (await tab.next())["content"]


async def test_a_process_subscribes_once_however_many_tabs_hear(people: Cast, second: str) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as one, people.charlie.tab() as two, people.alice.tab(second) as three:
        for tab in (one, two, three):
            await tab.join({f"post:{post}": "1"})
        [(_, subscribers)] = await redis().pubsub_numsub(channel(f"post:{post}"))
        assert subscribers == 2
