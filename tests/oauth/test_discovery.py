"""Discovery documents that are not to be believed, providers that are away, and settings that make no sense."""

from typing import Any

import httpx2
import pytest

from server.oauth import discovery, outside
from server.oauth.problems import Problem
from server.oauth.providers import Provider
from server.settings import SettingsError, load
from tests.oauth.elsewhere import CLIENT, SECRET, Elsewhere
from tests.oauth.trips import Traveller
from tests.pages import Page
from tests.site import Site, free_port
from tests.web.extra import extra_web


async def said_by(issuer: str) -> discovery.Metadata:
    discovery._metadata.clear()
    return await discovery.metadata(Provider("oidc", "Acorn", issuer, CLIENT, SECRET))


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"issuer": "http://127.0.0.1/"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "http://evil.example/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"userinfo_endpoint": "ftp://evil.example"},
        {"token_endpoint": None},
        {"padding": "x" * outside.BYTES_MOST},
    ],
    ids=lambda document: str(document)[:60],
)
async def test_a_document_that_is_not_believed(talker: Elsewhere, document: dict[str, Any], site: Site) -> None:
    talker.document = document
    with pytest.raises(Problem) as problem:
        await said_by(talker.issuer)
    assert problem.value.why == "nonsense"
    talker.document = {}
    assert (await said_by(talker.issuer)).issuer == talker.issuer


async def test_an_issuer_may_end_with_a_slash(talker: Elsewhere, site: Site) -> None:
    talker.document = {"issuer": f"{talker.issuer}/"}
    assert (await said_by(talker.issuer)).issuer == f"{talker.issuer}/"
    talker.document = {}


async def test_it_is_asked_once_an_hour(traveller: Traveller) -> None:
    await traveller.travels()
    traveller.talker.asked.clear()
    await traveller.travels()
    assert traveller.talker.asked == ["/token"]


async def test_a_provider_that_is_down(site: Site) -> None:
    settings = {"OIDC_ISSUER": f"http://127.0.0.1:{free_port()}", "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": "x"}
    with extra_web(site, "lonely", OIDC_NAME="Acorn", **settings):
        answer = httpx2.get(f"{site.url_of('lonely')}/auth/oidc", verify=False)
    page = Page(answer.text)
    assert (answer.status_code, page.heading) == (503, "Acorn does not answer")
    assert page.link("Other ways to sign in") == "/login"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"GOOGLE_CLIENT_ID": "x"}, "GOOGLE_CLIENT_ID is set without GOOGLE_CLIENT_SECRET: set all of them, or none."),
        ({"GITHUB_CLIENT_SECRET": "x"}, "GITHUB_CLIENT_SECRET is set without GITHUB_CLIENT_ID"),
        ({"OIDC_ISSUER": "https://x"}, "OIDC_ISSUER is set without OIDC_CLIENT_ID and OIDC_CLIENT_SECRET"),
        (
            {"OIDC_ISSUER": "http://x", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "x"},
            "OIDC_ISSUER must begin with https://",
        ),
        ({"GITHUB_URL": "git.example.org"}, "GITHUB_URL must begin with https://"),
    ],
)
def test_settings_that_make_no_sense(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load({"SECRET_KEY": "x", **environ})
