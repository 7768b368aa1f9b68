"""What every answer carries, what is written of it, and what operators may ask."""

import json
import re

from tests.cast import Cast, Person
from tests.documents import published, upload
from tests.pages import Page
from tests.site import Site


async def test_browsers_are_told_to_be_careful(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    open_file = (await upload(people.alice, public=True)).rendition.url
    style = Page((await nobody.get("/")).text).all("link", rel="stylesheet")[0].attributes["href"]
    ids = []
    for address in ("/", "/login", "/nothing", f"/p/{post}", style, open_file, "/healthz", "/readyz", "/metrics"):
        headers = (await nobody.get(address)).headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Permissions-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "Server" not in headers
        ids.append(headers["X-Request-Id"])
    assert "frame-ancestors 'none'" in (await nobody.get("/")).headers["Content-Security-Policy"]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9a-f]{12}", each) for each in ids)


async def test_pages_are_kept_by_no_shared_cache_and_files_for_ever(people: Cast) -> None:
    answer = await people.bob.get("/")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]
    style = Page(answer.text).all("link", rel="stylesheet")[0].attributes["href"]
    assert (await people.bob.get(style)).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (await people.bob.get(style.split("?")[0] + "?v=old")).headers["Cache-Control"] == "no-cache"
    first = await people.bob.get(style)
    again = await people.bob.get(style, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


async def test_each_request_is_one_line_of_json_with_its_id(people: Cast, nobody: Person, site: Site) -> None:
    answers = [await nobody.get("/nothing?secret=1"), await people.bob.get("/"), await nobody.get("/notifications")]
    text = site.processes["web"].log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    for answer, status, path in zip(answers, (404, 200, 200), ("/nothing", "/", "/login"), strict=True):
        ours = [line for line in lines if line.get("request_id") == answer.headers["X-Request-Id"]]
        (line,) = [line for line in ours if line["event"] == "answered"]
        assert (line["method"], line["path"], line["status"]) == ("GET", path, status)
        assert line["ms"] >= 0
    assert "secret=1" not in text
    assert "correct horse" not in text
    for name in ("worker", "scheduler"):
        for line in site.processes[name].log.read_text().splitlines():
            assert json.loads(line)["level"]


async def test_operators_can_ask(nobody: Person) -> None:
    assert (await nobody.get("/healthz")).text == "ok"
    ready = (await nobody.get("/readyz")).json()
    assert {name: answer["ok"] for name, answer in ready.items()} == {"mongodb": True, "redis": True}
    assert all(answer["ms"] >= 0 for answer in ready.values())
    await nobody.get("/search")
    figures = (await nobody.get("/metrics")).text
    for figure in (
        r'tintype_requests_total\{endpoint="explore.search",method="GET",status="200"\} \d',
        r"tintype_request_seconds_bucket",
        r"tintype_sockets \d",
        r"tintype_publish_failures_total \d",
        r"tintype_enqueue_failures_total \d",
    ):
        assert re.search(figure, figures), figure
    assert "@" not in figures, "no figure is named after a person"
