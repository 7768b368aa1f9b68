"""Posts by hashtag."""

from tests.cast import Cast, Person
from tests.documents import published
from tests.pages import Page


async def tagged(person: Person, tag: str) -> list[str]:
    return Page((await person.get(f"/tags/{tag}")).text).posts


async def test_posts_are_found_under_each_of_their_tags(people: Cast, nobody: Person) -> None:
    own = people.alice.username
    first = await published(people.alice, f"#Sea{own} and #Größe{own}, #x{own}.")
    second = await published(people.bob, f"again #sea{own}")
    await published(people.bob, f"sea{own} without the sign, a#sea{own}, #sea{own}side")
    assert await tagged(nobody, f"sea{own}") == [second, first]
    assert await tagged(nobody, f"SEA{own}") == [second, first]
    assert await tagged(nobody, f"größe{own}") == [first]
    assert await tagged(nobody, f"x{own}") == [first]


async def test_the_link_in_a_caption_leads_to_the_post(people: Cast) -> None:
    for tag in ("#Größe", "#日本", "#हिन्दी", "#ẞ"):
        post = await published(people.alice, f"{tag} {people.alice.username}")
        link = Page((await people.bob.get(f"/p/{post}")).text).link(tag)
        assert (await tagged(people.bob, link.removeprefix("/tags/")))[0] == post


async def test_a_tag_that_nobody_used_is_an_empty_page(nobody: Person) -> None:
    answer = await nobody.get("/tags/neverused")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.heading == "#neverused"
    assert "No photos with this tag yet." in page.text
