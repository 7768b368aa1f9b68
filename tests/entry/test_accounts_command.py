"""`python -m server accounts`: what operators do to accounts is done, said and written down."""

import pwd
from os import getuid

from server.stores.mongo import collection
from server.two_step import actions as two_step
from tests.cast import PASSWORD, Cast
from tests.documents import account_id
from tests.entry.commands import command
from tests.entry.who import is_signed_in

OPERATOR = pwd.getpwuid(getuid()).pw_name


async def test_each_change_is_done_and_says_who_did_what_and_when(people: Cast, environ: dict[str, str]) -> None:
    name = people.alice.username
    assert await command(environ, "accounts", "suspend", name.upper()) == (0, f"Done: suspend @{name}.\n", "")
    status, shown, _ = await command(environ, "accounts", "show", f"@{name}")
    assert status == 0
    for words in (f"@{name} (", "not verified", "state: suspended since ", "ways in: password", "sign-in: off"):
        assert words in shown, words
    assert "argon2" not in shown
    assert not await is_signed_in(people.alice)
    await command(environ, "accounts", "reinstate", name)
    status, said, _ = await command(environ, "accounts", "log")
    lines = [line for line in said.splitlines() if f"@{name} ({await account_id(people.alice)})" in line]
    assert status == 0
    assert [line.split("  ")[1:3] for line in lines] == [[OPERATOR, "suspend"], [OPERATOR, "reinstate"]]
    assert all(" UTC" in line for line in lines)
    login = {"login": name, "password": PASSWORD}
    assert (await people.alice.post("/login", data=login)).status_code == 200
    assert await is_signed_in(people.alice)


async def test_who_lost_the_second_factor_gets_in_with_the_password_again(
    people: Cast, environ: dict[str, str]
) -> None:
    bob = await account_id(people.bob)
    await two_step.turn_on(bob, "JBSWY3DPEHPK3PXP", 0)
    login = {"login": people.bob.username, "password": PASSWORD}
    await people.charlie.post("/logout")
    assert (await people.charlie.post("/login", data=login)).url.path == "/login/code"
    assert (await command(environ, "accounts", "reset-two-step", people.bob.username))[0] == 0
    assert await collection("sessions").count_documents({"account": bob}) == 0, "whoever was in it is out"
    assert (await people.charlie.post("/login", data=login)).url.path == "/"
    assert await is_signed_in(people.charlie)
    assert await collection("audit").find_one({"account": bob, "what": "reset-two-step", "operator": OPERATOR})


async def test_words_it_does_not_know_are_one_sentence_and_a_status(in_process: None, environ: dict[str, str]) -> None:
    for arguments in (
        ("accounts", "promote", "nora"),
        ("accounts", "suspend", "no_such_person"),
        ("invitation", "--uses", "0"),
    ):
        status, said, complaint = await command(environ, *arguments)
        assert (status, said, complaint.count("\n")) == (2, "", 1)
        assert "Traceback" not in complaint
