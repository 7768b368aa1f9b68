"""`python -m jobs worker [QUEUE...]` and `python -m jobs scheduler`."""

import sys

from jobs import schedule, worker
from server import log
from server.background import QUEUES
from server.settings import SettingsError, current

USAGE = f"Say which: python -m jobs worker [{' | '.join(QUEUES)}], or python -m jobs scheduler.\n"


def main() -> int:
    """Run the named process; 2 with one sentence when it cannot start."""
    if sys.argv[1:2] not in (["worker"], ["scheduler"]) or not set(sys.argv[2:]) <= set(QUEUES):
        sys.stderr.write(USAGE)
        return 2
    try:
        settings = current()
        log.configure(settings.log_level)
        if sys.argv[1] == "scheduler":
            return schedule.run(settings)
        return worker.run(settings, *sys.argv[2:])
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
