"""The headers that keep browsers safe, on every answer that has not said otherwise."""

from urllib.parse import urlsplit

# What can look at people or their devices, and what they pay with; passkeys and videos are our own pages' by default.
# Every letter of a header is checked with each answer, which is why nothing is said twice here.
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"),
)
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
}


def always(media_base_url: str, *, secure: bool) -> dict[str, str]:
    """The headers of every answer; `secure`: the site is reached over https, so browsers must never use http again."""
    made = HEADERS | {"Content-Security-Policy": content_security_policy(media_base_url, secure=secure)}
    return made | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else {})


def content_security_policy(media_base_url: str, *, secure: bool) -> str:
    """What a page may load: its own site's files, and media from the host of `media_base_url` when that is set.

    blob: is how a script gives a photo or a stream to an element: the composer's previews, and hls.js.
    """
    base = urlsplit(media_base_url)
    media = f"'self' {base.scheme}://{base.netloc}" if base.netloc else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {media} data: blob:",
            f"media-src {media} blob:",
            f"connect-src {media}",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            *(["upgrade-insecure-requests"] if secure else []),
        )
    )
