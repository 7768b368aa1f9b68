"""The Nu validator, which is what HTML's own authors check pages with, finds no error on any page."""

import asyncio
import json
import re
from collections.abc import Iterable
from pathlib import Path
from shutil import which

from tests.cast import Person
from tests.look.conftest import Gallery

ROOT = Path(__file__).parents[2]
VALIDATOR = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
# What is right although the validator does not know it.
KNOWN = (
    # htmx 4 reads these, and browsers pass over what they do not know.
    r"Attribute “hx-[a-z0-9:-]+” not allowed on element “[a-z]+” at this point\.",
)


async def test_no_page_has_an_error(gallery: Gallery, nobody: Person, tmp_path: Path) -> None:
    alice, bob = gallery.people.alice, gallery.people.bob
    people = (
        ("nobody", nobody, gallery.open_paths),
        ("bob", bob, gallery.paths),
        ("alice", alice, gallery.authors_paths),
    )
    for who, person, paths in people:
        for path in paths:
            page = (await person.get(path)).text
            (tmp_path / f"{who} {path.replace('/', '_')}.html").write_text(page)
    found = sorted(set(_worth_saying(await _errors(tmp_path))))
    assert not found, "\n".join(found)


async def _errors(folder: Path) -> list[dict[str, str]]:
    java = which("java")
    assert java, "deploy/setup.sh installs it"
    process = await asyncio.create_subprocess_exec(
        *(java, "-Xmx512m", "-jar", str(VALIDATOR), "--errors-only", "--format", "json", str(folder)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    messages: list[dict[str, str]] = json.loads(said)["messages"]
    return messages


def _worth_saying(messages: Iterable[dict[str, str]]) -> Iterable[str]:
    for message in messages:
        words = message["message"]
        if not any(re.fullmatch(pattern, words) for pattern in KNOWN):
            yield f"{Path(message['url']).name}: {words} {message.get('extract', '')!r}"
