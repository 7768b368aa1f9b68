"""What is not for everybody: an address signed for one person, who is asked about at each fetch.

charlie, who should see nothing, tries every way in. He has got hold of addresses that were made for others.
"""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from bson import ObjectId

from server.keys import keys
from server.media.delivery import signing
from server.media.storage import store
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.media.delivered import captioned, change, media_of, named, shown, signed
from tests.media.stored import noise
from tests.pages import Page

AUTHOR = "author"
ADDRESS = re.compile(r"/media/[^\s\"]+")


async def private(owner: Person, data: bytes | None = None, name: str = "w320.jpg") -> str:
    """The path of a rendition that only its owner may see."""
    return await shown(owner, data or noise(1000), name, AUTHOR)


async def original(owner: Person, file_name: str = "", audience: str = AUTHOR) -> tuple[str, bytes]:
    """The path of what somebody sent, and its bytes."""
    media, data = await media_of(await shown(owner, noise(1000), audience=audience)), noise(1000)
    sha256 = await store.keep_bytes(data, "image/heic", media)
    sent = {"sha256": sha256, "bytes": len(data), "format": "heic", "name": file_name}
    await collection("media").update_one({"_id": media}, {"$set": {"original": sent}})
    return f"/media/{sha256}/original", data


async def test_its_owner_sees_it_wherever_she_has_no_cookie(people: Cast, nobody: Person) -> None:
    """A player or a download manager has none."""
    data = noise(1000)
    path = await private(people.alice, data)
    address = await signed(path, people.alice)
    for person in (people.alice, nobody):
        answer = await person.get(address)
        assert (answer.status_code, answer.content) == (200, data)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert "Set-Cookie" not in answer.headers
        assert (await person.get(address, headers={"Range": "bytes=5-9"})).content == data[5:10]
        assert (await person.client.head(address)).headers["Content-Length"] == "1000"
        again = await person.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert again.headers["Cache-Control"].startswith("private")


async def test_browsers_may_keep_it_for_as_long_as_the_address_is_good_and_others_never(people: Cast) -> None:
    address = await signed(await private(people.alice), people.alice)
    answer = await people.alice.get(address)
    kind, age = answer.headers["Cache-Control"].split(", ")
    left = int(parse_qs(urlsplit(address).query)["until"][0]) - time.time()
    assert kind == "private"
    assert 0 < int(age.removeprefix("max-age=")) <= left + 2
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_an_address_is_the_same_for_a_quarter_of_an_hour_and_good_for_45_minutes(people: Cast) -> None:
    path = await private(people.alice)
    until = int(parse_qs(urlsplit(await signed(path, people.alice)).query)["until"][0])
    assert until % 900 == 0
    assert 45 * 60 - 5 < until - time.time() <= 60 * 60


async def test_nobody_comes_in_without_an_address_made_for_her(people: Cast, nobody: Person) -> None:
    for path in (
        await private(people.alice),
        await captioned(people.alice, noise(100), AUTHOR),
        (await original(people.alice))[0],
        (await original(people.alice, audience="public"))[0],
    ):
        assert (await people.alice.get(await signed(path, people.alice))).status_code == 200
        for person in (people.alice, people.bob, people.charlie, nobody):
            answer = await person.get(path)
            assert answer.status_code == 404
            assert Page(answer.text).is_ours
        # Signed by us, as for anybody who is shown something; but these may not see this.
        for person in (people.bob, people.charlie):
            assert (await person.get(await signed(path, person))).status_code == 404


