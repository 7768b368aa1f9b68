"""Who had an account in an earlier version comes in as before after a release of this one."""

from server.accounts import upgrade
from server.stores.mongo import collection
from tests.cast import PASSWORD, Cast, Person
from tests.documents import account_id
from tests.entry.commands import command
from tests.entry.who import is_signed_in


async def test_passwords_and_sessions_go_on(people: Cast, nobody: Person, environ: dict[str, str]) -> None:
    alice = await account_id(people.alice)
    opens = await collection("credentials").find_one_and_delete({"_id": alice})
    assert opens
    await collection("accounts").update_one({"_id": alice}, {"$set": {"password": opens["password"]}})
    await collection("sessions").update_many({"account": alice}, {"$unset": {"seen_at": "", "proved_at": ""}})
    login = {"login": people.alice.username, "password": PASSWORD}
    assert (await nobody.post("/login", data=login)).status_code == 422, "nothing opens it in this version"
    for _ in range(2):
        status, _, complaint = await command(environ, "release")
        assert (status, complaint) == (0, "")
        assert (await nobody.post("/login", data=login)).status_code == 200
        assert await is_signed_in(nobody)
        await nobody.post("/logout")
    assert await is_signed_in(people.alice), "with the session that she had"
    assert (await people.alice.get("/settings/password")).url.path == "/settings/password"
    stored = await collection("accounts").find_one({"_id": alice})
    assert stored
    assert "password" not in stored


async def test_an_address_is_no_longer_kept_by_who_claimed_it(people: Cast, environ: dict[str, str]) -> None:
    accounts = collection("accounts")
    await accounts.drop_index("claimed_email")
    await accounts.create_index("email", name=upgrade.OLD_INDEX)
    for _ in range(2):
        status, _, complaint = await command(environ, "release")
        assert (status, complaint) == (0, "")
    names = await accounts.index_information()
    assert upgrade.OLD_INDEX not in names
    assert {"claimed_email", "verified_email"} <= names.keys()
