"""The people of the demo; a visitor signs in as the first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who posts."""

    username: str
    name: str
    bio: str


PEOPLE: tuple[Person, ...] = (
    Person("nora", "Nora Lind", "Still water, slow mornings. Gothenburg."),
    Person("kofi.mensah", "Kofi Mensah", "Night-shift nurse, night-sky photographer. Accra, then Leeds."),
    Person("lucia_ferri", "Lucia Ferri", "Pots, pears and one north-facing window. Bologna."),
    Person("takumi.h", "Takumi Hayashi", "Mountains, by local train and on foot. Matsumoto."),
    Person("amara.o", "Amara Okoye", "Architect in the making. I follow shadows around buildings. Lagos."),
    Person("jonas_berg", "Jonas Berg", "Small boat, long coast. Bergen."),
    Person("priya.nair", "Priya Nair", "Botanist who forgets to look at the plants. Kochi."),
    Person("tomas.v", "Tomás Vidal", "One camera, one lens, the Pacific. Valparaíso."),
    Person("leila.k", "Leila Karimi", "Deserts, tea, long exposures. Yazd and Berlin."),
    Person("hanneke", "Hanneke de Vries", "Big skies over flat land. Groningen."),
    Person("aino.k", "Aino Korhonen", "Awake when it is dark. Rovaniemi."),
    Person("marcus_reed", "Marcus Reed", "Prints his own, in the garage. Portland, Maine."),
)
