"""Forgetting trusted devices."""

from quart import Blueprint

from server.accounts import doors
from server.two_step import actions
from server.two_step.routes import PLACE
from server.web import pages

blueprint = Blueprint("trusted_devices", __name__)


@blueprint.delete(f"{PLACE}/devices")
@doors.proved
async def forget_all() -> pages.Answer:
    """Every device is asked for the code again."""
    await actions.forget_devices((await doors.me()).id)
    return pages.see_other(PLACE)


@blueprint.delete(f"{PLACE}/devices/<device_id>")
@doors.proved
async def forget(device_id: str) -> pages.Answer:
    """This device is asked for the code again."""
    await actions.forget_device((await doors.me()).id, device_id)
    return pages.see_other(PLACE)
