"""Jobs on comments."""

from jobs.actor import promised
from server.comments import actions

comment_added = promised(actions.comment_added)
comment_removed = promised(actions.comment_removed)
