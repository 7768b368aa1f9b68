"""Marks of routes: open to people who are not signed in, to whom accounts/doors.py keeps the others shut; secret."""

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


def secret(view: View) -> View:
    """Have nobody keep what this route answers, not even the browser that asked."""
    view.secret = True  # type: ignore[attr-defined]
    return view


def is_secret(view: object) -> bool:
    """Whether this view says of itself that nobody may keep its answers."""
    return bool(getattr(view, "secret", False))
