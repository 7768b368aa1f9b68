"""`python -m jobs worker` and `python -m jobs scheduler`."""

import sys

from jobs import schedule, worker
from server import log
from server.settings import SettingsError, current

PROCESSES = {"worker": worker.run, "scheduler": schedule.run}


def main() -> int:
    """Run the named process; 2 with one sentence when it cannot start."""
    if len(sys.argv) != 2 or sys.argv[1] not in PROCESSES:
        sys.stderr.write("Say which: python -m jobs worker, or python -m jobs scheduler.\n")
        return 2
    try:
        settings = current()
        log.configure(settings.log_level)
        return PROCESSES[sys.argv[1]](settings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
