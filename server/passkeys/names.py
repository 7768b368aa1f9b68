"""What a new passkey is called until its owner calls it something else."""

from collections.abc import Collection, Iterable

from server.i18n import gettext as _
from server.i18n import mark

NAME_MOST = 50

# Who keeps the passkey, by the AAGUID that the browser tells: the FIDO community's list of passkey providers.
KEEPERS = {
    "fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "iCloud Keychain",
    "dd4ec289-e01d-41c9-bb89-70fa845d4bf2": "iCloud Keychain",
    "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
    "08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
    "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
    "6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
    "adce0002-35bc-c60a-648b-0b25f1f05503": mark("Chrome on a Mac"),
    "771b48fd-d3d4-4f74-9232-fc157ab0507a": mark("Edge on a Mac"),
    "bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
    "d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
    "531126d6-e717-415c-9320-3d9aa6981239": "Dashlane",
    "50726f74-6f6e-5061-7373-50726f746f6e": "Proton Pass",
    "53414d53-554e-4700-0000-000000000000": "Samsung Pass",
    "b84e4048-15dc-4dd0-8640-f4f60813c8af": "NordPass",
    "f3809540-7f14-49c1-a8b3-8f813b225541": "Enpass",
}
# The first that stands in the User-Agent: an iPhone says "like Mac OS X" too, and Android says Linux.
DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": mark("Android device"),
    "CrOS": "Chromebook",
    "Windows": mark("Windows computer"),
    "Macintosh": "Mac",
    "Linux": mark("Linux computer"),
}


def first_name(aaguid: str, transports: Collection[str], user_agent: str, taken: Iterable[str]) -> str:
    """Who keeps the passkey, or else what it is on; with a number when one of that name is there already."""
    name = _(KEEPERS.get(aaguid) or _kind(transports, user_agent))
    others = set(taken)
    numbered = (f"{name} {number}" for number in range(2, len(others) + 3))
    return name if name not in others else next(each for each in numbered if each not in others)


def _kind(transports: Collection[str], user_agent: str) -> str:
    if transports and not {"internal", "hybrid"} & set(transports):
        return mark("Security key")
    return next((words for mark, words in DEVICES.items() if mark in user_agent), mark("Passkey"))
