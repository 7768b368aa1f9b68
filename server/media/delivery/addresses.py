"""Where the world finds media: on this site, or on the host that MEDIA_BASE_URL names."""

from server.settings import current


def public(path: str) -> str:
    """The address of `path`, which begins with /media/. Documents keep paths only, so delivery may move any time."""
    return current().media_base_url.rstrip("/") + path
