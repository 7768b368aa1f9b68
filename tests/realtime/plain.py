"""`python -m tests.realtime.plain`: a web process on a Hypercorn whose private parts nobody knows."""

import argparse
import sys

from server.commands import web
from server.settings import load
from server.web import wire

if __name__ == "__main__":
    wire.KNOWN = "none"
    sys.exit(web.main(load(), argparse.Namespace()))
