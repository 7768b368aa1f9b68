"""Reading back through more than one page."""

from tests.cast import Cast, Person
from tests.documents import look_anew, published
from tests.pages import Page
from tests.site import Site

NUMBER = 30
MORE = "Show older photos"
CAUGHT_UP = "You're all caught up"


async def read_back(person: Person, address: str) -> list[str]:
    """The posts of all pages, following the link to the older ones to the end."""
    posts: list[str] = []
    while address:
        page = Page((await person.get(address)).text)
        posts += page.posts
        links = [e.attributes["href"] for e in page.all("a") if e.text == MORE]
        path, _, _ = address.partition("?")
        address = "" if not links else links[0] if links[0].startswith("/") else path + links[0]
        assert (CAUGHT_UP in page.text) == (path == "/" and not address)
    return posts


async def test_thirty_posts_without_a_gap_and_none_twice(people: Cast) -> None:
    posts = [
        await published((people.alice, people.bob)[n % 3 == 0], f"#thirty{people.alice.username}")
        for n in range(NUMBER)
    ]
    newest_first = posts[::-1]
    feed = await read_back(people.bob, "/")
    assert feed == newest_first
    tag = await read_back(people.charlie, f"/tags/thirty{people.alice.username}")
    assert tag == newest_first
    profile = await read_back(people.charlie, f"/@{people.alice.username}")
    assert profile == [post for number, post in enumerate(posts) if number % 3][::-1]


async def test_a_page_may_end_at_a_post_that_is_deleted_meanwhile(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(NUMBER)][::-1]
    page = Page((await people.bob.get("/")).text)
    assert page.posts == posts[:12]
    older = page.link(MORE)
    for post in (posts[11], posts[14]):
        await people.alice.client.delete(f"/p/{post}", follow_redirects=False)
    rest = await read_back(people.bob, older)
    assert rest == [*posts[12:14], *posts[15:]]
    again = await read_back(people.bob, "/")
    assert again == [*posts[:11], *rest]


async def test_new_posts_do_not_move_the_older_ones(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(14)][::-1]
    older = Page((await people.bob.get("/")).text).link(MORE)
    for _ in range(3):
        await published(people.alice)
    await look_anew(people.bob)
    assert Page((await people.bob.get(older)).text).posts == posts[12:]


async def test_htmx_gets_the_older_cards_alone(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(14)][::-1]
    older = Page((await people.bob.get("/")).text).link(MORE)
    answer = await people.bob.get(older, headers={"HX-Request": "true", "HX-Target": "div#older"})
    page = Page(answer.text)
    assert page.posts == posts[12:]
    assert not page.all("nav")
    assert CAUGHT_UP in answer.text


async def test_a_page_of_just_twelve(people: Cast, site: Site) -> None:
    posts = [await published(people.alice) for _ in range(12)][::-1]
    assert await read_back(people.bob, "/") == posts
