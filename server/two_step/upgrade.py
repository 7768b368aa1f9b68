"""After SECRET_KEY was changed: what was sealed with the one before is sealed anew, so that the old one can go."""

import structlog

from server.keys import renewed
from server.stores.mongo import collection
from server.two_step.actions import SEALED

log = structlog.get_logger(__name__)


async def reseal() -> int:
    """Seal the secrets of all apps with the newest key; how many there were to do. May run twice, and while people
    sign in."""
    done = 0
    async for found in collection("credentials").find({"totp": {"$ne": None}}, {"totp.secret": 1}):
        sealed = found["totp"]["secret"]
        anew = renewed(SEALED, sealed)
        if anew is None:
            log.error("app_secret_lost", account=str(found["_id"]), hint="put its SECRET_KEY into SECRET_KEY_FALLBACKS")
        elif anew != sealed:
            as_read = {"_id": found["_id"], "totp.secret": sealed}
            await collection("credentials").update_one(as_read, {"$set": {"totp.secret": anew}})
            done += 1
    return done
