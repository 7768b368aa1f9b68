"""Jobs on notifications."""

from jobs.actor import promised
from server.notifications import actions

ring = promised(actions.ring)
