"""What comes too fast to be looked at is told a few times a second; nothing of what matters is left out."""

from functools import partial
from typing import Any

from server.realtime import publish
from server.realtime.publish import seen_now
from server.realtime.topics import Topic, account, comments, profile
from server.realtime.topics import post as post_topic
from server.stores.documents import object_id
from tests.cast import Cast, Tab


def _id(text: str) -> Any:
    return object_id(text)


async def _heard(tab: Tab, last: str) -> list[dict[str, Any]]:
    """All frames until one with this content or hint."""
    await tab.hears(last)
    return tab.frames


async def test_of_many_states_the_first_and_the_newest_are_told(people: Cast) -> None:
    topic = post_topic(_id(await people.alice.publish()))
    async with people.bob.tab() as tab:
        await tab.join({str(topic): "1"})
        # Two processes may publish in another order than they wrote.
        for version in [*range(2, 100), 101, 100]:
            await publish.state(topic, version, partial("<p>{}</p>".format, version))
        heard = [int(frame["seen"]) for frame in await _heard(tab, "<p>101</p>")]
    assert heard[0] == 2
    assert heard[-1] == 101
    assert len(heard) < 50


async def test_of_many_hints_the_last_of_each_name_is_told(people: Cast) -> None:
    topic = account(_id(await people.bob.id()))
    async with people.bob.tab() as tab:
        await tab.join({str(topic): seen_now()})
        for hint in ["bell", "posted"] * 50:
            await publish.append(topic, hint=hint)
        await publish.append(topic, hint="the end")
        heard = await _heard(tab, "the end")
    assert [frame["hint"] for frame in heard[-3:]] == ["bell", "posted", "the end"]
    assert len(heard) < 50
    _in_order(heard)


async def test_events_all_arrive_in_their_places_between_hints(people: Cast) -> None:
    topic = comments(_id(await people.alice.publish()))
    async with people.bob.tab() as tab:
        await tab.join({str(topic): seen_now()})
        for number in range(50):
            await publish.append(topic, hint="look")
            await publish.append(topic, content=f"comment {number}")
        await publish.append(topic, hint="the end")
        heard = await _heard(tab, "the end")
    assert [frame["content"] for frame in heard if "content" in frame] == [f"comment {number}" for number in range(50)]
    _in_order(heard)


async def test_the_last_word_of_a_topic_is_told_before_it_ends(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        await tab.join({f"post:{post}": "1"})
        await people.charlie.post(f"/p/{post}/like")
        await people.alice.post(f"/p/{post}?_method=DELETE")
        await tab.hears(f"#post-{post}")


async def test_who_joins_in_the_middle_of_a_burst_has_the_newest_in_the_end(people: Cast) -> None:
    topic: Topic = profile(_id(await people.alice.id()))
    async with people.bob.tab() as tab, people.charlie.tab() as late:
        await tab.join({str(topic): "-1"})
        for version in range(1000, 1010):
            await publish.state(topic, version, partial("<p>{}</p>".format, version))
        await late.join({str(topic): "-1"})
        for someone in (tab, late):
            await someone.hears("<p>1009</p>")


def _in_order(heard: list[dict[str, Any]]) -> None:
    seen = [tuple(map(int, frame["seen"].split("-"))) for frame in heard]
    assert seen == sorted(seen)