async def test_an_address_that_was_changed_leads_nowhere(people: Cast) -> None:
    mine, other = await private(people.alice), await private(people.alice, name="w640.jpg")
    sent, _ = await original(people.alice)
    address = await signed(mine, people.alice)
    parts = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    alice, charlie = parts["for"], str(await account_id(people.charlie))
    until, by = parts["until"], parts["by"]
    his = parse_qs(urlsplit(await signed(mine, people.charlie)).query)["by"][0]
    assert (await people.charlie.get(address)).status_code == 200, "or else nothing below means anything"
    (sha256, name), (other_sha256, _) = named(mine), named(other)
    good = f"for={alice}&until={until}&by={by}"
    for changed in (
        f"{other}?{good}",
        f"{sent}?{good}",
        f"/media/{other_sha256}/{name}?{good}",
        f"/media/{sha256}/w640.jpg?{good}",
        f"/media/{sha256}/original?{good}",
        f"/media/{sha256}/captions.vtt?{good}",
        f"{mine}?for={charlie}&until={until}&by={by}",
        f"{mine}?for={alice}&until={until}&by={his}",
        f"{mine}?for={charlie}&until={until}&by={his}",
        f"{mine}?for={alice.upper()}&until={until}&by={by}",
        f"{mine}?for={alice}&until={int(until) + 900}&by={by}",
        f"{mine}?for={alice}&until={until}0&by={by}",
        f"{mine}?for={alice}&until=0{until}&by={by}",
        f"{mine}?for={alice}&until=%2B{until}&by={by}",
        f"{mine}?for={alice}&until={until}.0&by={by}",
        f"{mine}?for={alice}&until=%D9%A1{until[1:]}&by={by}",
        f"{mine}?for={alice}&until=&by={by}",
        f"{mine}?for={alice}&until=x&by={by}",
        f"{mine}?for={alice}&until={until}&by={by[::-1]}",
        f"{mine}?for={alice}&until={until}&by={by.upper()}",
        f"{mine}?for={alice}&until={until}&by={by[:-1]}",
        f"{mine}?for={alice}&until={until}&by=",
        f"{mine}?for={alice}&until={until}&by=%C3%A9",
        f"{mine}?for={alice}&until={until}",
        f"{mine}?until={until}&by={by}",
        f"{mine}?for=&until={until}&by={by}",
        f"{mine}?for={alice}&by={by}",
        f"{mine}?by={by}",
        f"{mine}?for={charlie}&{good}",
    ):
        assert (await people.charlie.get(changed)).status_code == 404, changed


async def test_pieces_of_an_address_cannot_be_moved_between_its_parts(people: Cast) -> None:
    """The text that is signed must mean one thing only."""
    alice = await account_id(people.alice)
    until = int(time.time()) + 600
    by = signing._signature(keys(signing.PURPOSE)[0], "a" * 64, "w1.jpg", str(alice), str(until))
    assert signing.viewer_of("a" * 64, "w1.jpg", str(alice), str(until), by) == alice
    for parts in (
        ("a" * 64, f"w1.jpg/{alice}", str(until), ""),
        ("a" * 64, "w1.jpg", f"{alice}/{until}", ""),
        (f"{'a' * 64}/w1.jpg", str(alice), str(until), ""),
    ):
        assert signing.viewer_of(*parts, by) is None


async def test_an_address_ends_with_its_time(people: Cast) -> None:
    path = await private(people.alice)
    for seconds, status in ((60, 200), (0, 404), (-1, 404), (-(10**9), 404)):
        address = await signed(path, people.alice, int(time.time()) + seconds)
        assert (await people.alice.get(address)).status_code == status


@pytest.mark.parametrize("end", [{"state": "deleted"}, {"owner": ObjectId()}])
async def test_it_ends_when_its_owner_can_no_longer_see_it(end: dict[str, object], people: Cast) -> None:
    for path in (await private(people.alice), (await original(people.alice))[0]):
        address = await signed(path, people.alice)
        etag = (await people.alice.get(address)).headers["ETag"]
        await change(path, **end)
        for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-0"}):
            assert (await people.alice.get(address, headers=headers)).status_code == 404


async def test_what_others_could_see_ends_for_them_when_it_is_for_its_author_alone(people: Cast) -> None:
    path = await shown(people.alice, noise(1000))
    hers, his = await signed(path, people.alice), await signed(path, people.bob)
    for address in (path, hers, his):
        assert (await people.bob.get(address)).status_code == 200
    await change(path, audience=AUTHOR)
    assert [(await people.bob.get(address)).status_code for address in (path, hers, his)] == [404, 200, 404]
    await change(path, audience="public")
    assert [(await people.bob.get(address)).status_code for address in (path, hers, his)] == [200, 200, 200]


async def test_it_ends_with_the_account_it_was_made_for(people: Cast) -> None:
    path = await private(people.alice)
    address = await signed(path, people.alice)
    assert (await people.charlie.get(address)).status_code == 200
    await collection("accounts").delete_one({"_id": await account_id(people.alice)})
    assert (await people.charlie.get(address)).status_code == 404


async def test_bytes_that_two_people_have_are_seen_by_each_through_her_own(people: Cast) -> None:
    data = noise(1000)
    path = await private(people.alice, data)
    assert await private(people.bob, data) == path
    for person, status in ((people.alice, 200), (people.bob, 200), (people.charlie, 404)):
        assert (await person.get(await signed(path, person))).status_code == status


