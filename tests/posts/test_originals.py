"""The original belongs to its author: only an address that the site signed for her leads to it."""

import time
from urllib.parse import parse_qs, urlsplit

from server.media.delivery import signing
from tests.cast import Cast, Person, photo
from tests.documents import account_id, on_its_way
from tests.pages import Page


async def original_link(author: Person, post: str) -> str:
    page = Page((await author.get(f"/p/{post}")).text)
    (link,) = [href for href in page.hrefs if "/original?" in href]
    return link


async def test_the_author_gets_back_what_she_sent_byte_for_byte(people: Cast) -> None:
    sent = photo()
    post = await people.alice.publish(data=sent)
    answer = await people.alice.get(await original_link(people.alice, post))
    assert answer.content == sent
    assert answer.headers["Content-Disposition"] == "attachment; filename=\"photo.jpg\"; filename*=UTF-8''photo.jpg"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "image/jpeg"


async def test_nobody_else_is_given_the_address(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish()
    sha256 = (await original_link(people.alice, post)).split("/")[2]
    for person in (people.bob, people.charlie, nobody):
        for place in (f"/p/{post}", "/", f"/@{people.alice.username}", f"/p/{post}/comments"):
            html = (await person.get(place)).text
            assert sha256 not in html
            assert "/original" not in html
        assert (await person.get(f"/media/{sha256}/original")).status_code == 404


async def test_an_address_that_was_changed_leads_nowhere(people: Cast) -> None:
    mine, mine_too = await on_its_way(people.alice), await on_its_way(people.alice)
    link = await original_link(people.alice, mine[0])
    assert (await people.charlie.get(link)).status_code == 200, "whoever was given the address may use it"
    words = parse_qs(urlsplit(link).query)
    until, by = words["until"][0], words["by"][0]
    path = f"/media/{mine[1].original}/original"
    for changed in (
        f"/media/{mine_too[1].original}/original?until={until}&by={by}",
        f"/media/{mine[1].sha256}/original?until={until}&by={by}",
        f"/media/{mine[1].sha256}/w320.jpg?until={until}&by={by}",
        f"{path}?until={int(until) + 3600}&by={by}",
        f"{path}?until={until}0&by={by}",
        f"{path}?until={until}&by={by[::-1]}",
        f"{path}?until={until}&by=",
        f"{path}?until={until}&by=%C3%A9",
        f"{path}?until=&by={by}",
        f"{path}?until=-1&by={by}",
        f"{path}?until=%D9%A1{until}&by={by}",
        f"{path}?until=x&by={by}",
        f"{path}?by={by}",
        path,
    ):
        assert (await people.charlie.get(changed)).status_code == 404, changed


async def test_an_address_ends_with_its_time(people: Cast) -> None:
    _, upload = await on_its_way(people.alice)
    alice = await account_id(people.alice)
    for until, status in ((int(time.time()) + 60, 200), (int(time.time()) - 1, 404)):
        answer = await people.alice.get(signing.signed(upload.original, "original", alice, until))
        assert answer.status_code == status
    link = signing.signed(upload.original, "original", alice)
    left = int(parse_qs(urlsplit(link).query)["until"][0]) - time.time()
    assert 44 * 60 <= left <= 60 * 60


async def test_it_ends_when_its_author_deletes(people: Cast) -> None:
    post, _ = await on_its_way(people.alice)
    link = await original_link(people.alice, post)
    assert (await people.alice.get(link)).status_code == 200
    await people.alice.client.delete(f"/p/{post}")
    assert (await people.alice.get(link)).status_code == 404
