"""Passkeys as a way in, and as a proof before something risky."""

from quart import Blueprint

from server.accounts import credentials, doors, queries, sessions
from server.entry.coming_in import enter
from server.i18n import mark
from server.passkeys import answers, challenges
from server.passkeys.bodies import in_json, said, sent
from server.passkeys.refused import Refused
from server.settings import current
from server.web import limits, pages
from server.web.access import public

NONE_YET = mark("You have no passkey yet. Please use your password.")

blueprint = Blueprint("passkeys", __name__)


@blueprint.post("/login/passkey/options")
@public
@in_json
async def sign_in_options() -> pages.Answer:
    """What the browser is asked to sign."""
    await limits.spend("passkey challenge from", challenges.LIMIT, limits.address())
    return said(await challenges.to_sign_in())


@blueprint.post("/login/passkey")
@public
@in_json
async def sign_in() -> pages.Answer:
    """In, and on to where one was going: a passkey is something one has and something one knows or is."""
    await limits.spend("login from", current().login_limit, limits.address())
    answer = await sent()
    account = await queries.by_id(await answers.owner(answer.credential, challenges.SIGN_IN))
    if account is None:
        raise Refused(answers.UNKNOWN)
    return await enter(account, "passkey", pages.own_path(answer.next))


@blueprint.post("/prove/passkey/options")
@in_json
async def prove_options() -> pages.Answer:
    """What the browser is asked to sign, with one of her own."""
    me = await doors.me()
    await limits.spend("passkey challenge", challenges.LIMIT, str(me.id))
    hers = (await credentials.of(me.id)).passkeys
    if not hers:
        raise Refused(NONE_YET)
    return said(await challenges.to_prove(me.id, hers))


@blueprint.post("/prove/passkey")
@in_json
async def prove() -> pages.Answer:
    """It is she: on to what she wanted to do."""
    me = await doors.me()
    await limits.spend("proof", current().login_limit, str(me.id))
    answer = await sent()
    await answers.owner(answer.credential, challenges.PROVE, me.id)
    await sessions.prove(me.session)
    return pages.whole_page_at(pages.own_path(answer.next))
