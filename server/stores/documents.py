"""Documents in and out: every one is checked against its Struct, so that a broken one is known where it is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import structlog
from bson import ObjectId
from bson.errors import InvalidId

from server.stores.mongo import Document

T = TypeVar("T", bound=msgspec.Struct)

log = structlog.get_logger(__name__)


class BrokenDocument(Exception):
    """A stored document that does not have the shape its collection promises."""


@dataclass(frozen=True)
class Broken:
    """Stands in a list for a document that cannot be read; pages show a placeholder for it."""

    id: Any


def load(kind: type[T], document: Document) -> T:
    """`document` as a `kind`. Raises BrokenDocument, which names the document and the field."""
    try:
        return msgspec.convert(document, kind, dec_hook=_as_is)
    except msgspec.ValidationError as error:
        raise BrokenDocument(f"{kind.__name__} {document.get('_id')}: {error}") from None


def load_or_none(kind: type[T], document: Document | None) -> T | None:
    """`document` as a `kind`; None when there is none, or when it cannot be read, which is logged."""
    found = _load_or_broken(kind, document) if document else None
    return None if isinstance(found, Broken) else found


def load_each(kind: type[T], documents: Iterable[Document]) -> list[T | Broken]:
    """`documents` in their order, with a logged Broken for each that cannot be read: one must not end the list."""
    return [_load_or_broken(kind, document) for document in documents]


def load_readable(kind: type[T], documents: Iterable[Document]) -> list[T]:
    """Those of `documents` that can be read; the broken ones are logged."""
    return [thing for thing in load_each(kind, documents) if not isinstance(thing, Broken)]


def dump(thing: Any) -> Any:
    """The document to store for a Struct (its lists and Structs included); other values are returned as they are."""
    if isinstance(thing, msgspec.Struct):
        names = zip(thing.__struct_fields__, thing.__struct_encode_fields__, strict=True)
        return {stored: dump(getattr(thing, name)) for name, stored in names}
    if isinstance(thing, list | tuple):
        return [dump(inner) for inner in thing]
    return thing


def now() -> datetime:
    """This moment, in UTC and whole milliseconds as MongoDB keeps it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def object_id(text: str) -> ObjectId | None:
    """The id written as 24 hexadecimal digits, or None when it is not one."""
    try:
        return ObjectId(text)
    except InvalidId:
        return None


def _load_or_broken(kind: type[T], document: Document) -> T | Broken:
    try:
        return load(kind, document)
    except BrokenDocument as error:
        log.error("broken_document", reason=str(error))
        return Broken(document.get("_id"))


def _as_is(kind: type, value: Any) -> Any:
    if isinstance(value, kind):
        return value
    raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
