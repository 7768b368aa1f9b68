"""Plays every command of the site, so that tests of starting need nothing of the site itself.

`stand_in.py run PROCFILE` is the real supervisor over these stand-ins.
"""

# ruff: noqa: T201 - what it prints is what the tests read

import os
import signal
import socket
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from server.commands.run import run
from server.settings import StartError, load
from server.stores import embedded


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = f"{os.getpid()}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def web() -> None:
    server = HTTPServer(("", 0), Page, bind_and_activate=False)
    server.socket = socket.socket(fileno=int(os.environ["LISTEN_FD"]))
    server.serve_forever()


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("stubborn is deaf", flush=True)
    signal.pause()


def stores() -> None:
    with embedded.stores(load().data_dir) as started:
        print(*(child.process.pid for child in started.children), flush=True)
        signal.pause()


def supervise() -> None:
    try:
        sys.exit(run(load(), Path(sys.argv[2]), (sys.executable, __file__)))
    except StartError as error:
        sys.exit(str(error))


def release() -> None:
    if os.environ.get("BROKEN_RELEASE"):
        sys.exit("The indexes are in a twist.")


def demo() -> None:
    print("Log in as mira, password tintype", flush=True)
    if os.environ.get("BROKEN_DEMO"):
        sys.exit(1)


ROLES = {
    "web": web,
    "worker": signal.pause,
    "stubborn": stubborn,
    "release": release,
    "demo": demo,
    "run": supervise,
    "stores": stores,
}

if __name__ == "__main__":
    ROLES[sys.argv[1]]()
