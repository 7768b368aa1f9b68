"""A refusal in the language of the person who chose the file."""

from server import i18n
from server.media.refused import Refused


def told(refused: Refused) -> str:
    """Why not, in the present language."""
    return i18n.told(refused.message, refused.values)
