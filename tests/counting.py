"""How many commands this process sends to MongoDB."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from pymongo import monitoring

READS = ("find", "aggregate", "distinct", "getMore", "count")


class _Listener(monitoring.CommandListener):
    def __init__(self) -> None:
        self.open: list[Counter[str]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        for counter in self.open:
            if event.command_name in READS:
                counter[str(next(iter(event.command.values())))] += 1

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


_listener = _Listener()
# Clients ask for listeners when they are made.
monitoring.register(_listener)


@contextmanager
def reads() -> Iterator[Counter[str]]:
    """Counts the reads from each collection while the block runs."""
    counter: Counter[str] = Counter()
    _listener.open.append(counter)
    try:
        yield counter
    finally:
        _listener.open.remove(counter)
