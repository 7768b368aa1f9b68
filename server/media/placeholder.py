"""What is seen before a photo has arrived: its thumbhash as a picture small enough to stand in the HTML."""

import base64
import io
from functools import lru_cache

from server.media import thumbhash


@lru_cache(maxsize=4096)
def data_uri(hashed: bytes) -> str:
    """A WebP of about 32 px as a data URI. Raises ValueError for bytes that are no thumbhash."""
    webp = io.BytesIO()
    thumbhash.decode(hashed).convert("RGB").save(webp, "WEBP", quality=80, method=6)
    return "data:image/webp;base64," + base64.b64encode(webp.getvalue()).decode()
