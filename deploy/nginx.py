"""Prints nginx.conf filled in, with the limits that the settings in the environment give.

python -m deploy.nginx --web 10.0.0.5:8000 --web 10.0.0.6:8000 --listen 443 --certificate /etc/ssl/tintype
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from server.settings import Settings, load

TEMPLATE = Path(__file__).with_name("nginx.conf")


@dataclass(frozen=True)
class Places:
    """Where nginx writes."""

    pid: str = "/run/nginx.pid"
    errors: str = "/var/log/nginx/error.log"
    accesses: str = "/var/log/nginx/access.log"
    temporary: str = "/var/lib/nginx"
    cache: str = "/var/lib/nginx/tintype"


def main() -> None:
    """Print the configuration that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--web", action="append", required=True, metavar="HOST:PORT", help="a web process; repeat it")
    parser.add_argument("--listen", default="80", help="port, or address:port, to listen on")
    parser.add_argument("--certificate", default="", metavar="FOLDER", help="with fullchain.pem and privkey.pem")
    parser.add_argument("--cache-gb", type=int, default=10, help="the most disk that kept media may take")
    parser.add_argument("--user", default="www-data", help="who nginx's workers are, when root starts it")
    parser.add_argument("--folder", type=Path, help="write everything there instead of where Debian's nginx does")
    given = parser.parse_args()
    # Nothing is signed here, so no secret is needed, nor made.
    settings = load(os.environ | {"SECRET_KEY": "unused"})
    places = inside(given.folder) if given.folder else Places()
    sys.stdout.write(render(settings, places, given.web, given.listen, given.certificate, given.cache_gb, given.user))


def render(
    settings: Settings,
    places: Places,
    web: list[str],
    listen: str,
    certificate: str = "",
    cache_gb: int = 10,
    user: str = "www-data",
) -> str:
    """The configuration."""
    template = Environment(undefined=StrictUndefined, autoescape=False).from_string(TEMPLATE.read_text())  # noqa: S701
    return template.render(
        places=places,
        web=web,
        listen=listen,
        certificate=certificate,
        cache_gb=cache_gb,
        user=user,
        body_mb=settings.video_max_mb + settings.album_max * settings.image_max_mb + 1,
    )


def inside(folder: Path) -> Places:
    """All in one folder."""
    return Places(
        pid=f"{folder}/nginx.pid",
        errors=f"{folder}/error.log",
        accesses=f"{folder}/access.log",
        temporary=str(folder),
        cache=f"{folder}/cache",
    )


if __name__ == "__main__":
    main()
