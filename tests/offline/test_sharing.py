"""What another app shares with Tintype comes into the draft of who is signed in, and into nobody else's."""

from urllib.parse import parse_qs, urlsplit

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id

Files = list[tuple[str, tuple[str, bytes]]]


def pictures(*contents: bytes) -> Files:
    return [("media", (f"{place}.jpg", content)) for place, content in enumerate(contents)]


async def drafts(person: Person) -> int:
    return await collection("media").count_documents({"owner": await account_id(person), "post": None})


async def test_photos_and_words_are_in_the_draft(people: Cast) -> None:
    data = {"title": "Low tide", "text": "Low tide, and nobody", "url": "https://example.org/sea"}
    answer = await people.bob.post("/posts/shared", data=data, files=pictures(photo(), photo()))
    assert (answer.status_code, answer.url.path) == (200, "/posts/new")
    assert await drafts(people.bob) == 2
    assert "Low tide, and nobody\nhttps://example.org/sea" in answer.text
    assert await drafts(people.alice) == await drafts(people.charlie) == 0


async def test_what_is_no_photo_is_named_and_the_others_are_there(people: Cast) -> None:
    answer = await people.bob.post("/posts/shared", files=pictures(photo(), b"no photo"))
    assert answer.status_code == 422
    assert "1.jpg" in answer.text
    assert await drafts(people.bob) == 1


async def test_who_is_signed_out_is_told_that_nothing_arrived(people: Cast, nobody: Person) -> None:
    before = await collection("media").estimated_document_count()
    answer = await nobody.post("/posts/shared", files=pictures(photo()))
    assert answer.status_code == 401
    assert "share it again" in answer.text
    assert await collection("media").estimated_document_count() == before
    # The worker, which keeps it, goes on to the form to sign in and comes back here.
    asked = await nobody.post("/posts/shared", files=pictures(photo()), headers={"HX-Request": "true"})
    going = urlsplit(asked.headers["HX-Redirect"])
    assert (going.path, parse_qs(going.query)) == ("/login", {"next": ["/posts/shared"]})
    assert (await people.bob.get("/posts/shared")).url.path == "/posts/new"


async def test_no_other_site_shares_in_her_name(people: Cast) -> None:
    for sent_by in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = await people.bob.post("/posts/shared", files=pictures(photo()), headers=sent_by)
        assert answer.status_code == 403
    assert await drafts(people.bob) == 0


async def test_what_waited_for_one_is_not_shared_as_another(people: Cast) -> None:
    alice = await people.alice.id()
    headers = {"X-Tintype-Account": alice, "HX-Request": "true"}
    assert (await people.charlie.post("/posts/shared", files=pictures(photo()), headers=headers)).status_code == 412
    assert await drafts(people.charlie) == await drafts(people.alice) == 0
