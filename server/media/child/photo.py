"""In the child: looking into a photo, proofing and rendering it."""

from pathlib import Path
from typing import Any

from server.media import edits
from server.media.child.camera import camera
from server.media.child.decode import decode
from server.media.child.findings import findings
from server.media.child.noted import Notes
from server.media.child.render import Stage, largest, proof_size, render_proof
from server.media.child.render import render as render_photo
from server.media.sentences import mark

UNREADABLE = {"kind": "notes", "words": mark("Notes that make no sense to us")}


def inspect(source: Path, kind: str, order: dict[str, Any]) -> dict[str, Any]:
    """What the photo is and what it tells about its owner. Raises Refused."""
    # Every byte is read at any scale; an eighth takes the least time and memory.
    photo = decode(source, kind, order["image_bytes"], order["image_pixels"], lambda full: (1, 1))
    return {
        "kind": "photo",
        "format": kind,
        "width": photo.width,
        "height": photo.height,
        "seconds": 0,
        **_told(photo.notes),
    }


def render(source: Path, kind: str, order: dict[str, Any], stage: Stage) -> dict[str, Any]:
    """Write the renditions of order["plan"], with order["edit"], into the folder order["into"]. Raises Refused."""
    plan, edit = order["plan"], edits.from_builtins(order.get("edit"))
    photo = decode(source, kind, order["image_bytes"], order["image_pixels"], lambda full: largest(plan, full, edit))
    return render_photo(photo, plan, Path(order["into"]), stage, edit)


def proof(source: Path, kind: str, order: dict[str, Any]) -> dict[str, Any]:
    """Write what the editor previews with into the folder order["into"]. Raises Refused."""
    photo = decode(source, kind, order["image_bytes"], order["image_pixels"], proof_size)
    return render_proof(photo, Path(order["into"]))


def _told(notes: Notes) -> dict[str, Any]:
    try:
        return {"findings": findings(notes), "camera": camera(notes)}
    except Exception:  # a photo with broken notes is still a photo
        return {"findings": [UNREADABLE], "camera": ""}
