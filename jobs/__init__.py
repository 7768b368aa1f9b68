"""Background work: shallow functions, one call into server/ each, bound to names that server/background.py queues."""
