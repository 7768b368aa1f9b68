"""Two-step sign-in in a person's settings: its app and its recovery codes."""

from urllib.parse import urlsplit

from quart import Blueprint

from server.accounts import credentials, devices, doors, places
from server.i18n import gettext as _
from server.settings import current
from server.stores.documents import now
from server.two_step import actions, app_codes, cookie, queries, recovery_codes
from server.web import pages
from server.web.forms import Form

PLACE = "/settings/two-step"

blueprint = Blueprint("two_step", __name__)


@blueprint.get(PLACE)
@doors.proved
async def show() -> pages.Answer:
    """Whether it is on, and what belongs to it."""
    me = await doors.me()
    trusted = await queries.trusted_devices(me.id)
    return await pages.page(
        "two_step/show.html",
        opens=await credentials.of(me.id),
        trusted=trusted,
        here=queries.device_key(cookie.sent(me.id)),
        devices=await devices.in_words(each.device for each in trusted),
        places=await places.in_words(each.address for each in trusted),
    )


@blueprint.get(f"{PLACE}/app")
@doors.proved
async def set_up() -> pages.Answer:
    """A secret for the app, and the form that asks for its first code."""
    if (await credentials.of((await doors.me()).id)).totp:
        return pages.see_other(PLACE)
    return await _app_page(Form(), app_codes.new_secret())


@blueprint.post(PLACE)
@doors.proved
async def turn_on() -> pages.Answer:
    """The app's first code is right: from now on it is asked for. Shows the recovery codes, this once."""
    me, form = await doors.me(), await Form.sent()
    secret = app_codes.confirmed(me.id, form.value("pending"))
    if secret is None:
        form.refuse("code", _("This page had grown old. Please scan the picture again: it is a new one."))
        return await _app_page(form, app_codes.new_secret(), 422)
    step = app_codes.step(secret, recovery_codes.plain(form.value("code")), now())
    if step is None:
        words = _("This is not the code that the app shows now. Please scan again, or check the clock.")
        form.refuse("code", words)
        return await _app_page(form, secret, 422)
    return await _codes_page(await actions.turn_on(me.id, secret, step))


@blueprint.delete(PLACE)
@doors.proved
async def turn_off() -> pages.Answer:
    """No code is asked for any more."""
    await actions.turn_off((await doors.me()).id)
    return pages.see_other(PLACE)


@blueprint.post(f"{PLACE}/recovery-codes")
@doors.proved
async def renew() -> pages.Answer:
    """Other recovery codes, shown this once."""
    return await _codes_page(await actions.renew_recovery_codes((await doors.me()).id))


async def _app_page(form: Form, secret: str, status: int = 200) -> pages.Answer:
    me = await doors.me()
    # The same name may be taken on several sites, and an app shows all of them in one list.
    address = app_codes.address(secret, f"{me.username}@{urlsplit(current().address).hostname}")
    return await pages.page(
        "two_step/app.html",
        status,
        form=form,
        address=address,
        picture=app_codes.picture(address),
        secret=app_codes.grouped(secret),
        pending=app_codes.pending(me.id, secret),
    )


async def _codes_page(codes: list[str] | None) -> pages.Answer:
    if codes is None:
        return pages.see_other(PLACE)
    return await pages.page("two_step/recovery_codes.html", codes=codes)
