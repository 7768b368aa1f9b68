"""A page in another language has no English left on it.

Every message is given a translation in which each vowel is another: what still has plain ones was not translated.
"""

import re
from collections.abc import AsyncIterator, Iterator

import pytest_asyncio
from quart import Quart

from server.app import create_app
from server.commands import languages
from server.i18n import LANGUAGES
from tests.cast import Cast
from tests.documents import on_its_way, published, upload
from tests.i18n.conftest import Translate
from tests.i18n.readable import readable

VOWELS = str.maketrans("aeiouyAEIOUY", "åéîøüÿÅÉÎØÜŸ")
KEPT = re.compile(r"(%\(\w+\)s|%%|<[^>]*>|&\w+;)")
# Names, of people and things: the same in every language.
NAMES = re.compile(
    r"@?(alice|bob|charlie)\d+(@example\.org| Test)?|Tintype|GitHub|Google|PNG|JPEG|UTC|MB|kB|\d+\. \w+ \d{4}",
    re.IGNORECASE,
)
CAPTION = "#лето без слов"
GUEST = ("/", "/login", "/signup", "/reset", "/search", "/security", "/nothing/here")
SIGNED_IN = (
    *("/", "/notifications", "/search", "/posts/new", "/feed/why", "/nothing/here", "/prove"),
    *("/settings", "/settings/profile", "/settings/sessions", "/settings/email", "/settings/password"),
    *("/settings/passkeys", "/settings/two-step"),
)


def translated(text: str) -> str:
    return "".join(part if KEPT.fullmatch(part) else part.translate(VOWELS) for part in KEPT.split(text))


@pytest_asyncio.fixture
async def app(people: Cast, translate: Translate) -> AsyncIterator[Quart]:
    """The application in this process, with a German in which every vowel is another."""
    said = {}
    for entry in languages.template():
        if entry.id:
            said[entry.id] = translated(entry.id) if isinstance(entry.id, str) else tuple(map(translated, entry.id))
    translate("de", said)
    yield create_app()


def english(html: str) -> Iterator[str]:
    """What people read on this page that has a plain vowel."""
    for text in readable(html):
        rest = NAMES.sub("", text)
        for name in LANGUAGES.values():
            rest = rest.replace(name, "")
        if re.search(r"[a-zA-Z]*[aeiouyAEIOUY][a-zA-Z]+|[a-zA-Z]+[aeiouyAEIOUY][a-zA-Z]*", rest):
            yield text


async def test_no_page_has_english_left(people: Cast, app: Quart) -> None:
    alice, bob = people.alice, people.bob
    post = await published(alice, CAPTION)
    way, _ = await on_its_way(bob)
    await upload(bob)
    await bob.post(f"/p/{post}/like")
    await bob.post(f"/p/{post}/comments", data={"text": "да"})
    await alice.post(f"/@{bob.username}/follow")
    left = []
    for cookie, paths in (
        ("", (*GUEST, f"/p/{post}", f"/@{alice.username}")),
        (
            bob.cookie,
            (*SIGNED_IN, f"/p/{post}", f"/p/{post}/likes", f"/p/{post}/comments", f"/p/{way}", f"/p/{way}/edit"),
        ),
        (
            alice.cookie,
            (
                f"/search?q={bob.username}",
                f"/p/{post}",
                f"/p/{post}/edit",
                f"/p/{post}/delivery",
                "/notifications",
                f"/@{alice.username}",
            ),
        ),
    ):
        for path in paths:
            answer = await app.test_client().get(path, headers={"Cookie": cookie, "Accept-Language": "de"})
            assert answer.status_code in (200, 404), path
            html = str(await answer.get_data(as_text=True))
            assert 'lang="de"' in html, path
            left += [f"{path}: {text}" for text in english(html)]
    for cookie, path, form in (
        ("", "/login", {"login": "1", "password": "1"}),
        ("", "/signup", {"username": "!", "email": "1", "password": "1"}),
        ("", "/reset", {}),
        (bob.cookie, "/settings/profile", {"bio": "1" * 2000}),
        (bob.cookie, "/posts", {"caption": "1" * 9000}),
        (bob.cookie, f"/p/{post}/comments", {"text": ""}),
    ):
        answer = await app.test_client().post(path, form=form, headers={"Cookie": cookie, "Accept-Language": "de"})
        assert answer.status_code == 422, path
        left += [f"POST {path}: {text}" for text in english(str(await answer.get_data(as_text=True)))]
    assert not left, "\n".join(dict.fromkeys(left))
