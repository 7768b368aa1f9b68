"""Prints haproxy.cfg filled in.

python -m deploy.haproxy --web 10.0.0.5:8000 --web 10.0.0.6:8000 --listen :443 --certificate /etc/ssl/tintype.pem
"""

import argparse
import sys
from pathlib import Path

from jinja2 import Environment, StrictUndefined

TEMPLATE = Path(__file__).with_name("haproxy.cfg")


def main() -> None:
    """Print the configuration that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--web", action="append", required=True, metavar="HOST:PORT", help="a web process; repeat it")
    parser.add_argument("--listen", default=":80", metavar="[ADDRESS]:PORT", help="where to listen")
    parser.add_argument("--certificate", default="", metavar="FILE", help="with the chain and the private key")
    parser.add_argument("--user", default="haproxy", help="who HAProxy is, when root starts it")
    parser.add_argument("--log", default="/dev/log", help="where it logs to: a socket, or stdout")
    given = parser.parse_args()
    sys.stdout.write(render(given.web, given.listen, given.certificate, given.user, given.log))


def render(web: list[str], listen: str, certificate: str = "", user: str = "haproxy", log: str = "/dev/log") -> str:
    """The configuration."""
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(TEMPLATE.read_text())  # noqa: S701
    return template.render(web=web, listen=listen, certificate=certificate, user=user, log=log) + "\n"


if __name__ == "__main__":
    main()
