"""@names, #tags and addresses in what people write."""

from collections import Counter

from tests.cast import Cast
from tests.documents import published
from tests.pages import Page

WRITTEN = {
    "nothing @ all # here": [],
    "me@example.org is no @name@ and a#b no tag": [("@name", "/@name")],
    "with @Bob, and (@a.b.)": [("@Bob", "/@bob"), ("@a.b", "/@a.b")],
    "@ab. @_x_ @" + "n" * 40: [("@ab", "/@ab"), ("@_x_", "/@_x_"), ("@" + "n" * 30, "/@" + "n" * 30)],
    "#Sea, #sea-side! (#x) ##double": [("#Sea", "/tags/sea"), ("#sea", "/tags/sea"), ("#x", "/tags/x")],
    "#Größe #日本 #हिन्दी #1 #2024_a": [
        ("#Größe", "/tags/grösse"),
        ("#日本", "/tags/日本"),
        ("#हिन्दी", "/tags/हिन्दी"),
        ("#2024_a", "/tags/2024_a"),
    ],
    "see https://www.example.org/a?b=c&d=#e, or (http://x.example).": [
        ("example.org/a?b=c&d=#e", "https://www.example.org/a?b=c&d=#e"),
        ("x.example", "http://x.example"),
    ],
    "javascript:alert(1) ftp://x data:text/html,x //x.example": [],
    "https://x.example/@alice/#sea": [("x.example/@alice/#sea", "https://x.example/@alice/#sea")],
}


async def links_on(people: Cast, caption: str) -> Counter[tuple[str, str]]:
    post = await published(people.alice, caption)
    page = Page((await people.charlie.get(f"/p/{post}")).text)
    return Counter((e.text, e.attributes["href"].replace(post, "ID")) for e in page.all("a"))


async def test_names_tags_and_addresses_become_links(people: Cast) -> None:
    plain = await links_on(people, "plain words")
    for caption, wanted in WRITTEN.items():
        assert await links_on(people, caption) - plain == Counter(wanted), caption


async def test_other_sites_learn_nothing_and_gain_nothing(people: Cast) -> None:
    post = await published(people.alice, "https://x.example/")
    link = Page((await people.charlie.get(f"/p/{post}")).text).one("a", href="https://x.example/")
    assert {"nofollow", "noopener", "ugc"} <= set(link.attributes["rel"].split())


async def test_lines_are_kept(people: Cast) -> None:
    post = await published(people.alice, "one\ntwo\n\nthree")
    assert "one<br>two<br><br>three" in (await people.charlie.get(f"/p/{post}")).text
