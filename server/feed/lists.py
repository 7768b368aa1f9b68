"""Where in a list somebody is all caught up."""

from collections.abc import Sequence
from dataclasses import dataclass

from bson import ObjectId

from server.posts.queries import Ref
from server.web import templates


@dataclass(frozen=True)
class Reading:
    """What somebody reads, newest first: `mark` is the newest feed id that she had seen before this visit, `above` the
    one that stands above the list, None when it is the first."""

    mark: ObjectId | None
    above: ObjectId | None = None

    def caught_up(self, refs: Sequence[Ref]) -> dict[ObjectId, bytes]:
        """What stands ahead of which card: that she is all caught up, where what is new to her ends."""
        if self.mark is None or not self._is_new(self.above):
            return {}
        seen = next((place for place, ref in enumerate(refs) if not self._is_new(ref.feed_id)), None)
        if seen is None:
            return {}
        is_nothing_new = seen == 0 and self.above is None
        return {refs[seen].post: templates.render("feed/_caught_up.html", is_nothing_new=is_nothing_new).encode()}

    def is_all_new(self, refs: Sequence[Ref]) -> bool:
        """Whether she has not come to her mark at the end of the list."""
        return self._is_new(refs[-1].feed_id if refs else self.above)

    def new_authors(self, refs: Sequence[Ref]) -> list[ObjectId]:
        """Who has posted since then, the newest first; on a first visit nobody, since all is new."""
        if self.mark is None:
            return []
        return list(dict.fromkeys(ref.author for ref in refs if self._is_new(ref.feed_id)))

    def _is_new(self, feed_id: ObjectId | None) -> bool:
        return self.mark is None or feed_id is None or feed_id > self.mark
