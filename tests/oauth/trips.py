"""A trip to the provider that says what a test wants, and back."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.cast import Person
from tests.entry.who import is_signed_in
from tests.oauth.elsewhere import Elsewhere
from tests.pages import Page


@dataclass
class Traveller:
    """Somebody with a browser, and the provider that she goes to."""

    person: Person
    talker: Elsewhere
    site: str

    @property
    def client(self) -> httpx2.AsyncClient:
        return self.person.client

    async def goes(self, slug: str = "oidc", **query: str) -> str:
        """Leave for the provider; the state to come back with."""
        answer = await self.client.get(f"{self.site}/auth/{slug}", params=query, follow_redirects=False)
        assert answer.status_code == 303, Page(answer.text).text
        sent = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
        assert sent["redirect_uri"] == f"{self.site}/auth/{slug}/callback"
        assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
        self.talker.nonce, self.talker.challenge = sent.get("nonce", ""), sent["code_challenge"]
        return sent["state"]

    async def returns(self, state: str, slug: str = "oidc", **answer: str) -> httpx2.Response:
        """Come back with this state; what the site says in the end."""
        query = {"state": state, "code": "good"} | answer
        return await self.client.get(f"{self.site}/auth/{slug}/callback", params=query)

    async def travels(self, slug: str = "oidc", **query: str) -> httpx2.Response:
        """There and back."""
        return await self.returns(await self.goes(slug, **query), slug)

    async def joins(self, slug: str = "oidc", **more: str) -> httpx2.Response:
        """There and back, and a new account; `more` is in the form too."""
        page = Page((await self.travels(slug)).text)
        form = {name: page.value(name) for name in ("username", "name")} | more
        self.person.username = form["username"]
        answer = await self.client.post("/auth/complete", data=form)
        assert await self.is_in(), Page(answer.text).text
        return answer

    async def is_in(self) -> bool:
        return await is_signed_in(self.person)
