"""In the child: the part of a photo's notes that its owner may keep as text."""

from fractions import Fraction

from server.media.child import exif, words
from server.media.child.exif import Exif
from server.media.child.noted import Notes

MOST_LETTERS = 200

_MODEL, _LENS, _FOCAL_LENGTH, _F_NUMBER, _EXPOSURE, _SENSITIVITY = 0x0110, 0xA434, 0x920A, 0x829D, 0x829A, 0x8827


def camera(notes: Notes) -> str:
    """Camera, lens and exposure on one line; nothing that tells whose they are."""
    read = exif.read(notes.exif)
    name, lens = camera_name(read), words.clean(exif.text(read.photo, _LENS))
    model = words.clean(exif.text(read.main, _MODEL))
    optics = [
        f"{words.short(length)} mm" if (length := exif.number(read.photo, _FOCAL_LENGTH)) else "",
        f"f/{words.short(aperture)}" if (aperture := exif.number(read.photo, _F_NUMBER)) else "",
    ]
    parts = [
        name,
        # A phone's lens is called after the phone.
        "" if model and model in lens else lens,
        " ".join(filter(None, optics)),
        _exposure(exif.number(read.photo, _EXPOSURE)),
        f"ISO {int(sensitivity)}" if (sensitivity := exif.number(read.photo, _SENSITIVITY)) else "",
    ]
    return words.clean(" · ".join(filter(None, parts)), MOST_LETTERS)


def camera_name(read: Exif) -> str:
    """Maker and model, without saying a name twice."""
    make, model = (words.clean(exif.text(read.main, tag), 60) for tag in (exif.MAKE, _MODEL))
    # "NIKON CORPORATION" makes the "NIKON D70", "Jolla" the "Jolla"
    said_twice = make and model.lower().startswith(make.split()[0].lower())
    return model if said_twice else f"{make} {model}".strip()


def _exposure(seconds: Fraction | None) -> str:
    if not seconds or seconds < 0:
        return ""
    return f"{words.short(seconds)} s" if seconds >= Fraction(1, 3) else f"1/{round(1 / seconds)} s"
