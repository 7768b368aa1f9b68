"""A child that a file has taken over: what it says is not believed, and there is little that it can do.

The part of the villain is played by scripts in the child's place, which give up what the real one gives up.
"""

import asyncio
import contextlib
import json
import os
import select
import signal
from pathlib import Path

import pytest

from server.media import process, sentences
from server.media.child import landlock
from server.media.sandbox import ChildFailed, Refused, inspect, render
from tests.media import pictures
from tests.media.looking import LIMITS

PROJECT = Path(__file__).parents[2]
# The one sentence in which a child says something of its own.
SAYS = sentences.PICTURE_UNREADABLE
VILLAIN = f"""
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
from pathlib import Path
sys.path.insert(0, {str(PROJECT)!r})
from server.media.child.limits import limit
order = json.loads(sys.argv[1])
limit(order)
syscall = ctypes.CDLL(None, use_errno=True).syscall

def call(number, *arguments):
    if syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def tell(words):
    print(json.dumps({{"refused": {{"code": "told", "message": {SAYS!r}, "values": {{"codec": words}}}}}}))

def attempt(deed):
    try:
        tell(f"did it: {{deed()}}")
    except OSError as error:
        tell(f"{{type(error).__name__}} {{error.errno}}")

"""
REFUSED = "PermissionError 1"
NO_ACCESS = "PermissionError 13"
STOLEN = {"name": "../../etc/passwd", "width": 1, "height": 1}
LINKED = {"name": "w320.jpg", "width": 1, "height": 1}
MADE = {"width": 1, "height": 1, "placeholder": "00"}

needs_landlock = pytest.mark.skipif(landlock.version() < 6, reason="this kernel has no Landlock, or an old one")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return pictures.save(folder / "photo", pictures.quarters())


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """What reads it may start programs."""
    folder = tmp_path / "work"
    folder.mkdir(exist_ok=True)
    path = folder / "film"
    path.write_bytes(b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(100))
    return path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret_key"
    path.write_text("hush")
    return path


def played_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    child = tmp_path / "child.py"
    child.write_text(script)
    monkeypatch.setattr(process, "CHILD", child)


async def ignore(stage: str, done: int, of: int) -> None:
    pass


async def told(source: Path) -> str:
    with pytest.raises(Refused) as caught:
        await render(source, source.parent, "photo", LIMITS, ignore)
    return str(caught.value.values["codec"])


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (json.dumps({"ok": MADE | {"files": [STOLEN]}}), "answered nonsense"),
        (json.dumps({"ok": MADE | {"files": [LINKED]}}), "answered nonsense"),
        (json.dumps({"ok": {}}), "answered nonsense"),
        (json.dumps({"stage": 1}), "something unknown"),
        (json.dumps({"stage": "hacked", "done": 1, "of": 2}), "something unknown"),
        ("<script>", "not a JSON line"),
        ("[" * 60_000, "not a JSON line"),
        ("0" * 1_000_000, "not a JSON line"),
        ("\n".join([json.dumps({"stage": "decoded", "done": 0, "of": 8})] * 1000), "more than 512 lines"),
        ("", "exit status 0"),
    ],
    ids=["path", "link", "no answer", "no stage", "strange stage", "no JSON", "deep", "long", "many lines", "nothing"],
)
async def test_what_it_says_is_not_believed(
    photo: Path, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, complaint: str
) -> None:
    played_by(monkeypatch, tmp_path, f"print({said!r}, end='')")
    (photo.parent / "w320.jpg").symlink_to(secret)
    with pytest.raises(ChildFailed, match=complaint):
        await render(photo, photo.parent, "photo", LIMITS, ignore)


async def test_what_it_says_about_a_photo_is_bounded(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [{"kind": "x" * 1000, "words": "y" * 1000}] * 20
    answer = {"kind": "photo", "format": "jpeg", "width": 1, "height": 1, "seconds": 0}
    said = json.dumps({"ok": answer | {"findings": findings, "camera": "z" * 1000}})
    played_by(monkeypatch, tmp_path, f"print({said!r})")
    found = await inspect(photo, LIMITS)
    assert len(found.camera) == 300
    assert all((len(finding.kind), len(finding.words)) == (300, 300) for finding in found.findings)


async def test_a_child_that_complains_without_end_is_heard_out(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.dumps({"refused": {"code": "x", "message": SAYS, "values": {"codec": "Done"}}})
    played_by(monkeypatch, tmp_path, f"import sys; sys.stderr.write('warning! ' * 300_000); print({said!r})")
    assert await told(photo) == "Done"


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("Send your password to %(codec)s.", {"codec": "mallory"}),
        ("%(codec)1000000000s", {"codec": "x"}),
        (SAYS, {}),
        (SAYS, {"codec": None}),
        (SAYS, {"codec": ["x"]}),
        (SAYS, {"codec": "x", "more": "y"}),
        (sentences.TOO_MANY_BYTES, {"size": 10**30, "most": 1}),
        (sentences.TOO_MANY_BYTES, {"size": float("nan"), "most": 1}),
        (sentences.TOO_MANY_BYTES, {"size": True, "most": 1}),
    ],
)
async def test_it_can_say_nothing_but_our_own_sentences(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, values: dict[str, object]
) -> None:
    said = json.dumps({"refused": {"code": "x", "message": message, "values": values}})
    played_by(monkeypatch, tmp_path, f"print({said!r})")
    with pytest.raises(Refused) as caught:
        await inspect(photo, LIMITS)
    assert (caught.value.message, caught.value.values) == (sentences.UNKNOWN, {})


