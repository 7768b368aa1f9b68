"""In the child: what a video tells beside its pictures and its sound, in words for the person who sends it."""

import re
from collections.abc import Iterator
from fractions import Fraction

from av.container import InputContainer
from av.stream import Disposition

from server.media.child import words
from server.media.sentences import mark

MOST = 40
NAME_LETTERS = 60

# Keys are in lower case, without a language behind them and without what Apple has before them.
_PREFIX, _LANGUAGE = "com.apple.quicktime.", re.compile(r"-[a-z]{3}$")
_PLACES = ("location.iso6709", "location")
_TIMES = ("creationdate", "creation_time", "date")
_CHAPTERS = mark("Names of chapters")
# key, kind of finding, beginning of its words
_TEXTS = (
    ("content.identifier", "serial", mark("A number that only this video has")),
    ("camera.identifier", "serial", mark("A number of the camera")),
    ("serial_number", "serial", mark("Serial number of the camera")),
    ("camera.lens_model", "camera", mark("Lens")),
    ("artist", "owner", mark("Made by")),
    ("author", "owner", mark("Made by")),
    ("album_artist", "owner", mark("Made by")),
    ("composer", "owner", mark("Made by")),
    ("performer", "owner", mark("Performed by")),
    ("director", "owner", mark("Directed by")),
    ("producer", "owner", mark("Produced by")),
    ("copyright", "owner", mark("Copyright")),
    ("location.name", "position", mark("Name of the place")),
    ("title", "words", mark("A title")),
    ("displayname", "words", mark("A title")),
    ("comment", "words", mark("A comment")),
    ("description", "words", mark("A description")),
    ("information", "words", mark("A description")),
    ("synopsis", "words", mark("A description")),
    ("keywords", "words", mark("Keywords")),
    ("com.android.version", "software", mark("Version of Android")),
    ("software", "software", mark("Software")),
    ("encoder", "software", mark("Software")),
)
# What nearly every program writes into what it saves, about nobody
_SAYS_NOTHING = re.compile(r"Lav[fc]\d|HandBrake|Google$", re.IGNORECASE)
_ISO_6709 = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS\w*)?/?")


def findings(container: InputContainer) -> list[dict[str, str]]:
    """Each as {"kind": …, "words": …}; the same words only once, and at most MOST of them."""
    found = dict.fromkeys([*_told(_tags(container)), *_carried(container)])
    return [{"kind": kind, "words": said} for kind, said in found][:MOST]


def camera(container: InputContainer) -> str:
    """Make and model of what recorded it, or what is known of them."""
    return _camera(_tags(container))


def _tags(container: InputContainer) -> dict[str, str]:
    """What the file says, and after that what its streams say that it does not."""
    tags: dict[str, str] = {}
    for source in (container, *container.streams):
        for key, value in source.metadata.items():
            tags.setdefault(_LANGUAGE.sub("", key.lower()).removeprefix(_PREFIX), words.clean(value))
    return tags


def _told(tags: dict[str, str]) -> Iterator[tuple[str, str]]:
    if place := next((place for key in _PLACES if (place := tags.get(key))), ""):
        yield "position", f"{words.POSITION}: {_position(place)}"
    if when := next((when for key in _TIMES if (when := words.moment(tags.get(key, "")))), ""):
        yield "date", f"{words.DATE}: {when}"
    if name := _camera(tags):
        yield "camera", f"{words.CAMERA}: {name}"
    for key, kind, beginning in _TEXTS:
        if (said := tags.get(key)) and not _SAYS_NOTHING.match(said):
            yield kind, f"{beginning}: “{said}”" if kind == "words" else f"{beginning}: {said}"


def _carried(container: InputContainer) -> Iterator[tuple[str, str]]:
    streams = container.streams
    if any("timecode" not in stream.metadata for stream in streams.data):
        yield "track", mark("Notes that run along with the video, such as positions and movements of the camera")
    if streams.subtitles:
        yield "words", mark("Subtitles inside of the video; to keep them, add them as captions")
    if streams.attachments:
        yield "behind", mark("Another file inside of the video")
    if any(stream.disposition & Disposition.attached_pic for stream in streams.video):
        yield "pictures", mark("A cover picture")
    if titles := [title for chapter in container.chapters() if (title := chapter["metadata"].get("title"))]:
        yield "words", f"{_CHAPTERS}: “{words.clean(', '.join(titles))}”"


def _camera(tags: dict[str, str]) -> str:
    make, model = (words.clean(tags.get(key, ""), NAME_LETTERS) for key in ("make", "model"))
    said_twice = make and model.lower().startswith(make.split()[0].lower())
    return model if said_twice else f"{make} {model}".strip()


def _position(text: str) -> str:
    if not (found := _ISO_6709.fullmatch(text)):
        return text
    said = words.position(_degrees(found[1], 2), _degrees(found[2], 3))
    return f"{said}, {words.height(Fraction(found[3]))}" if found[3] else said


def _degrees(text: str, digits: int) -> Fraction:
    """ISO 6709 has degrees, or minutes and seconds after them: how many digits there are tells which."""
    whole, _, rest = text[1:].partition(".")
    parts = [whole[:digits], *re.findall("..", whole[digits:])]
    parts[-1] += f".{rest or 0}"
    degrees = sum((Fraction(part) / 60**index for index, part in enumerate(parts)), Fraction())
    return -degrees if text[0] == "-" else degrees
