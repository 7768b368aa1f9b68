"""A file on its way in through a form: on disk, counted, and never more than allowed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from quart import Request
from quart.formparser import FormDataParser

from server.media.refused import too_many_bytes
from server.settings import current
from server.web.bodies import BoundedForms

# What a request without files may have; forms with files may have much more.
BODY_BYTES = 1 << 20
FILES_SECONDS = 3600
# A file may be this much larger than allowed and still be answered on the form, with what was typed kept.
FORM_ROOM = 3
MEMORY_BYTES = 256 * 1024


class BoundedFile(tempfile.SpooledTemporaryFile[bytes]):
    """Keeps the first `most` bytes and counts the others, so that the rest of the form still arrives."""

    def __init__(self, most: int) -> None:
        """Of up to `most` bytes."""
        super().__init__(max_size=MEMORY_BYTES)
        self.most = most
        self.received = 0

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take what still fits."""
        room = max(0, self.most - self.received)
        self.received += len(data)
        super().write(data[:room])
        return len(data)


class UploadRequest(Request):
    """A request that may bring files where files are taken, and whose form keeps its fields when one is too large."""

    form_data_parser_class = BoundedForms

    def __init__(self, *args: Any, **options: Any) -> None:
        """As Quart makes it, with a limit of its own for each address."""
        path = args[2] if len(args) > 2 else options["path"]
        most = _body_limits().get(path, BODY_BYTES)
        if most > BODY_BYTES:
            options["body_timeout"] = FILES_SECONDS
        super().__init__(*args, **options | {"max_content_length": most})

    def make_form_data_parser(self) -> FormDataParser:
        """The parser that writes files as BoundedFile."""
        parser = super().make_form_data_parser()
        parser.stream_factory = lambda *_: BoundedFile((current().video_max_mb << 20) + 1)
        return parser


def _body_limits() -> dict[str, int]:
    """The most bytes of a request, for the forms that take files."""
    settings = current()
    photo, video = settings.image_max_mb << 20, settings.video_max_mb << 20
    post = video + settings.album_max * photo
    return {
        "/posts": post,
        "/posts/shared": post,
        "/settings/profile": FORM_ROOM * photo,
    }


@contextmanager
def on_disk(stream: IO[bytes]) -> Iterator[Path]:
    """The uploaded file as a path, removed afterwards. Raises Refused when it is larger than anything allowed."""
    if isinstance(stream, BoundedFile) and stream.received >= stream.most:
        raise too_many_bytes(stream.received, current().video_max_mb << 20)
    with tempfile.NamedTemporaryFile(prefix="tintype-upload-") as file:
        while piece := stream.read(MEMORY_BYTES):
            file.write(piece)
        file.flush()
        yield Path(file.name)
