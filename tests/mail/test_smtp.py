"""Letters reach a mail server, whatever it says at first and whoever is killed on the way."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from bson import ObjectId

from server.keys import seal
from server.mail.actions import SEALED
from server.stores.documents import now
from tests import cast
from tests.cast import Person
from tests.mail.office import HANGS_UP, LATER, REFUSES, SILENT, TAKES, Office
from tests.pages import Page
from tests.site import Site, eventually, free_port
from tests.web.extra import extra_web

pytestmark = pytest.mark.slow


async def failed(site: Site, *arguments: str, **environ: str) -> str:
    """What the command says."""
    command = (sys.executable, "-m", "server", "failed", *arguments)
    whole = os.environ | site.environ | environ
    process = await asyncio.create_subprocess_exec(*command, env=whole, stdout=subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode()


async def join(site: Site, name: str) -> tuple[Person, str]:
    """Somebody new, to whose address a letter is now to go."""
    return await cast.join(site, name), f"{name}@example.org"


def link_in(text: str) -> str:
    return next(urlsplit(word).path for word in text.split() if "/verify/" in word)


async def test_a_letter_arrives_once_with_all_that_it_needs(mailing: Site, office: Office, database: Any) -> None:
    office.manner["arrival@example.org"] = LATER
    person, address = await join(mailing, "arrival")
    await office.was_asked(address)
    waiting = database.mails.find_one({"to": address})
    office.manner[address] = TAKES
    letter = await office.letter(address)
    assert (letter["From"], letter["To"]) == ("Tintype <post@tintype.example>", address)
    assert letter["Subject"] == "Please confirm your e-mail address"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] == f"<{waiting['_id']}@tintype.example>"
    assert letter["Date"].datetime == waiting["created_at"].replace(microsecond=0)
    assert ("post@tintype.example", [address]) in office.envelopes
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain
    assert html
    link = link_in(plain.get_content())
    assert mailing.url + link in Page(html.get_content()).hrefs
    assert "@arrival" in plain.get_content()
    assert (await person.post(link)).status_code == 200
    # What opens doors was sealed while it waited, and is gone now.
    assert waiting["values"]
    assert link.removeprefix("/verify/") not in str(waiting)

    async def is_wiped() -> bool:
        sent = database.mails.find_one({"to": address})
        return (sent["state"], sent["values"], sent["error"]) == ("sent", "", "")

    await eventually(is_wiped)
    assert len(office.taken[address]) == 1


async def test_a_busy_server_is_asked_again_and_operators_see_it(mailing: Site, office: Office) -> None:
    office.manner["busy@example.org"] = LATER
    _, address = await join(mailing, "busy")
    await office.was_asked(address, 2)
    (line,) = [line for line in (await failed(mailing)).splitlines() if address in line]
    assert "letter (verify)" in line
    assert "tried again by itself: 451 4.3.2 Please come back" in line
    office.manner[address] = TAKES
    await office.letter(address)


async def test_a_refused_address_is_not_asked_again_until_an_operator_says_so(
    mailing: Site, office: Office, database: Any
) -> None:
    office.manner["wrong@example.org"] = REFUSES
    _, address = await join(mailing, "wrong")

    async def is_given_up() -> Any:
        return database.mails.find_one({"to": address, "state": "failed"})

    letter = await eventually(is_given_up)
    (line,) = [line for line in (await failed(mailing)).splitlines() if address in line]
    assert line.startswith(str(letter["_id"]))
    assert line.endswith(": 550 5.1.1 Nobody is called that here")
    assert (letter["attempts"], office.asked[address]) == (1, 1)
    office.manner[address] = TAKES
    assert await failed(mailing, "retry", str(letter["_id"])) == "1 queued again.\n"
    await office.letter(address)


async def test_a_server_that_hangs_up_loses_nothing(mailing: Site, office: Office) -> None:
    office.manner["cut@example.org"] = HANGS_UP
    _, address = await join(mailing, "cut")
    await office.was_asked(address)
    office.manner[address] = TAKES
    await office.letter(address)


async def test_a_killed_worker_loses_nothing(mailing: Site, office: Office) -> None:
    office.manner["killed@example.org"] = SILENT
    _, address = await join(mailing, "killed")
    await office.was_asked(address)
    mailing.processes["worker"].kill()
    office.manner[address] = TAKES
    mailing.restart("worker")
    assert (await office.letter(address))["To"] == address


async def test_after_a_day_of_trying_a_letter_is_given_up(mailing: Site, office: Office, database: Any) -> None:
    office.manner["never@example.org"] = LATER
    _, address = await join(mailing, "never")
    long_ago = now().replace(year=2020)
    database.mails.update_one({"to": address}, {"$set": {"since": long_ago}})

    async def is_given_up() -> Any:
        return database.mails.find_one({"to": address, "state": "failed"})

    assert "451" in (await eventually(is_given_up, seconds=60))["error"]


NASTY = "x\r\nBcc: thief@example.org\r\n\r\nhello"


@pytest.mark.parametrize(
    "to",
    [
        f"good@example.org{NASTY[1:]}",
        "a@example.org, thief@example.org",
        "a@example.org> RCPT TO:<thief@example.org",
        '"a\r\nBcc: thief@example.org"@example.org',
        "nobody",
        "",
    ],
)
async def test_no_address_brings_a_header_or_a_second_recipient(
    mailing: Site, office: Office, database: Any, to: str
) -> None:
    letter = insert(database, to, username="somebody")
    state = "failed" if to else "sent"

    async def is_over() -> bool:
        return bool(database.mails.find_one({"_id": letter, "state": state}))

    await eventually(is_over)
    assert not any("thief" in name for name in (*office.asked, *office.taken))


async def test_what_people_are_called_brings_no_header_and_no_markup(
    mailing: Site, office: Office, database: Any
) -> None:
    insert(database, "named@example.org", username=f"{NASTY}<b>bold</b>")
    letter = await office.letter("named@example.org")
    assert sorted(letter.keys()) == sorted(
        ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
    )
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain
    assert html
    assert "<b>bold</b>" in plain.get_content()
    assert "&lt;b&gt;bold" in html.get_content()
    typed = {"username": "header", "name": NASTY, "password": cast.PASSWORD, "email": f"header@example.org{NASTY[1:]}"}
    stranger = cast.stranger(mailing)
    refused = await stranger.post("/signup", data=typed)
    assert (refused.status_code, Page(refused.text).is_refused("email")) == (422, True)
    await stranger.client.aclose()


def insert(database: Any, to: str, **values: str) -> ObjectId:
    """A letter as some careless code would write it."""
    moment = now().replace(year=2020)
    words = {"link": "http://localhost/verify/x", "days": "7", "owner": ""} | values
    mail = {
        "_id": ObjectId(),
        "kind": "verify",
        "to": to,
        "values": seal(SEALED, json.dumps(words)),
        "created_at": moment,
        "since": now(),
        "next_try_at": moment,
        "queued_at": moment,
        "state": "waiting",
        "attempts": 0,
        "error": "",
        "ended_at": None,
    }
    database.mails.insert_one(mail)
    return mail["_id"]  # type: ignore[return-value]


async def test_addresses_of_all_letters_are_written_to(mailing: Site, office: Office, database: Any) -> None:
    for to, reached in (("zoë@example.org", "zoë@example.org"), ("zoe@exämple.org", "zoe@xn--exmple-cua.org")):
        insert(database, to, username="zoe")
        assert (await office.letter(reached))["To"] == reached


async def test_with_a_mail_server_there_is_no_mailbox(mailing: Site, nobody: Person) -> None:
    for path in ("/mailbox", f"/mailbox/{ObjectId()}"):
        assert (await nobody.get(mailing.url + path)).status_code == 404


@pytest.fixture(scope="module")
def public(environ: dict[str, str]) -> Iterator[dict[str, str]]:
    """A public site's settings, which name no mail server."""
    yield {
        "TINTYPE_ENV": "production",
        "SECRET_KEY": "a long enough secret for the tests only",
        "PUBLIC_URL": f"http://localhost:{free_port()}",
        "MONGODB_DATABASE": "public",
        "REDIS_URL": environ["REDIS_URL"].rsplit("/", 1)[0] + "/2",
    }


