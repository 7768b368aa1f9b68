"""Taking a comment back, from the page as its author finds it."""

import re

from tests.cast import Cast, Person


async def _delete_address(person: Person, post: str) -> str | None:
    """Where the form posts that this person finds behind the time of the first comment."""
    thread = (await person.get(f"/p/{post}")).text
    link = re.search(rf'href="(/p/{post}/comments/[0-9a-f]{{24}})"', thread)
    assert link, "a comment has an address of its own"
    form = re.search(
        r'action="([^"]*_method=DELETE)"><button[^>]*>.*?Delete this comment', (await person.get(link[1])).text
    )
    return form[1] if form else None


async def test_its_author_and_the_posts_author_find_the_way_to_delete_it(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish()
    await people.bob.post(f"/p/{post}/comments", data={"text": "said too quickly"})
    assert await _delete_address(people.charlie, post) is None
    assert await _delete_address(nobody, post) is None
    assert await _delete_address(people.alice, post) is not None
    address = await _delete_address(people.bob, post)
    assert address
    answer = await people.bob.post(address)
    assert answer.status_code == 200
    assert "said too quickly" not in answer.text
    assert "<strong>0</strong> comments" in answer.text
