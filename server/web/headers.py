"""The headers that keep browsers safe, on every answer that has not said otherwise."""

from urllib.parse import urlsplit

# What browsers may do on our pages: passkeys, videos, copying an address. Everything else that they know is off.
OURS = ("publickey-credentials-get", "publickey-credentials-create", "fullscreen", "picture-in-picture", "autoplay")
UNUSED = (
    *("accelerometer", "camera", "clipboard-read", "display-capture", "encrypted-media", "geolocation", "gyroscope"),
    *("hid", "idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials"),
    *("payment", "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking"),
)
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([f"{name}=(self)" for name in OURS] + [f"{name}=()" for name in UNUSED]),
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
            "frame-src 'none'",
            "object-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            *(["upgrade-insecure-requests"] if secure else []),
        )
    )
