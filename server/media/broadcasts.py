"""Shows an upload's owner how far it is."""

from functools import partial

from markupsafe import Markup

from server.media import stages
from server.media.delivery import signing
from server.media.models import READY, Media
from server.realtime import publish, topics
from server.web import templates

PREVIEW_WIDTH = 640


def progress(media: Media) -> str:
    """What an upload's owner sees of it: the stages and the one it is in, what was found, how it ended."""
    return templates.render("_replace.html", target=f"progress-{media.id}", body=html(media))


def html(media: Media) -> Markup:
    """The same as a part of a page."""
    return Markup(templates.render("media/_progress.html", **context(media)))  # noqa: S704 a template that escapes


def context(media: Media) -> dict[str, object]:
    """What the template needs to show an upload to its owner."""
    return {
        "media": media,
        "preview": preview(media),
        "steps": stages.steps(media),
        "percent": stages.percent(media),
    }


def preview(media: Media) -> str | None:
    """A signed address of the upload's picture, for its owner; None while there is none."""
    jpegs = [each for each in media.renditions if each.media_type == "image/jpeg" and not each.is_square_cut]
    if media.state != READY or not jpegs:
        return None
    shown = min(jpegs, key=lambda rendition: abs(rendition.width - PREVIEW_WIDTH))
    return signing.signed(shown.sha256, shown.name, media.owner)


async def progressed(media: Media) -> None:
    """Show the stage on the owner's open pages."""
    await publish.state(topics.progress(media.id), media.version, partial(progress, media))
