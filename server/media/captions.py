"""Words to a video: WebVTT in, or SRT, and WebVTT out."""

import io

import regex
import webvtt
from bson import ObjectId
from webvtt.errors import MalformedCaptionError, MalformedFileError

from server.i18n import count
from server.i18n import gettext as _
from server.media import actions
from server.media.models import DELETED, VIDEO, Captions, Media
from server.media.storage import store
from server.stores.documents import dump

BYTES_MOST = 512 * 1024
LANGUAGES_MOST = 20
MEDIA_TYPE = "text/vtt"
# The shape of a BCP 47 tag, as far as captions need it: a language, perhaps a script, perhaps a region.
LANGUAGE = regex.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


class Unreadable(Exception):
    """These are no captions; the text says why, to the person who sent them."""


def to_webvtt(data: bytes) -> bytes:
    """Clean WebVTT with the cues of a WebVTT or SRT file, without comments and styles. Raises Unreadable."""
    if not data:
        raise Unreadable(_("Choose a WebVTT or SRT file first."))
    if len(data) > BYTES_MOST:
        raise Unreadable(
            _("This file is too large: captions can have up to %(most)s KB.", most=count(BYTES_MOST // 1024))
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(_("This file is not UTF-8 text. Save it as UTF-8 and try again.")) from None
    kind = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    try:
        cues = webvtt.WebVTT.from_buffer(io.StringIO(text, newline=None), format=kind).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise Unreadable(_("This is not a WebVTT or SRT file that we can read (%(why)s).", why=error)) from None
    if not cues:
        raise Unreadable(
            _("There are no captions in this file: it needs lines like %(line)s.", line="00:00:01.000 --> 00:00:04.000")
        )
    spoken = [webvtt.Caption(start=cue.start, end=cue.end, text=cue.text) for cue in cues]
    return str(webvtt.WebVTT(captions=spoken).content).encode()


async def add(media: Media, data: bytes, language: str, label: str) -> None:
    """Keep the captions of a video, in place of those in the same language. Raises Unreadable."""
    if media.kind != VIDEO:
        raise Unreadable(_("Only videos have captions."))
    if not LANGUAGE.fullmatch(language):
        raise Unreadable(_("Choose the language of the captions."))
    others = [captions for captions in media.captions if captions.language != language]
    if len(others) >= LANGUAGES_MOST:
        raise Unreadable(_("A video can have captions in up to %(most)s languages.", most=LANGUAGES_MOST))
    words = to_webvtt(data)
    sha256 = await store.keep_bytes(words, MEDIA_TYPE, media.id)
    await _change(media, [*others, Captions(language=language, label=label, sha256=sha256, bytes=len(words))])


async def remove(media: Media, language: str) -> None:
    """Forget the captions in this language."""
    await _change(media, [captions for captions in media.captions if captions.language != language])


async def _change(media: Media, captions: list[Captions]) -> None:
    captions.sort(key=lambda each: each.language)
    query = {"_id": media.id, "state": {"$ne": DELETED}, "captions": dump(media.captions)}
    changed = await actions.update(query, {"captions": dump(captions)})
    kept = {each.sha256 for each in (changed or media).captions}
    await _release(media.id, {each.sha256 for each in [*media.captions, *captions]} - kept)


async def _release(holder: ObjectId, sha256s: set[str]) -> None:
    if sha256s:
        await store.release(holder, sha256s)
