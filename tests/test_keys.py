"""A new SECRET_KEY with the one before as a fallback signs nobody out and closes nothing; without it, it does."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server import keys
from server.settings import current
from server.stores.mongo import collection
from server.two_step import actions as two_step
from tests.cast import PASSWORD, Cast, stranger
from tests.documents import account_id
from tests.entry.commands import command
from tests.entry.who import is_signed_in
from tests.media.delivered import shown, signed
from tests.media.stored import noise
from tests.site import Site
from tests.web.extra import extra_web

OLD, NEW, OLDER = "the-secret-that-it-began-with", "the-secret-that-came-after-it", "one-that-nothing-was-signed-with"
SECRETS = {
    "old": {"SECRET_KEY": OLD},
    "new": {"SECRET_KEY": NEW},
    "rotated": {"SECRET_KEY": NEW, "SECRET_KEY_FALLBACKS": f"{OLD} {OLDER}"},
}


@pytest.fixture(scope="module")
def rotating(site: Site) -> Iterator[dict[str, str]]:
    """The addresses of three processes: with the old secret, with the new one, and with both."""
    with (
        extra_web(site, "old", **SECRETS["old"]),
        extra_web(site, "new", **SECRETS["new"]),
        extra_web(site, "rotated", **SECRETS["rotated"]),
    ):
        yield {name: site.url_of(name) for name in SECRETS}


@contextmanager
def secrets_of(name: str) -> Iterator[None]:
    """In this block the test itself signs and seals as that process does."""
    with pytest.MonkeyPatch.context() as environ:
        for setting, value in SECRETS[name].items():
            environ.setenv(setting, value)
        current.cache_clear()
        yield
    current.cache_clear()


async def test_who_is_signed_in_stays_so(rotating: dict[str, str], site: Site, people: Cast) -> None:
    person = stranger(site)
    form = {"login": people.alice.username, "password": PASSWORD}
    await person.post(f"{rotating['old']}/login", data=form, follow_redirects=False)
    assert await is_signed_in(person) is False, "the site itself has yet another secret"
    for name, expected in (("old", True), ("rotated", True), ("new", False), ("rotated", True)):
        answer = await person.get(f"{rotating[name]}/notifications", follow_redirects=False)
        assert (answer.status_code == 200) == expected, name
    await person.client.aclose()


async def test_what_is_signed_newly_is_signed_with_the_new_secret(
    rotating: dict[str, str], site: Site, people: Cast
) -> None:
    person = stranger(site)
    form = {"login": people.alice.username, "password": PASSWORD}
    await person.post(f"{rotating['rotated']}/login", data=form, follow_redirects=False)
    for name, expected in (("rotated", True), ("new", True), ("old", False)):
        answer = await person.get(f"{rotating[name]}/notifications", follow_redirects=False)
        assert (answer.status_code == 200) == expected, name
    await person.client.aclose()


async def test_an_address_that_was_signed_before_is_good_for_the_rest_of_its_time(
    rotating: dict[str, str], people: Cast
) -> None:
    data = noise(1000)
    path = await shown(people.alice, data, audience="author")
    with secrets_of("old"):
        address = await signed(path, people.alice)
    for name, expected in (("old", 200), ("rotated", 200), ("new", 404)):
        answer = await people.alice.get(rotating[name] + address)
        assert answer.status_code == expected, name
    with secrets_of("rotated"):
        address = await signed(path, people.alice)
    assert (await people.alice.get(rotating["new"] + address)).content == data
    assert (await people.alice.get(rotating["old"] + address)).status_code == 404


def test_what_was_sealed_can_still_be_read(environ: dict[str, str]) -> None:
    with secrets_of("old"):
        sealed = keys.seal("a purpose", "geheim")
    assert "geheim" not in sealed
    with secrets_of("rotated"):
        assert keys.unseal("a purpose", sealed) == "geheim"
        assert keys.unseal("another purpose", sealed) is None
        again = keys.seal("a purpose", "geheim")
    with secrets_of("new"):
        assert keys.unseal("a purpose", sealed) is None
        assert keys.unseal("a purpose", again) == "geheim"
    for broken in ("", "geheim", sealed[:-4], sealed.swapcase()):
        with secrets_of("rotated"):
            assert keys.unseal("a purpose", broken) is None


async def test_what_stays_in_the_store_is_sealed_anew_at_a_release(people: Cast, environ: dict[str, str]) -> None:
    alice = await account_id(people.alice)
    with secrets_of("old"):
        await two_step.turn_on(alice, "A" * 32, 0)
    for _ in range(2):
        status, _, _ = await command(environ | SECRETS["rotated"], "release")
        assert status == 0
    stored = await collection("credentials").find_one({"_id": alice})
    assert stored
    with secrets_of("new"):
        assert keys.unseal(two_step.SEALED, stored["totp"]["secret"]) == "A" * 32


def test_each_purpose_has_a_key_of_its_own(environ: dict[str, str]) -> None:
    with secrets_of("rotated"):
        one, other = keys.keys("one"), keys.keys("other")
    assert len({*one, *other}) == 6
    assert {len(key) for key in (*one, *other)} == {keys.KEY_BYTES}
    assert all(secret.encode() not in key for secret in (OLD, NEW, OLDER) for key in one)
