"""Which part of something a Range header asks for (RFC 9110, section 14)."""

import re

from werkzeug.exceptions import RequestedRangeNotSatisfiable

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def part(wanted: str, length: int) -> tuple[int, int] | None:
    """The first byte that is wanted, and the one after the last; None when the header is none that we serve: then
    the whole is the answer. Raises RequestedRangeNotSatisfiable."""
    found = _RANGE.fullmatch(wanted.replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        begin, end = max(0, length - int(found[2])), length
    else:
        begin, end = int(found[1]), min(int(found[2]) + 1, length) if found[2] else length
        if found[2] and int(found[2]) < begin:
            return None
    if begin >= length:
        raise RequestedRangeNotSatisfiable(length=length)
    return begin, end
