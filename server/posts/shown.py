"""What a post shows of its uploads."""

from collections.abc import Sequence

from bson import ObjectId
from msgspec.structs import replace

from server.media.models import READY, Item, Media
from server.posts.models import Post
from server.relationships.queries import PUBLIC


def items(post: Post, found: list[Media]) -> list[Item]:
    """What the post shows: uploads that are ready, and those being made again as they were."""
    shown = {item.media: item for item in post.items}
    made = [_item(upload) if upload.state == READY else shown.get(upload.id) for upload in found]
    return addressed([item for item in made if item is not None], post.audience)


def addressed(made: Sequence[Item], audience: str) -> list[Item]:
    """The same with addresses at which `audience` finds the bytes."""
    is_open = audience == PUBLIC
    return [
        replace(
            item,
            renditions=[replace(rendition, is_open=is_open) for rendition in item.renditions],
            captions=[replace(captions, is_open=is_open) for captions in item.captions],
        )
        for item in made
    ]


def _item(upload: Media) -> Item:
    return Item(
        media=upload.id,
        kind=upload.kind,
        alt=upload.alt,
        width=upload.width,
        height=upload.height,
        placeholder=upload.placeholder,
        renditions=upload.renditions,
        focus=upload.focus,
        camera=upload.camera if upload.keep_camera else "",
        captions=upload.captions,
        seconds=upload.seconds,
        has_sound=upload.has_sound,
        loops=upload.loops,
    )


def ready(found: Sequence[Media]) -> list[ObjectId]:
    """Those of these uploads that can be shown."""
    return [upload.id for upload in found if upload.state == READY]
