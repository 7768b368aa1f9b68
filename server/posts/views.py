"""Uploads as their owner sees them in the composer and when she edits a post."""

from collections.abc import Sequence

from bson import ObjectId
from markupsafe import Markup
from msgspec import structs

from server.media import broadcasts
from server.media.models import ARRIVING, FAILED, Media, Original
from server.posts.items import Told
from server.stores.documents import now
from server.web import templates
from server.web.forms import Form

# Stands where the id of an upload will be that the server does not know of yet.
MOULD = ObjectId("0" * 24)


def is_undescribed(upload: Media) -> bool:
    """Whether a description of it is missing. What could not be read is left out of the post, and needs none."""
    return not upload.alt and upload.state != FAILED


def item(upload: Media, form: Form, place: int = 0, of: int = 1, *, marks_missing: bool = False) -> str:
    """One upload: how far it is, what was found in it, and the fields that say something of it.

    `marks_missing`: a description that is missing is asked for.
    """
    is_first, is_last = place == 0, place == of - 1
    is_missing = marks_missing and is_undescribed(upload)
    context = {"form": form, "is_first": is_first, "is_last": is_last, "is_missing": is_missing} | broadcasts.context(
        upload
    )
    return templates.render("posts/_item.html", **context)


def item_list(uploads: Sequence[Media], form: Form, *, marks_missing: bool = False) -> Markup:
    """Uploads in their order, as a part of a template."""
    shown = (
        item(upload, form, place, len(uploads), marks_missing=marks_missing) for place, upload in enumerate(uploads)
    )
    return Markup("\n".join(shown))  # noqa: S704 rendered by templates that escape


def mould() -> Markup:
    """An item without a file, of which the composer's script makes one for each file as soon as it is chosen."""
    moment = now()
    upload = Media(
        id=MOULD,
        owner=MOULD,
        plan="photo",
        state=ARRIVING,
        stage=ARRIVING,
        original=Original(sha256="", bytes=0, format=""),
        width=0,
        height=0,
        created_at=moment,
        next_try_at=moment,
        queued_at=moment,
    )
    return item_list([upload], Form())


def as_told(uploads: Sequence[Media], told: Sequence[Told]) -> list[Media]:
    """The uploads as a form that was refused says: in its order, with its words; the others behind them."""
    by_id = {upload.id: upload for upload in uploads}
    first = [_with(by_id.pop(words.media), words) for words in told if words.media in by_id]
    return first + list(by_id.values())


def _with(upload: Media, words: Told) -> Media:
    return structs.replace(upload, alt=words.alt, focus=words.focus, keep_camera=words.keep_camera)
