"""Where media are found: what is for everybody on this site or on the host that MEDIA_BASE_URL names, all else here."""

from server.settings import current

# In the place of a signature: answered to who is signed in and may see it, and kept by no cache on the way.
SESSION = "session"


def shown(path: str, *, is_open: bool) -> str:
    """The address of `path`, which begins with /media/. Documents keep paths only, so delivery may move any time."""
    return current().media_base_url.rstrip("/") + path if is_open else for_session(path)


def for_session(path: str) -> str:
    """The address at which who is signed in finds what is not for everybody, as long as she may see it."""
    return f"{path}?by={SESSION}"