async def test_without_a_mail_server_a_public_sites_letters_wait_for_one(
    site: Site, office: Office, smtp: dict[str, str], public: dict[str, str]
) -> None:
    address = "patient@example.org"
    with extra_web(site, "web-public", **public):
        url = site.url_of("web-public")
        host = {"Host": urlsplit(public["PUBLIC_URL"]).netloc}
        async with httpx2.AsyncClient(base_url=url, verify=False, headers=host) as client:
            for page_of_developers in ("/mailbox", "/styleguide"):
                assert (await client.get(page_of_developers)).status_code == 404
            form = {"username": "patient", "email": address, "name": "Patient", "password": cast.PASSWORD}
            assert (await client.post("/signup", data=form)).status_code == 303
    worker = site.add("worker-public", "jobs", "worker", **public)

    async def says_so() -> bool:
        return worker.log.read_text().count("smtp_not_set_up") == 1 and "worker_ready" in worker.log.read_text()

    await eventually(says_so)
    assert "(SMTP_HOST). Letters that wait for one: 1." in await failed(site, **public)
    worker.stop()
    started = [site.add(f"{role}-public", "jobs", role, **public | smtp) for role in ("worker", "scheduler")]
    try:
        assert (await office.letter(address))["To"] == address
    finally:
        for process in started:
            process.stop()
        for role in ("worker", "scheduler"):
            del site.processes[f"{role}-public"]
