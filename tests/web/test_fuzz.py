"""Nonsense in every field of every form and in every message of the socket: nothing breaks, and nothing becomes markup.

The fields are those that the templates and the code name, so that a new form is here without a word. The examples are
the same each time (derandomize); another seed: `pytest --hypothesis-seed=N` after taking that out.
"""

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from quart import Quart
from websockets.exceptions import ConnectionClosed

from server.app import create_app
from server.realtime.socket import COME_BACK, REFUSED
from tests.cast import Cast, stranger
from tests.pages import Page
from tests.web.test_escaping import EVIL, assert_harmless
from tests.web.visitors import Visitors, Way, belongings, every_way

ROOT = Path(__file__).parents[2]
BAD_MESSAGE, TOO_BIG = 1007, 1009
# What the socket may say goodbye with; 1000 and 1011 would be our mistakes.
GOODBYES = {REFUSED, COME_BACK, BAD_MESSAGE, TOO_BIG}


def fields() -> list[str]:
    """Names of all fields that a form or an address of ours has."""
    markup = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    code = "".join(path.read_text() for path in (ROOT / "server").rglob("*.py"))
    named = re.findall(r'\bname="([a-z_]+)"', markup) + re.findall(r'field\(\s*"([a-z_]+)"', markup)
    read = re.findall(r'(?:form\.(?:value|line|text)|args\.get|getlist)\(\s*"([a-z_]+)"', code)
    return sorted({*named, *read, "_method", "id", "response"})


NASTY = (
    *(
        EVIL,
        "",
        "\0",
        "\r\nSet-Cookie: a=b",
        "../../etc/passwd",
        "javascript:alert(1)",
        "//evil.example",
        "%00",
        "null",
    ),
    *("$where", '{"$ne": null}', "9" * 40, "-1", "1e999", "\u202e", "\N{GRINNING FACE}" * 9, "x" * 300, "[" * 300),
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
FIELDS = st.sampled_from([*fields(), "text[]", "login[$ne]"])
FORM = st.fixed_dictionaries({}, optional=dict.fromkeys(fields(), TEXTS))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.one_of(FIELDS, TEXTS), inner, max_size=4)),
    max_leaves=12,
)
# The same fields in each of the ways in which they can be sent.
BODIES: tuple[Callable[[dict[str, str], object], dict[str, Any]], ...] = (
    lambda form, made: {"data": form},
    lambda form, made: {"data": form, "files": {"media": ("\r\n/../x\0.jpg", b"nonsense")}},
    lambda form, made: {"json": made},
    lambda form, made: {"json": form},
    lambda form, made: {"content": b"\xff&=&" * 50},
)
KINDS = ("account", "comments", "post", "posted", "profile", "progress", "nonsense", "")
TOPICS = st.tuples(st.sampled_from(KINDS), st.one_of(TEXTS, st.just("0" * 24))).map(":".join)
POSITIONS = st.one_of(TEXTS, st.sampled_from(("0", "0-0", "1-1", "-", "+", "$", f"{2**64}-0", "1-", "-1-1")))
HEARD = st.dictionaries(st.one_of(TOPICS, TEXTS), POSITIONS, max_size=5)
SAID = st.one_of(
    st.fixed_dictionaries({"hear": HEARD, "leave": st.lists(TOPICS, max_size=3)}).map(msgspec.json.encode),
    JSON.map(msgspec.json.encode),
    st.fixed_dictionaries({"hear": JSON}).map(msgspec.json.encode),
    TEXTS.map(str.encode),
    st.binary(max_size=60),
)
REPEATED = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Quart:
    return create_app()


@pytest_asyncio.fixture
async def ways(app: Quart, people: Cast) -> list[Way]:
    """Every route, with what is the fuzzer's own in the addresses, but for what would take that away."""
    found = list(every_way(app, await belongings(people)))
    assert len(found) > 60, "all of them must be there for this to mean anything"
    return [way._replace(hidden=way.nothing) if way.method == "DELETE" else way for way in found]


def assert_ours(answer: httpx2.Response, *context: object) -> None:
    """Nothing broke, nothing leads elsewhere, and nothing in it is markup that somebody sent."""
    assert answer.status_code < 500, (context, answer.text[-2000:])
    for header in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"):
        address = answer.headers.get(header, "/")
        assert re.fullmatch(r"false|/(?![/\\]).*", address), (header, address, context)
    assert "a=b" not in answer.headers.get_list("Set-Cookie"), context
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert_harmless(Page(answer.text))


@settings(REPEATED, max_examples=4)
@given(form=FORM, made=JSON, is_htmx=st.booleans())
async def test_nothing_breaks_whatever_is_sent_to_a_route(
    app: Quart, people: Cast, ways: list[Way], form: dict[str, str], made: object, is_htmx: bool
) -> None:
    visitors, client = Visitors(app, people, people.bob), people.alice.client
    bodies = itertools.cycle(BODIES)
    for way in ways:
        headers = {"Cookie": await visitors.cookie(people.alice), "Tus-Resumable": "1.0.0"}
        headers |= {"HX-Request": "true", "HX-Target": "main#page"} if is_htmx else {}
        client.cookies.clear()
        sent = next(bodies)(form, made) if way.is_unsafe else {"params": dict(list(form.items())[:20])}
        answer = await client.request(way.method, way.hidden, headers=headers, follow_redirects=False, **sent)
        assert_ours(answer, way, sent)


@settings(REPEATED, max_examples=150)
@given(said=SAID, is_text=st.booleans(), is_known=st.booleans())
async def test_the_socket_takes_every_message_or_says_a_goodbye_that_it_should(
    people: Cast, said: bytes, is_text: bool, is_known: bool
) -> None:
    async with (people.bob if is_known else stranger(people.bob.site)).tab() as tab:
        try:
            await tab.socket.send(said.decode(errors="replace") if is_text else said)
            await tab.join({})
        except ConnectionClosed as closed:
            assert closed.rcvd is not None, said
            assert closed.rcvd.code in GOODBYES, (said, closed.rcvd)
