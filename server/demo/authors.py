"""Who took which of the demo's photos: everybody has motifs of her own."""

from collections import defaultdict
from functools import cache

from server.demo.pictures import PICTURES

# First comes who takes the first; the rest in turn.
BY_MOTIF = {
    "lakes": ("nora", "marcus_reed"),
    "night": ("kofi.mensah", "aino.k"),
    "still life": ("lucia_ferri", "nora", "priya.nair"),
    "mountains": ("takumi.h", "nora", "marcus_reed"),
    "architecture": ("amara.o", "leila.k"),
    "coast": ("jonas_berg", "tomas.v", "nora"),
    "forest": ("priya.nair", "aino.k"),
    "open country": ("leila.k", "hanneke"),
    "city": ("kofi.mensah", "amara.o"),
}


@cache
def authors() -> dict[str, str]:
    """The username behind each slug, in the order of the pictures."""
    taken: dict[str, int] = defaultdict(int)
    found = {}
    for picture in PICTURES:
        people = BY_MOTIF[picture.motif]
        found[picture.slug] = people[taken[picture.motif] % len(people)]
        taken[picture.motif] += 1
    return found
