"""Signing in with a provider."""

from quart import Blueprint

from server.oauth import providers

blueprint = Blueprint("oauth", __name__)
__all__ = ["blueprint", "providers"]
