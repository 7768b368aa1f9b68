"""Every text can be read on what it stands on, in both schemes; and colours have their names in one place only."""

import re

import pytest

from server.web.static import FOLDER

TOKENS = (FOLDER / "tokens.css").read_text()
SCHEMES = {"light": 0, "dark": 1}
# WCAG 2.2: 1.4.3 for text, 1.4.11 for what is not.
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("ground", "surface", "raised", "sunk", "fresh")

PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-soft", "copper", "red") for ground in GROUNDS),
    ("on-button", "button", TEXT),
    ("on-button", "button-hover", TEXT),
    ("on-heart", "heart", TEXT),
    *((text, "lacquer", TEXT) for text in ("silver", "silver-bright", "silver-soft")),
    ("silver", "lacquer-light", TEXT),
    ("lacquer", "silver-soft", TEXT),
    # Edges of fields and buttons, the ring of focus, the heart, the tick of where one is.
    *((shape, ground, SHAPE) for shape in ("edge", "copper", "heart") for ground in ("ground", "surface", "raised")),
    *(("button", ground, SHAPE) for ground in ("ground", "surface", "raised")),
]
# Sheets that paint a picture with colours of its own, on which nothing is written.
PAINTED = {"tray.css"}
LITERAL = re.compile(
    r"(?<![\w\"(])#[0-9a-f]{3,8}\b(?=[^{]*[;,)])|\b(?:rgb|rgba|hsl|hwb|lab|lch|oklab|oklch)\(", re.IGNORECASE
)
NAMED = re.compile(r":[^;{]*\b(?:white|black|red|green|blue|gray|grey|orange|silver)\b(?!-)[^;{]*;")


def colour(name: str, scheme: str) -> tuple[float, ...]:
    """Red, green and blue of an opaque token."""
    found = re.search(rf"--{name}: (?:light-dark\((#\w+), (#\w+)\)|(#\w+));", TOKENS)
    assert found, f"--{name} is no opaque colour in tokens.css"
    digits = (found[3] or found[1 + SCHEMES[scheme]]).removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def luminance(parts: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str, scheme: str) -> float:
    darker, lighter = sorted(luminance(colour(name, scheme)) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_measured_as_the_standard_says() -> None:
    assert luminance((1, 1, 1)) == pytest.approx(1)
    assert luminance((0.5, 0.5, 0.5)) == pytest.approx(0.2140, abs=1e-4)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_written_can_be_read_and_what_is_pressed_can_be_seen(scheme: str) -> None:
    weak = [
        f"{one} on {other}: {ratio:.2f}, not {least}"
        for one, other, least in PAIRS
        if (ratio := contrast(one, other, scheme)) < least
    ]
    assert not weak, f"{scheme}: " + "; ".join(weak)


def test_no_other_sheet_names_a_colour() -> None:
    found = []
    for sheet in sorted(FOLDER.glob("**/*.css")):
        if sheet.name == "tokens.css" or sheet.name in PAINTED or "vendor" in sheet.parts:
            continue
        text = re.sub(r"/\*.*?\*/|var\(--[\w-]+", "", sheet.read_text(), flags=re.DOTALL)
        found += [f"{sheet.name}: {match[0].strip()}" for match in LITERAL.finditer(text)]
        found += [f"{sheet.name}: {match[0].strip()}" for match in NAMED.finditer(text)]
    assert not found, "a colour's name belongs into tokens.css: " + ", ".join(found)
