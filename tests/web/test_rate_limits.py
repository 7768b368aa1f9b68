"""Too often is 429: by address and by account, said in plain words, also while Redis is away."""

from collections.abc import Iterator

import httpx2
import pytest

from tests.cast import PASSWORD, Cast, Person, photo
from tests.documents import published, upload
from tests.pages import Page
from tests.site import Site, eventually, free_port
from tests.web.extra import extra_web

TIGHT = {
    "GUESS_LIMIT": "3/hour",
    "GUESS_WAIT_SECONDS": "30",
    "SIGNUP_LIMIT": "2/minute",
    "WRITE_LIMIT": "4/minute",
    "UPLOAD_LIMIT": "2/minute",
    "EDITOR_LIMIT": "2/minute",
    "PROXY_HOPS": "1",
}


@pytest.fixture(scope="module")
def tight(site: Site) -> Iterator[str]:
    """The address of a web process with tight limits, which believes its proxy's X-Forwarded-For."""
    with extra_web(site, "web-tight", **TIGHT):
        yield site.url_of("web-tight")


async def sign_in(person: Person, url: str, login: str, address: str, password: str = "wrong") -> httpx2.Response:
    form, headers = {"login": login, "password": password}, {"X-Forwarded-For": address}
    return await person.post(f"{url}/login", data=form, headers=headers, follow_redirects=False)


def assert_too_often(answer: httpx2.Response) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    page = Page(answer.text)
    assert page.is_ours
    assert page.heading == "A little too fast"
    assert "Please try again in" in page.text


async def test_guessing_many_accounts_from_one_address(people: Cast, nobody: Person, tight: str) -> None:
    for number in range(3):
        assert (await sign_in(nobody, tight, f"guess{number}", "192.0.2.1")).status_code == 422
    assert_too_often(await sign_in(nobody, tight, people.alice.username, "192.0.2.1", PASSWORD))
    assert (await sign_in(nobody, tight, people.alice.username, "192.0.2.2", PASSWORD)).status_code == 303


async def test_guessing_one_account_from_many_addresses(people: Cast, nobody: Person, tight: str) -> None:
    for number in range(3):
        answer = await sign_in(nobody, tight, people.alice.username.upper(), f"198.51.100.{number}")
        assert answer.status_code == 422
    assert_too_often(await sign_in(nobody, tight, people.alice.username, "198.51.100.9", PASSWORD))
    assert (await sign_in(nobody, tight, people.bob.username, "198.51.100.9", PASSWORD)).status_code == 303


async def test_one_ipv6_network_is_one_address(nobody: Person, tight: str) -> None:
    for number in range(3):
        await sign_in(nobody, tight, f"six{number}", f"2001:db8:1:2::{number}")
    assert_too_often(await sign_in(nobody, tight, "six9", "2001:db8:1:2:ffff::9"))
    assert (await sign_in(nobody, tight, "six9", "2001:db8:1:3::9")).status_code == 422
    for number in range(3):
        await sign_in(nobody, tight, f"short{number}", f"2001:db8::{number}")
    assert_too_often(await sign_in(nobody, tight, "short9", "2001:db8:0:0:1::9"))


async def test_an_ipv4_address_written_as_ipv6_is_that_address(nobody: Person, tight: str) -> None:
    for number in range(3):
        await sign_in(nobody, tight, f"mapped{number}", "::ffff:192.0.2.60")
    assert_too_often(await sign_in(nobody, tight, "mapped9", "192.0.2.60"))
    assert (await sign_in(nobody, tight, "mapped9", "::ffff:192.0.2.61")).status_code == 422


async def test_what_a_browser_claims_to_come_from_does_not_count(nobody: Person, tight: str) -> None:
    # Only the last address was written by our proxy.
    answers = [await sign_in(nobody, tight, f"claim{n}", f"203.0.113.{n}, 192.0.2.77") for n in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]


async def test_signing_up_and_writing_have_limits_of_their_own(people: Cast, nobody: Person, tight: str) -> None:
    headers = {"X-Forwarded-For": "192.0.2.50"}
    answers = [await nobody.post(f"{tight}/signup", data={}, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    post, bob = await published(people.alice), people.bob
    for path, form, most in (
        (f"/p/{post}/like", {}, 4),
        (f"/p/{post}/comments", {"text": "Hi"}, 4),
        (f"/@{people.charlie.username}/follow", {}, 4),
        ("/posts", {"caption": "No photo"}, 2),
    ):
        sent = {"media": ("notes.txt", b"Dear diary")} if path == "/posts" else None
        answers = [await bob.post(tight + path, data=form, files=sent, follow_redirects=False) for _ in range(most + 1)]
        assert [answer.status_code == 429 for answer in answers] == [False] * most + [True], path
        assert_too_often(answers[-1])
    note = await bob.post(f"{tight}/p/{post}/like", headers={"HX-Request": "true", "HX-Target": "form"})
    assert (note.status_code, note.headers["HX-Retarget"]) == (429, "#notes")
    assert note.headers["Retry-After"]
    others = await people.charlie.post(f"{tight}/p/{post}/like", follow_redirects=False)
    assert others.status_code == 303, "a limit is one's own"


async def test_without_redis_people_still_sign_in_write_and_are_limited(
    people: Cast, nobody: Person, site: Site
) -> None:
    away = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    with extra_web(site, "web-alone", ready="/healthz", **TIGHT, **away):
        url = site.url_of("web-alone")
        assert (await nobody.get(f"{url}/readyz")).status_code == 503
        assert (await sign_in(nobody, url, people.bob.username, "192.0.2.90", PASSWORD)).status_code == 303
        for _ in range(3):
            assert (await sign_in(nobody, url, f"{people.bob.username}x", "192.0.2.90")).status_code == 422
        assert_too_often(await sign_in(nobody, url, f"{people.bob.username}y", "192.0.2.90"))
        post = await published(people.alice)
        assert (await people.bob.post(f"{url}/p/{post}/like", follow_redirects=False)).status_code == 303
        page = Page((await people.bob.get(f"{url}/")).text)
        assert post in page.posts
        assert page.one(id=f"counts-{post}").text.startswith("1 like ")
        sent = await people.bob.post(f"{url}/posts", files={"media": ("a.jpg", photo())}, follow_redirects=False)
        assert sent.status_code == 303
    # The queue never heard of it; the sweeper finds it.

    async def is_published() -> bool:
        return 'id="counts-' in (await people.charlie.get(sent.headers["Location"])).text

    await eventually(is_published, seconds=40)


async def test_previews_for_the_editor(people: Cast, tight: str) -> None:
    made = await upload(people.alice)
    for _ in range(2):
        assert (await people.alice.get(f"{tight}/items/{made.id}/proof")).status_code == 200
    assert_too_often(await people.alice.get(f"{tight}/items/{made.id}/proof"))