class TestOriginals:
    """What she sent, byte for byte, for herself alone."""

    @pytest.mark.parametrize(
        ("name", "plain", "whole"),
        [
            ("IMG_0001.HEIC", "IMG_0001.HEIC", "IMG_0001.HEIC"),
            ("", "original.heic", "original.heic"),
            ("Grüße aus Köln.heic", "Grue aus Koln.heic", "Gr%C3%BC%C3%9Fe%20aus%20K%C3%B6ln.heic"),
            ("写真 1.heic", "1.heic", "%E5%86%99%E7%9C%9F%201.heic"),
            ("../../etc/passwd", "passwd", "passwd"),
            ("C:\\secret\\boot.ini", "boot.ini", "boot.ini"),
            (".bashrc", "bashrc", "bashrc"),
            ('a";filename=evil.exe', "a__filename_evil.exe", "a%22%3Bfilename%3Devil.exe"),
            ("a\r\nSet-Cookie: x=1", "aSet-Cookie_ x_1", "aSet-Cookie%3A%20x%3D1"),
            ("\u202egnp.exe", "gnp.exe", "gnp.exe"),
            ("///", "file", "file"),
        ],
    )
    async def test_she_gets_it_back_under_its_name(self, name: str, plain: str, whole: str, people: Cast) -> None:
        path, data = await original(people.alice, name)
        answer = await people.alice.get(await signed(path, people.alice))
        assert answer.content == data
        assert answer.headers["Content-Type"] == "image/heic"
        assert answer.headers["Content-Disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"
        assert answer.headers["Cache-Control"].startswith("private")
        assert "Set-Cookie" not in answer.headers

    async def test_a_post_for_everybody_does_not_give_its_original_away(self, people: Cast, nobody: Person) -> None:
        path, _ = await original(people.alice, audience="public")
        for address in (path, await signed(path, people.bob), await signed(path, people.charlie)):
            for person in (people.alice, people.bob, people.charlie, nobody):
                assert (await person.get(address)).status_code == 404


class TestPlaylists:
    """A player follows a playlist to its segments: they are signed for the same person, and end with it."""

    async def video(self, owner: Person) -> tuple[str, bytes]:
        """The path of a master playlist, and the bytes to which it leads in the end."""
        data = noise(300_000)
        video = await private(owner, data, "v720.mp4")
        one = (
            '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-MAP:URI="{0}",BYTERANGE="800@0"\n#EXTINF:4,\n#EXT-X-BYTERANGE:9@0\n{0}\n'
        )
        rung = await private(owner, one.format(video).encode(), "v720.m3u8")
        master = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{rung}\n# text /media/{'0' * 64}/no.mp4\n"
        return await private(owner, master.encode(), "master.m3u8"), data

    async def test_the_owner_can_play_it(self, people: Cast, nobody: Person) -> None:
        path, data = await self.video(people.alice)
        first = await nobody.get(await signed(path, people.alice))
        assert first.headers["Content-Type"] == "application/vnd.apple.mpegurl"
        assert "ETag" not in first.headers
        assert first.headers["Cache-Control"].startswith("private")
        (rung,) = [line for line in first.text.splitlines() if line.startswith("/media/")]
        second = await nobody.get(rung)
        addresses = ADDRESS.findall(second.text)
        assert len(addresses) == 2 and len(set(addresses)) == 1
        assert (await nobody.get(addresses[0])).content == data
        assert (await nobody.get(addresses[0], headers={"Range": "bytes=0-799"})).content == data[:800]

    async def test_nothing_in_it_outlives_it(self, people: Cast) -> None:
        path, _ = await self.video(people.alice)
        until = int(time.time()) + 300
        playlist = (await people.alice.get(await signed(path, people.alice, until))).text
        assert f"until={until}&" in playlist

    async def test_what_is_in_it_ends_when_its_owner_deletes(self, people: Cast) -> None:
        path, _ = await self.video(people.alice)
        (rung,) = [
            line
            for line in (await people.alice.get(await signed(path, people.alice))).text.splitlines()
            if line.startswith("/media/")
        ]
        await change(urlsplit(rung).path, state="deleted")
        assert (await people.charlie.get(rung)).status_code == 404

    async def test_it_is_nothing_for_others(self, people: Cast) -> None:
        path, _ = await self.video(people.alice)
        playlist = (await people.alice.get(await signed(path, people.alice))).text
        (rung,) = [line for line in playlist.splitlines() if line.startswith("/media/")]
        charlie = await account_id(people.charlie)
        for address in (path, urlsplit(rung).path, re.sub("for=[0-9a-f]+", f"for={charlie}", rung)):
            assert (await people.charlie.get(address)).status_code == 404
