"""Reading back through more than one page."""

from tests.cast import Cast, Person
from tests.documents import look_anew, published
from tests.pages import Page
from tests.site import Site

NUMBER = 30
CAUGHT_UP = "You're all caught up"


async def read_back(person: Person, address: str, more: str) -> list[list[str]]:
    """The posts of each page, following the link to the older ones to the end."""
    pages: list[list[str]] = []
    while address:
        page = Page((await person.get(address)).text)
        pages.append(page.posts)
        links = [e.attributes["href"] for e in page.all("a") if e.text == more]
        path = address.split("?")[0]
        address = "" if not links else links[0] if links[0].startswith("/") else path + links[0]
        assert (CAUGHT_UP in page.text) == (path == "/" and not address)
    return pages


async def test_thirty_posts_without_a_gap_and_none_twice(people: Cast) -> None:
    posts = [
        await published((people.alice, people.bob)[n % 3 == 0], f"#thirty{people.alice.username}")
        for n in range(NUMBER)
    ]
    newest_first = posts[::-1]
    feed = await read_back(people.bob, "/", "Show older photos")
    assert sum(feed, []) == newest_first
    assert [len(page) for page in feed] == [12, 12, 6]
    tag = await read_back(people.charlie, f"/tags/thirty{people.alice.username}", "Show older photos")
    assert sum(tag, []) == newest_first
    alices = [post for n, post in enumerate(posts) if n % 3][::-1]
    profile = await read_back(people.charlie, f"/@{people.alice.username}", "Show older photos")
    assert sum(profile, []) == [post for n, post in enumerate(posts) if not n % 3 == 0][::-1] == alices


async def test_a_page_may_end_at_a_post_that_is_deleted_meanwhile(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(NUMBER)][::-1]
    page = Page((await people.bob.get("/")).text)
    assert page.posts == posts[:12]
    older = page.link("Show older photos")
    for post in (posts[11], posts[14]):
        await people.alice.client.delete(f"/p/{post}", follow_redirects=False)
    rest = sum(await read_back(people.bob, older, "Show older photos"), [])
    assert rest == [*posts[12:14], *posts[15:]]
    again = sum(await read_back(people.bob, "/", "Show older photos"), [])
    assert again == [*posts[:11], *rest]


async def test_new_posts_do_not_move_the_older_ones(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(14)][::-1]
    older = Page((await people.bob.get("/")).text).link("Show older photos")
    for _ in range(3):
        await published(people.alice)
    await look_anew(people.bob)
    assert Page((await people.bob.get(older)).text).posts == posts[12:]


async def test_htmx_gets_the_older_cards_alone(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(14)][::-1]
    older = Page((await people.bob.get("/")).text).link("Show older photos")
    answer = await people.bob.get(older, headers={"HX-Request": "true", "HX-Target": "div#older"})
    page = Page(answer.text)
    assert page.posts == posts[12:]
    assert not page.all("nav")
    assert CAUGHT_UP in answer.text


async def test_a_page_of_just_twelve(people: Cast, site: Site) -> None:
    posts = [await published(people.alice) for _ in range(12)][::-1]
    assert sum(await read_back(people.bob, "/", "Show older photos"), []) == posts
