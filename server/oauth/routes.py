"""To a provider and back."""

import secrets
from datetime import timedelta

import structlog
from quart import Blueprint, abort, request

from server.accounts import credentials, doors, sessions
from server.entry.coming_in import first_proof
from server.oauth import actions, errands, github, newcomers, openid, problems
from server.oauth.errands import ENTER, LINK, PROVE, PURPOSES, Errand
from server.oauth.newcomers import Newcomer
from server.oauth.people import Somebody
from server.oauth.problems import ANOTHER, DENIED, ELSEWHERE, NO_EMAIL, STOPPED, Problem
from server.oauth.providers import GITHUB, Provider, by_slug
from server.settings import current
from server.web import cookies, limits, pages
from server.web.access import public, secret

BROWSER = "tintype_oauth"
BROWSER_LASTS = timedelta(hours=1)

log = structlog.get_logger(__name__)
blueprint = Blueprint("oauth", __name__)


@blueprint.get("/auth/<provider>")
@public
async def begin(provider: str) -> pages.Answer:
    """Go to the provider: to come in, or, signed in already, to link it or to prove oneself again."""
    asked = await _provider(provider)
    purpose, viewer = request.args.get("purpose", ENTER), await doors.viewer()
    if purpose not in PURPOSES or (purpose == PROVE and not asked.can_prove):
        abort(404)
    if purpose != ENTER and viewer is None:
        return pages.whole_page_at("/login?next=/settings/providers")
    await limits.spend("provider", current().provider_limit, limits.address())
    browser = cookies.sent(BROWSER) or secrets.token_urlsafe(24)
    next_ = pages.own_path(request.args.get("next"))
    errand = errands.errand(asked.slug, purpose, next_, browser, viewer.id if viewer and purpose != ENTER else None)
    try:
        answer = pages.whole_page_at(await _way(asked, errand, await errands.note(errand)))
    except Problem as problem:
        return await _sorry(asked, problem)
    cookies.give(answer, BROWSER, browser, BROWSER_LASTS)
    return answer


@blueprint.get("/auth/<provider>/callback")
@public
@secret
async def callback(provider: str) -> pages.Answer:
    """Back from the provider, with its word or without."""
    asked = await _provider(provider)
    try:
        errand = await errands.over(request.args.get("state", ""), asked.slug, cookies.sent(BROWSER))
        somebody = await _person(asked, errand)
        if errand.purpose == ENTER:
            return await _come_in(somebody, errand)
        return await _for_account(somebody, errand)
    except Problem as problem:
        return await _sorry(asked, problem)


async def _provider(slug: str) -> Provider:
    return await by_slug(slug) or abort(404)


async def _way(provider: Provider, errand: Errand, state: str) -> str:
    asks = github.way if provider.slug == GITHUB else openid.way
    return await asks(provider, errand, state)


async def _person(provider: Provider, errand: Errand) -> Somebody:
    """Who came back. Raises Problem."""
    answer = request.args.to_dict()
    if provider.slug != GITHUB:
        openid.check_issuer(provider, answer)
    if "error" in answer or not answer.get("code"):
        said = answer.get("error", "neither code nor error")
        raise Problem(DENIED if said == "access_denied" else STOPPED, said[:40])
    asks = github.person if provider.slug == GITHUB else openid.person
    return await asks(provider, errand, answer)


async def _come_in(somebody: Somebody, errand: Errand) -> pages.Answer:
    """In, when an account knows her; else on to choosing a name, or to the account that has her address."""
    newcomer = Newcomer(somebody=somebody, next=errand.next)
    if account := await newcomers.known(newcomer):
        return await first_proof(account, await credentials.of(account.id), somebody.provider, errand.next)
    if not somebody.email:
        raise Problem(NO_EMAIL)
    return await _wait_at("/auth/complete", newcomer)


async def _for_account(somebody: Somebody, errand: Errand) -> pages.Answer:
    """She has an account and is signed in to it: link the provider to it, or take its word that it is her."""
    viewer = await doors.viewer()
    if viewer is None or str(viewer.id) != errand.account:
        raise Problem(ELSEWHERE, "another session")
    if errand.purpose == LINK:
        return await _wait_at("/auth/link", Newcomer(somebody=somebody, next=errand.next))
    if not await actions.is_linked(viewer.id, somebody.key):
        raise Problem(ANOTHER)
    await sessions.prove(viewer.session)
    return pages.whole_page_at(errand.next)


async def _wait_at(path: str, newcomer: Newcomer) -> pages.Answer:
    answer = pages.whole_page_at(path)
    cookies.give(answer, newcomers.COOKIE, await newcomers.keep(newcomer), newcomers.LASTS)
    return answer


async def _sorry(provider: Provider, problem: Problem) -> pages.Answer:
    log.warning("provider_problem", provider=provider.slug, why=problem.why, detail=problem.detail)
    again = f"/auth/{provider.slug}" if await doors.viewer() is None else "/settings/providers"
    return await problems.page(provider, problem.why, again)
