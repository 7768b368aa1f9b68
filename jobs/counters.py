"""Jobs on counters."""

from jobs.actor import promised
from server.counters import actions

recounted = promised(actions.recounted)
