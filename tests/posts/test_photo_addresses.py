"""The bytes of published photos, as browsers and caches fetch them."""

import hashlib
import io
import re

from PIL import Image

from tests.cast import Cast, Person
from tests.documents import upload
from tests.pages import Page
from tests.posts.reading import renditions


async def open_address(owner: Person) -> str:
    """The address of a published rendition."""
    found = await upload(owner, audience="public")
    return found.rendition.url


async def test_every_rendition_is_what_its_address_says(people: Cast, nobody: Person) -> None:
    found = await renditions(nobody, await people.alice.publish())
    assert [address.rsplit("/")[-1] for address in found if address.endswith("jpg")]
    assert [address.rsplit("/")[-1] for address in found if address.endswith("avif")]
    for address in found:
        answer = await nobody.get(address)
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == address.split("/")[2]
        kind = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}[address.rsplit(".")[-1]]
        assert answer.headers["Content-Type"] == kind
        with Image.open(io.BytesIO(answer.content)) as image:
            assert re.search(rf"/[wq]{image.width}\.", address)


async def test_they_may_be_kept_for_ever_and_are_nothing_but_pictures(people: Cast, nobody: Person) -> None:
    address = await open_address(people.alice)
    headers = (await nobody.get(address)).headers
    assert headers["Cache-Control"] == "public, max-age=31536000, s-maxage=300, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in headers
    again = await nobody.get(address, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    changed = await nobody.get(address, headers={"If-None-Match": '"another"'})
    assert changed.status_code == 200


async def test_a_part_can_be_asked_for(people: Cast, nobody: Person) -> None:
    address = await open_address(people.alice)
    whole = (await nobody.get(address)).content
    size = len(whole)

    async def part(wanted: str, **also: str) -> tuple[int, str, bytes]:
        answer = await nobody.get(address, headers={"Range": wanted} | also)
        return answer.status_code, answer.headers.get("Content-Range", ""), answer.content

    assert (await nobody.get(address)).headers["Accept-Ranges"] == "bytes"
    assert await part("bytes=0-0") == (206, f"bytes 0-0/{size}", whole[:1])
    assert await part("bytes=5-9") == (206, f"bytes 5-9/{size}", whole[5:10])
    assert await part(f"bytes={size - 3}-") == (206, f"bytes {size - 3}-{size - 1}/{size}", whole[-3:])
    assert await part("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", whole[-7:])
    assert await part(f"bytes=-{size * 2}") == (206, f"bytes 0-{size - 1}/{size}", whole)
    assert await part(f"bytes=2-{size * 2}") == (206, f"bytes 2-{size - 1}/{size}", whole[2:])
    assert (await part(f"bytes={size}-"))[:2] == (416, f"bytes */{size}")
    # A part of bytes that have changed since would not fit; and what we do not understand, we may ignore.
    assert (await part("bytes=0-0", **{"If-Range": '"another"'}))[0] == 200
    for other in ("bytes=5-2", "bytes=abc", "lines=1-2", "bytes=0-1,4-5"):
        assert await part(other) == (200, "", whole), other


async def test_a_head_tells_the_size_and_sends_nothing(people: Cast, nobody: Person) -> None:
    address = await open_address(people.alice)
    answer = await nobody.client.head(address)
    whole = await nobody.get(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(whole.content))


async def test_only_the_whole_address_leads_to_the_bytes(people: Cast, nobody: Person) -> None:
    sha256, name = (await open_address(people.alice)).split("/")[2:]
    for other in (
        f"/media/{sha256}/original",
        f"/media/{sha256}/w1.jpg",
        f"/media/{sha256}/{name}.png",
        f"/media/{sha256[::-1]}/{name}",
        f"/media/{sha256.upper()}/{name}",
        f"/media/{sha256}/$ne",
    ):
        answer = await nobody.get(other)
        assert answer.status_code == 404, other
        assert Page(answer.text).is_ours
