"""What is further down in a feed, and any of its cards."""

from dataclasses import dataclass

from bson import ObjectId
from markupsafe import Markup

from server.accounts.models import Viewer
from server.feed import timelines, visits
from server.feed.lists import Reading
from server.likes.queries import liked_among
from server.posts import cards
from server.posts.queries import Ref

PAGE = 12
AS_FAR_MOST = 240


@dataclass(frozen=True)
class Part:
    """Some cards of a feed, and the post behind which there are more."""

    cards: Markup
    refs: list[Ref]
    older: ObjectId | None
    is_all_new: bool


async def behind(viewer: Viewer, before: ObjectId) -> Part:
    """The cards behind a feed id."""
    refs = await timelines.page(viewer.id, before=before, limit=PAGE)
    return await _part(viewer, refs, before, has_more=len(refs) == PAGE)


async def down_to(viewer: Viewer, last: ObjectId) -> Part:
    """The cards from the first to that with the feed id `last`, as far as AS_FAR_MOST of them go."""
    found = await timelines.page(viewer.id, before=None, limit=AS_FAR_MOST)
    refs = [ref for ref in found if ref.feed_id >= last]
    return await _part(viewer, refs, None, has_more=len(refs) < len(found) or len(found) == AS_FAR_MOST)


async def _part(viewer: Viewer, refs: list[Ref], above: ObjectId | None, *, has_more: bool) -> Part:
    reading = Reading(await visits.last_mark(viewer.id), above)
    shown = await render(refs, viewer, ahead=reading.caught_up(refs))
    return Part(shown, refs, refs[-1].post if refs and has_more else None, reading.is_all_new(refs))


async def render(refs: list[Ref], viewer: Viewer, **extras: dict[ObjectId, bytes]) -> Markup:
    """The cards of `refs` for the viewer."""
    return await cards.html(refs, await liked_among(viewer, [ref.post for ref in refs]), viewer=viewer.id, **extras)
