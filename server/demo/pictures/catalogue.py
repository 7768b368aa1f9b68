"""Every picture with its description, in the order of the people who post them, twelve a round."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A picture by its name, what can be seen in it, and what kind it is."""

    slug: str
    alt: str
    motif: str


PICTURES: tuple[Picture, ...] = (
    Picture("still-water", "A round snow-capped peak mirrored in a dark, quiet lake under a bright sky.", "lakes"),
    Picture("galaxy", "The Milky Way stands above a black ridge, its dust lanes glowing cream and blue.", "night"),
    Picture("three-pears", "Three green and gold pears on a dark wooden table, lit from the left.", "still life"),
    Picture("alpenglow", "Snowy peaks turn pink at dusk above brown hillsides already in shadow.", "mountains"),
    Picture(
        "arcade", "Low sun falls through a row of arches and stripes the floor of a corridor with gold.", "architecture"
    ),
    Picture("fjord", "A steep hill rises from dark blue water at dusk, pale violet peaks in haze behind it.", "lakes"),
    Picture("birches", "White birch trunks with black marks stand in fog above a floor of yellow leaves.", "forest"),
    Picture("black-beach", "White surf runs along a black beach, from above, in warm black and white.", "coast"),
    Picture("last-dune", "Orange dunes with faint ripples under a pale evening sky.", "open country"),
    Picture("rapeseed", "A yellow field under a very large white cloud and a blue sky.", "open country"),
    Picture(
        "curtain-call",
        "Green northern lights hang over black hills, violet at the top, and shine on the water below.",
        "night",
    ),
    Picture(
        "massif", "A snow-covered mountain in hard side light, jagged peaks behind, in black and white.", "mountains"
    ),
    Picture("pale-sea", "A calm sea and a lilac sky with soft clouds meet in a pale, hazy horizon.", "coast"),
    Picture("full-moon", "The moon, a little short of full, with its dark seas and a rough shadowed edge.", "night"),
    Picture("lemons-and-blue", "A blue bowl on a linen cloth, one lemon in front of it and one behind.", "still life"),
    Picture("karst", "A forested hill and a rounded peak fade into yellow-green morning mist.", "mountains"),
    Picture(
        "stairwell",
        "A spiral staircase from the top, turning inwards like a shell, in black and white.",
        "architecture",
    ),
    Picture("stacks", "Rock stacks stand in still water at twilight, the sky violet and rose.", "coast"),
    Picture("beams", "Sunbeams slant between tall trunks onto the mossy floor of a green wood.", "forest"),
    Picture(
        "oranges", "Two oranges on a pale cloth beside a green glass bottle, before a dark blue wall.", "still life"
    ),
    Picture(
        "silver-dunes",
        "Sand dunes with a sharp curving crest, half bright and half black, in black and white.",
        "open country",
    ),
    Picture("big-weather", "A wide cloudy sky over a low line of wooded hills, in black and white.", "open country"),
    Picture("violet-curtain", "Northern lights, turquoise below and violet above, over moonlit snowy ridges.", "night"),
    Picture(
        "five-eggs",
        "Five white eggs, lying and standing, in strong light from the left, in black and white.",
        "still life",
    ),
    Picture(
        "mist-on-the-lake", "A low bank and a tree line dissolve in mist above a lake, in black and white.", "lakes"
    ),
    Picture("turning", "Star trails circle in the night sky above the dark outline of a hill.", "night"),
    Picture(
        "quiet-company", "A white bottle, a blue flask, a clay jar and a small bowl, close together.", "still life"
    ),
    Picture(
        "blue-hour",
        "Layers of hills from dark grey to pale blue, a domed peak at the back, before sunrise.",
        "mountains",
    ),
    Picture(
        "white-on-blue", "Two white walls against a deep blue sky, one cut by a slanting blue shadow.", "architecture"
    ),
    Picture("heavy-weather", "Dark clouds over a restless sea with a rocky island, in black and white.", "coast"),
    Picture("rust", "Autumn forest, rust and amber, climbing towards mountains dusted with snow.", "mountains"),
    Picture(
        "rain-on-the-pane", "Raindrops on a window at night, each holding the blurred orange and blue lights.", "city"
    ),
    Picture("first-cup", "A white cup of black tea on a saucer, on a wooden table in morning light.", "still life"),
    Picture("rows", "Rows of lavender run to the horizon, where a pale sun is going down.", "open country"),
    Picture(
        "moonlit-bay", "The moon over a bay at night, steep islands in blue haze, a faint path on the water.", "coast"
    ),
    Picture("balance", "Five smooth stones balanced in a tower, largest below, in black and white.", "still life"),
    Picture("teal-slopes", "Rows of fir trees fade one behind the other into blue-green fog.", "forest"),
    Picture("two-skies", "The Milky Way above a lake at night, and again, fainter, in the water.", "night"),
    Picture("seed-heads", "Five dried poppy heads in a blue-grey vase against a plain warm wall.", "still life"),
    Picture("winter-noon", "A sharp white summit beyond a broad snowfield, under a deep blue sky.", "mountains"),
    Picture("terracotta", "An orange wall with one dark window meets a shaded wall under a blue sky.", "architecture"),
    Picture("silver", "Hazy sun above a glittering sea with low islands, in warm black and white.", "coast"),
    Picture("larches", "Golden larches on two hillsides and their reflection in a blue lake.", "lakes"),
    Picture("tideline", "A turquoise sea breaks in white lace along pale sand, from straight above.", "coast"),
    Picture("crescent", "A thin crescent moon with its dark side faintly visible, over hills after sunset.", "night"),
    Picture("old-glass", "Three old glass bottles, clear, green and amber, on a light table.", "still life"),
    Picture("harvest-moon", "A large moon behind thin clouds, rising over dark hills in a violet dusk.", "night"),
    Picture("old-wood", "Rays of light fall between the dark trunks of an old wood, in black and white.", "forest"),
    Picture("moon-jar", "A round white jar in a patch of window light, its shadow on the wall behind.", "still life"),
    Picture(
        "out-of-focus", "Street lights out of focus: overlapping discs of amber, red, cream and blue on black.", "city"
    ),
    Picture("plums-at-night", "Five dark purple plums on a grey plate in a dim room.", "still life"),
    Picture("first-light", "Ridge behind ridge in warm brown haze, under a sky from apricot to lilac.", "mountains"),
    Picture("cloister", "A long cloister, arches of light on floor and wall, in black and white.", "architecture"),
    Picture(
        "last-of-the-sun", "The white disc of the sun sits on the horizon of an orange sea with small islands.", "coast"
    ),
    Picture(
        "windfall", "Two red apples on a wooden table, the light of a window on the dark wall behind.", "still life"
    ),
    Picture("reef", "Dark rocks in turquoise water off a pale beach, from straight above.", "coast"),
    Picture(
        "windblown",
        "Snowdrifts in evening light, lilac and blue in the shadows and pink on the crests.",
        "open country",
    ),
    Picture("sea-of-clouds", "Brown mountains stand out of a white sea of fog in early light.", "mountains"),
    Picture("high-valley", "A green wooded mountainside climbs to a broad summit with a little snow.", "mountains"),
    Picture("tarn", "A turquoise mountain lake with a green headland and snowy peaks behind.", "lakes"),
)
