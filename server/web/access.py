"""The mark of routes that are open to people who are not signed in; accounts/doors.py keeps the others shut."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open this route to everybody."""
    view.public = True  # type: ignore[attr-defined]
    return view


def is_public(view: object) -> bool:
    """Whether this view says of itself that it is open to everybody."""
    return bool(getattr(view, "public", False))
