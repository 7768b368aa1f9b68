"""At the first sign-in the provider's picture is offered; a worker fetches it from who takes it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from server.oauth import outside, pictures
from server.oauth.pictures import Wanted
from server.oauth.providers import GOOGLE_ISSUER, Provider
from server.profiles import actions
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests.cast import photo
from tests.documents import account_id
from tests.oauth.elsewhere import Elsewhere
from tests.oauth.trips import Traveller
from tests.pages import Page
from tests.profiles.test_edit_profile import face, save
from tests.site import Site, eventually

pytestmark = pytest.mark.slow

TAKEN = {"picture": "yes"}
NEVER = "provider_picture_refused"


@pytest.fixture
def depicted(traveller: Traveller) -> Traveller:
    """Her providers have a picture of her."""
    talker, name = traveller.talker, traveller.person.username
    talker.picture, address = photo(460, 460), f"{talker.issuer}/picture"
    talker.claims |= {"picture": address}
    talker.user = {"id": int(name.removeprefix("traveller")) + 5000, "login": name, "avatar_url": address}
    talker.emails = [{"email": f"{name}@example.com", "primary": True, "verified": True}]
    return traveller


async def appears(traveller: Traveller) -> set[str]:
    """The addresses of her picture on her page, once it is there."""

    async def is_there() -> set[str]:
        return await face(traveller.person, traveller.person)

    shown: set[str] = await eventually(is_there)
    return shown


async def is_settled(account: ObjectId) -> None:
    """Wait until nothing is to be fetched for this account any more."""

    async def is_gone() -> bool:
        promised = await collection("promises").find_one({"job": "provider_picture", "args": account})
        return promised is None and await pictures.wanted_by(account) is None

    await eventually(is_gone)


async def want(account: ObjectId, talker: Elsewhere, asked_at: datetime) -> None:
    wanted = Wanted(id=account, address=f"{talker.issuer}/picture", asked_at=asked_at)
    await collection("wanted_pictures").insert_one(dump(wanted))


@pytest.mark.parametrize(("slug", "name"), [("oidc", "Acorn"), ("github", "GitHub")])
async def test_who_takes_it_has_it(depicted: Traveller, slug: str, name: str) -> None:
    page = Page((await depicted.travels(slug)).text)
    assert f"Use my picture from {name}" in page.text
    assert "checked" not in page.one(name="picture").attributes, "nobody has it without wanting it"
    assert "/picture" not in depicted.talker.asked
    refused = Page((await depicted.client.post("/auth/complete", data={"username": "m", "name": "M"} | TAKEN)).text)
    assert "checked" in refused.one(name="picture").attributes
    await depicted.joins(slug, **TAKEN)
    for address in await appears(depicted):
        assert (await depicted.client.get(address)).status_code == 200
    await is_settled(await account_id(depicted.person))
    assert depicted.talker.asked.count("/picture") == 1


async def test_who_does_not_take_it_keeps_her_initial(depicted: Traveller) -> None:
    await depicted.joins()
    assert await pictures.wanted_by(await account_id(depicted.person)) is None
    assert not await face(depicted.person, depicted.person)
    assert "/picture" not in depicted.talker.asked


async def test_a_picture_at_another_host_is_not_offered_and_never_asked_for(depicted: Traveller) -> None:
    depicted.talker.claims |= {"picture": f"http://localhost:{depicted.talker.port}/picture"}
    assert not Page((await depicted.travels()).text).all(name="picture")
    await depicted.joins(**TAKEN)
    account = await account_id(depicted.person)
    assert await pictures.wanted_by(account) is None
    assert not await collection("promises").find_one({"job": "provider_picture", "args": account})
    assert "/picture" not in depicted.talker.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"picture": b"<svg onload=alert(1)>"}, "not a photo"),
        ({"picture": b""}, "empty"),
        ({"picture_status": 404}, "status 404"),
        ({"picture_status": 302}, "status 302"),
        ({"picture": photo() + bytes(outside.PICTURE_BYTES_MOST)}, f"more than {outside.PICTURE_BYTES_MOST} bytes"),
    ],
    ids=["no picture", "nothing", "none there", "moved", "too large"],
)
async def test_what_can_not_become_one_is_logged_and_left(
    depicted: Traveller, site: Site, answer: dict[str, Any], words: str
) -> None:
    vars(depicted.talker).update(answer)
    await depicted.joins(**TAKEN)
    account = await account_id(depicted.person)
    await is_settled(account)
    log = site.processes["worker"].log.read_text().splitlines()
    (line,) = [each for each in log if NEVER in each and str(account) in each]
    assert words in line
    assert not await collection("media").find_one({"owner": account})
    assert "/moved" not in depicted.talker.asked


async def test_a_provider_that_is_away_is_asked_again(depicted: Traveller) -> None:
    depicted.talker.picture_status = 503
    await depicted.joins(**TAKEN)

    async def is_asked() -> bool:
        return "/picture" in depicted.talker.asked

    await eventually(is_asked)
    depicted.talker.picture_status = 200
    assert await appears(depicted)


async def test_but_not_for_ever(depicted: Traveller) -> None:
    await depicted.joins()
    account = await account_id(depicted.person)
    await want(account, depicted.talker, datetime(2020, 1, 1, tzinfo=UTC))
    await actions.provider_picture(account)
    await is_settled(account)
    assert "/picture" not in depicted.talker.asked


async def test_twice_is_once(depicted: Traveller) -> None:
    await depicted.joins()
    account = await account_id(depicted.person)
    await want(account, depicted.talker, now() - timedelta(minutes=1))
    await asyncio.gather(*[actions.provider_picture(account) for _ in range(3)])
    await actions.provider_picture(account)
    assert await collection("media").count_documents({"owner": account}) == 1
    assert await appears(depicted)


async def test_who_has_chosen_another_in_the_meantime_keeps_that(depicted: Traveller) -> None:
    await depicted.joins()
    await save(depicted.person, picture=photo())
    account, hers = await account_id(depicted.person), await appears(depicted)
    await want(account, depicted.talker, now())
    await actions.provider_picture(account)
    await is_settled(account)
    assert await collection("media").count_documents({"owner": account}) == 1
    assert await appears(depicted) == hers


GOOGLE = Provider("google", "Google", GOOGLE_ISSUER, "x", "x")
GITHUB = Provider("github", "GitHub", "https://github.com", "x", "x")
ENTERPRISE = Provider("github", "GitHub", "https://git.example.org:8443", "x", "x")
OIDC = Provider("oidc", "Acorn", "https://id.example.org/realms/one", "x", "x")


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        (GOOGLE, "https://lh3.googleusercontent.com/a/x=s96-c"),
        (GITHUB, "https://avatars.githubusercontent.com/u/1?v=4"),
        (ENTERPRISE, "https://git.example.org:8443/avatars/u/1"),
        (OIDC, "https://id.example.org/pictures/1.jpg"),
        (OIDC, "https://ID.example.org:443/pictures/1.jpg"),
    ],
)
def test_places_that_are_asked(provider: Provider, address: str) -> None:
    assert pictures.address(provider, address)


@pytest.mark.parametrize(
    ("provider", "address"),
    [
        (GOOGLE, "http://lh3.googleusercontent.com/a"),
        (GOOGLE, "https://lh3.googleusercontent.com:22/a"),
        (GOOGLE, "https://googleusercontent.com.evil.example/a"),
        (GOOGLE, "https://evilgoogleusercontent.com/a"),
        (GOOGLE, "https://evil.example/.googleusercontent.com"),
        (GOOGLE, "https://evil.example#.googleusercontent.com"),
        (GOOGLE, "https://.googleusercontent.com@evil.example/"),
        (GOOGLE, "https://evil.example\\@lh3.googleusercontent.com/"),
        (GITHUB, "https://raw.githubusercontent.com/x"),
        (GITHUB, "http://avatars.githubusercontent.com/u/1"),
        (ENTERPRISE, "https://git.example.org/avatars/u/1"),
        (OIDC, "http://id.example.org/pictures/1.jpg"),
        (OIDC, "https://id.example.org.evil.example/"),
        (OIDC, "https://sub.id.example.org/"),
        (OIDC, "https://user:secret@id.example.org/"),
        (OIDC, "https://127.0.0.1/"),
        (OIDC, "https://[::1]/"),
        (OIDC, "//id.example.org/x"),
        (OIDC, "file:///etc/passwd"),
        (OIDC, "https://id.example.org/" + "x" * 2000),
        (OIDC, "https://[bad"),
        (OIDC, "https://id.example.org:99999999/"),
        (OIDC, ""),
        (OIDC, "\ud800"),
        (OIDC, None),
        (OIDC, ["https://id.example.org/"]),
    ],
)
def test_places_that_are_not(provider: Provider, address: Any) -> None:
    assert pictures.address(provider, address) == ""