async def test_what_it_puts_into_them_is_short_and_on_one_line(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.dumps({"refused": {"code": "x" * 1000, "message": SAYS, "values": {"codec": "\u202ey\n" * 1000}}})
    played_by(monkeypatch, tmp_path, f"print({said!r})")
    words = await told(photo)
    assert len(words) == 100
    assert set(words) == set("y …")


@pytest.mark.parametrize(
    ("deed", "outcome"),
    [
        ("socket.socket()", REFUSED),
        ("socket.socket(socket.AF_UNIX)", REFUSED),
        ("socket.socketpair()", REFUSED),
        ("call(425, 8, ctypes.create_string_buffer(120))", REFUSED),
        ("call(101, 16, os.getppid(), 0, 0)", REFUSED),
        ("call(310, os.getppid(), 0, 0, 0, 0, 0)", REFUSED),
        ("os.kill(os.getppid(), 0)", REFUSED),
        ("os.setsid()", REFUSED),
        ("resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0))", REFUSED),
        ("call(272, 0x10000000)", REFUSED),
        ("call(0x40000000 + 41, 1, 1, 0)", REFUSED),
    ],
)
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86-64")
@needs_landlock
async def test_it_has_no_network_and_no_way_to_others(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str, outcome: str
) -> None:
    played_by(monkeypatch, tmp_path, VILLAIN + f"attempt(lambda: {deed})")
    assert await told(film) == outcome


@pytest.mark.parametrize("deed", ["subprocess.run(['true'])", "os.fork()", "os.execv('/bin/true', ['true'])"])
async def test_what_reads_a_photo_starts_no_program(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    played_by(monkeypatch, tmp_path, VILLAIN + f"attempt(lambda: {deed})")
    assert await told(photo) == REFUSED


async def test_it_can_work_in_threads_and_what_reads_a_film_can_start_programs(
    photo: Path, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = "thread = threading.Thread(target=tell, args=('done',)); thread.start(); thread.join()"
    played_by(monkeypatch, tmp_path, VILLAIN + thread)
    assert await told(photo) == "done"
    played_by(monkeypatch, tmp_path, VILLAIN + "attempt(lambda: subprocess.run(['true'], check=True).returncode)")
    assert await told(film) == "did it: 0"


@needs_landlock
async def test_it_sees_its_file_and_not_the_secrets_beside_it(
    photo: Path, secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for deed, outcome in (
        (f"len(Path({str(photo)!r}).read_bytes())", f"did it: {photo.stat().st_size}"),
        (f"Path({str(photo.parent / 'made')!r}).write_bytes(b'x')", "did it: 1"),
        (f"Path({str(secret)!r}).read_text()", NO_ACCESS),
        (f"Path({str(secret)!r}).write_text('x')", NO_ACCESS),
        ("Path('/etc/passwd').read_text()", NO_ACCESS),
        ("Path(f'/proc/{os.getppid()}/environ').read_bytes()", NO_ACCESS),
        (f"os.listdir({str(secret.parent)!r})", NO_ACCESS),
        (f"os.symlink({str(secret)!r}, {str(photo.parent / 'w320.jpg')!r})", NO_ACCESS),
        (f"os.link({str(secret)!r}, {str(photo.parent / 'w320.jpg')!r})", "OSError 18"),
        (f"Path({str(PROJECT / 'server/media/child/entry.py')!r}).open('a')", NO_ACCESS),
    ):
        played_by(monkeypatch, tmp_path, VILLAIN + f"attempt(lambda: {deed})")
        assert (deed, await told(photo)) == (deed, outcome)


@pytest.mark.parametrize("ending", ["sys.exit('over')", "tell('over')", "threading.Event().wait()"])
async def test_the_programs_that_it_started_end_with_it(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    started = film.parent / "started"
    script = f"""
program = subprocess.Popen(['sleep', '1000'])
Path({str(started)!r}).write_text(str(program.pid))
print(json.dumps({{"stage": "encoding", "done": 1, "of": 100}}), flush=True)
{ending}
"""
    played_by(monkeypatch, tmp_path, VILLAIN + script)
    programs: list[int] = []
    rendering: list[asyncio.Task[object]] = []

    async def meet(stage: str, done: int, of: int) -> None:
        programs.append(os.pidfd_open(int(started.read_text())))
        if "wait" in ending:
            rendering[0].cancel()

    rendering.append(asyncio.create_task(render(film, film.parent, "photo", LIMITS, meet)))
    with contextlib.suppress(ChildFailed, Refused, asyncio.CancelledError):
        await rendering[0]
    ended, _, _ = select.select(programs, [], [], 10)
    assert ended == programs != []
    os.close(programs[0])


async def test_a_program_of_its_own_dies_with_it_even_when_nobody_is_left_to_kill_it(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = film.parent / "started"
    script = f"""
from server.media.child.limits import die_with_parent
program = subprocess.Popen(['sleep', '1000'], preexec_fn=die_with_parent)
Path({str(started)!r}).write_text(str(program.pid))
print(json.dumps({{"stage": "encoding", "done": os.getpid(), "of": 100}}), flush=True)
threading.Event().wait()
"""
    played_by(monkeypatch, tmp_path, VILLAIN + script)
    ended: list[int] = []

    async def kill(stage: str, done: int, of: int) -> None:
        program = os.pidfd_open(int(started.read_text()))
        os.kill(done, signal.SIGKILL)
        ended.extend(select.select([program], [], [], 10)[0])
        os.close(program)

    with pytest.raises(ChildFailed, match="SIGKILL"):
        await render(film, film.parent, "photo", LIMITS, kill)
    assert ended
