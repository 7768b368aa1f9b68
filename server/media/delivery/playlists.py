"""HLS playlists name other files; who may see one by a signed address is given signed addresses of those, too."""

import re

from bson import ObjectId

from server.media.delivery import addresses, signing

MEDIA_TYPE = "application/vnd.apple.mpegurl"

_ADDRESS = re.compile(r'(?m)(^|URI=")/media/([0-9a-f]{64})/([\w.-]+)')


def signed(playlist: str, viewer: ObjectId, until: int) -> str:
    """The playlist as `viewer` alone can follow it, until the time at which its own address ends."""
    return _ADDRESS.sub(lambda found: found[1] + signing.signed(found[2], found[3], viewer, until), playlist)


def for_session(playlist: str) -> str:
    """The playlist with addresses for who is signed in."""
    return _ADDRESS.sub(lambda found: found[1] + addresses.for_session(f"/media/{found[2]}/{found[3]}"), playlist)
