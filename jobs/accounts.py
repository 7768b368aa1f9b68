"""Jobs on accounts."""

from jobs.actor import promised
from server.accounts import actions

account_changed = promised(actions.account_changed)
account_suspended = promised(actions.account_suspended)
