"""Shows an upload's owner how far it is."""

from server.media.models import Media
from server.realtime import publish, topics
from server.web import templates


def progress(media: Media) -> str:
    """The stages of an upload and the one it is in."""
    body = templates.render("media/_progress.html", media=media)
    return templates.render("_replace.html", target=f"progress-{media.id}", body=body)


async def progressed(media: Media) -> None:
    """Show the stage on the owner's open pages."""
    await publish.state(topics.progress(media.id), media.version, progress(media))
