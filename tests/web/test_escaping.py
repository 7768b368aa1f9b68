"""What people write is shown as they wrote it, and never becomes markup."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast
from tests.documents import account_id, look_anew, published
from tests.pages import Page

EVIL = """<script>alert(1)</script>"'><img src=x onerror=alert(2)> &amp; {{ 7777 * 7777 }}"""


def assert_harmless(page: Page) -> None:
    for script in page.all("script"):
        assert script.attributes["src"].startswith("/static/")
        assert not script.text
    for element in page.elements:
        assert element.attributes.get("src") != "x"
        assert not [name for name in element.attributes if name.startswith("on")]
    assert "60481729" not in page.html


async def test_nothing_that_people_write_becomes_markup(people: Cast) -> None:
    alice, bob = people.alice, people.bob
    name = EVIL[:50]
    await alice.post("/settings/profile", data={"name": name, "bio": EVIL})
    post = await alice.publish(f"{EVIL} #tag<b> @{bob.username}<i>", EVIL)
    await alice.post(f"/p/{post}/like")
    await alice.post(f"/p/{post}/comments", data={"text": EVIL})
    await alice.follow(bob)
    shown = {
        "/": EVIL,
        f"/p/{post}": EVIL,
        f"/p/{post}/comments": EVIL,
        f"/p/{post}/likes": name,
        f"/@{alice.username}": EVIL,
        f"/@{bob.username}/followers": name,
        "/search?q=" + alice.username: name,
        "/tags/tag": "",
        "/notifications": name,
    }
    for place, words in shown.items():
        page = Page((await bob.get(place)).text)
        assert_harmless(page)
        assert " ".join(words.split()) in page.text, place
    picture = Page((await bob.get(f"/p/{post}")).text).all("img", alt=EVIL)
    assert len(picture) == 1


async def test_nor_does_what_stands_in_an_address(people: Cast) -> None:
    for address in ("/search", "/login", "/nothing", "/tags/x"):
        for words in (EVIL, '"><script>alert(1)</script>'):
            params = {"q": words, "next": f"/{words}", "before": words, "_": words}
            assert_harmless(Page((await people.bob.get(address, params=params)).text))
    answer = await people.bob.get("/tags/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code in (200, 404)
    assert_harmless(Page(answer.text))


async def test_nor_what_a_refused_form_keeps(people: Cast) -> None:
    for address, form in (
        ("/signup", {"name": EVIL, "username": EVIL, "email": EVIL}),
        ("/login", {"login": EVIL, "next": EVIL}),
        ("/posts", {"caption": EVIL, "alt": EVIL, "key": EVIL}),
        ("/settings/profile", {"name": "", "bio": EVIL}),
    ):
        answer = await people.charlie.post(address, data=form)
        assert answer.status_code == 422
        page = Page(answer.text)
        assert_harmless(page)
        for field, typed in form.items():
            assert page.value(field) == typed, (address, field)


async def test_nor_what_is_read_from_a_long_kept_document(people: Cast) -> None:
    post = await published(people.alice, "javascript:alert(1) https://x.example/\"onmouseover=alert(1) http://a'b")
    page = Page((await people.bob.get(f"/p/{post}")).text)
    assert_harmless(page)
    assert not [href for href in page.hrefs if href.startswith("javascript")]
    await collection("accounts").update_one({"_id": await account_id(people.alice)}, {"$set": {"name": EVIL}})
    await look_anew(people.alice, people.bob)
    assert await collection("posts").count_documents({"_id": ObjectId(post)}) == 1
    assert_harmless(Page((await people.bob.get("/")).text))
