"""Jobs on who follows whom."""

from jobs.actor import promised
from server.relationships import actions

follow_changed = promised(actions.follow_changed)
