"""`python -m server <command>`: run, web, release, demo, accounts, invitation, failed, counters,
languages, storage."""

import argparse
import importlib
import sys

from server.settings import StartError, load

COMMANDS = {
    "run": "start everything and keep it alive: stores, web, worker, scheduler",
    "web": "serve HTTP and websockets",
    "release": "prepare the database for this version",
    "demo": "fill an empty site with people and posts",
    "accounts": "show or change an account: `accounts show|suspend|reinstate|let-in|reset-two-step <username>`, "
    "or list `accounts waiting`, `accounts log`",
    "invitation": "make an invitation to join and print it",
    "failed": "list failed work, or `failed retry <id>|all`",
    "counters": "compare all counters with what they count and repair those that are wrong",
    "languages": "bring the catalogues of messages up to date with the code",
    "storage": "look through stored media and repair it, or `storage verify` to read every byte again",
}
REST = {"accounts": "<what> <username>|waiting|log", "failed": "retry <id>|all", "storage": "verify"}
# Numbers, with what they are when nothing is said.
NUMBERS = {
    "invitation": {"--uses": (1, "how many people may join with it"), "--days": (7, "for how many days it is good")}
}


def main() -> int:
    """Run the named command. Returns the exit status: 2, after one sentence, when it cannot start."""
    arguments = _arguments()
    try:
        settings = load()
        # By name, so that a command loads only what it needs: `run` must not load the whole site.
        command = importlib.import_module(f"server.commands.{arguments.command}")
        status: int = command.main(settings, arguments)
    except StartError as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose)
        if name in REST:
            command.add_argument("rest", nargs="*", help=REST[name])
        for option, (otherwise, meaning) in NUMBERS.get(name, {}).items():
            command.add_argument(option, type=int, default=otherwise, help=f"{meaning} ({otherwise})")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
