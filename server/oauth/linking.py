"""Which providers open one's account: linking another, and unlinking."""

from quart import Blueprint, abort

from server.accounts import credentials, doors, queries
from server.entry import letters
from server.i18n import mark
from server.oauth import actions, newcomers, problems, providers
from server.oauth.newcomers import Newcomer
from server.oauth.problems import Problem
from server.oauth.providers import Provider
from server.web import cookies, pages

PLACE = "/settings/providers"

blueprint = Blueprint("oauth_linking", __name__)


@blueprint.get(PLACE)
@doors.proved
async def index() -> pages.Answer:
    """All providers, and which of them are linked."""
    opens = await credentials.of((await doors.me()).id)
    linked = {identity.provider: identity for identity in opens.identities}
    return await pages.page("oauth/index.html", linked=linked)


@blueprint.delete(f"{PLACE}/<provider>")
@doors.proved
async def unlink(provider: str) -> pages.Answer:
    """Have a provider open this account no more."""
    me, named = await doors.me(), await _provider(provider)
    if not any(identity.provider == named.slug for identity in (await credentials.of(me.id)).identities):
        abort(404)
    try:
        await actions.unlink(me.id, named.slug)
    except Problem as problem:
        return await problems.page(named, problem.why, PLACE)
    await _tell(mark("%(provider)s can no longer be used to sign in."), provider=named.name)
    return pages.whole_page_at(PLACE)


@blueprint.get("/auth/link")
@doors.proved
async def confirm() -> pages.Answer:
    """Whom she is about to link to the account that she is signed in to: a provider's word alone links nothing."""
    newcomer = await _newcomer()
    if newcomer is None:
        return await pages.page("oauth/gone.html", 404)
    provider = await providers.by_slug(newcomer.somebody.provider)
    return await pages.page("oauth/link.html", somebody=newcomer.somebody, provider=provider)


@blueprint.post("/auth/link")
@doors.proved
async def link() -> pages.Answer:
    """Link it."""
    newcomer = await _newcomer()
    if newcomer is None:
        return await pages.page("oauth/gone.html", 404)
    named = await _provider(newcomer.somebody.provider)
    try:
        await actions.link((await doors.me()).id, newcomer.identity)
    except Problem as problem:
        return await problems.page(named, problem.why, PLACE)
    linked = mark("%(provider)s (%(email)s) can now be used to sign in.")
    await _tell(linked, provider=named.name, email=newcomer.somebody.email)
    await newcomers.settled(cookies.sent(newcomers.COOKIE))
    answer = pages.whole_page_at(PLACE)
    cookies.take_back(answer, newcomers.COOKIE)
    return answer


async def _tell(what: str, **values: str) -> None:
    if account := await queries.by_id((await doors.me()).id):
        await letters.security_changed(account, what, **values)


async def _newcomer() -> Newcomer | None:
    return await newcomers.kept(cookies.sent(newcomers.COOKIE))


async def _provider(slug: str) -> Provider:
    return await providers.by_slug(slug) or abort(404)
