"""In the child: the notes of one photo."""

from dataclasses import dataclass, field

from server.media.child.items import ITEM_BYTES

# Of all comments and text chunks together
MOST_TEXTS = 10
EXIF = b"Exif\0\0"


@dataclass
class Notes:
    """`cicp` is (primaries, transfer), as H.273 numbers them, or None."""

    exif: bytes = b""
    xmp: bytes = b""
    photoshop: bytes = b""
    texts: list[bytes] = field(default_factory=list)
    thumbnail: bool = False
    pictures: bool = False
    film: bool = False
    credentials: bool = False
    behind: int = 0
    moves: bool = False
    cicp: tuple[int, int] | None = None

    def add_xmp(self, xmp: bytes) -> None:
        """XMP, or more of it."""
        if len(self.xmp) < ITEM_BYTES:
            self.xmp += xmp

    def add_text(self, text: bytes) -> None:
        """A comment; of too many the rest is as good as unread."""
        if len(self.texts) < MOST_TEXTS and text.strip(b"\0 \r\n\t"):
            self.texts.append(text)

    def look_behind(self, data: bytes, end: int) -> None:
        """Phones put films and further pictures behind the end of a picture, others a ZIP file."""
        self.behind = len(data[end:].rstrip(b"\0"))
        self.film = b"ftyp" in data[end:]
        self.pictures |= b"\xff\xd8\xff" in data[end:]
