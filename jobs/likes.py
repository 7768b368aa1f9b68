"""Jobs on likes."""

from jobs.actor import promised
from server.likes import tallies

likes_counted = promised(tallies.likes_counted)
