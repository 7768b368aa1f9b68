"""Finding people by name."""

from tests.cast import Cast, Person
from tests.documents import published
from tests.pages import Page


async def found(person: Person, words: str) -> list[str]:
    """The usernames that a search shows, in order."""
    answer = await person.get("/search", params={"q": words})
    assert answer.status_code == 200
    page = Page(answer.text)
    own = f"/@{person.username}"
    return [href.removeprefix("/@") for href in page.hrefs if href.startswith("/@") and href != own]


async def call(person: Person, name: str) -> str:
    await person.post("/settings/profile", data={"name": name})
    return person.username


async def test_a_part_of_the_name_is_enough(people: Cast) -> None:
    name = await call(people.alice, "Ödön Quixx-Varga")
    for words in (
        "Quixx",
        "qui",
        "q",
        "QUIXX",
        "varga",
        "quixx var",
        "var quixx",
        "Ödön qu",
        "odon quixx",
        "ÖDÖN VARGA",
    ):
        assert name in await found(people.charlie, words), words
    for words in ("uixx", "quixx nobody", "quixxx", "z", "-", "'", "$ne", "\0", "."):
        assert name not in await found(people.charlie, words), words


async def test_the_username_is_found_too(people: Cast, nobody: Person) -> None:
    name = people.alice.username
    for words in (name, name.upper(), f"@{name}", f"  {name}  "):
        assert (await found(nobody, words))[0] == name


async def test_names_of_every_script_are_found(people: Cast) -> None:
    for name, words in (
        ("李小龙", "李小"),
        ("Владимир Ы", "влад"),
        ("ज्योति शर्मा", "ज्योति"),
        ("สมชาย ใจดี", "สมชาย"),
        ("Rene\u0301e Zoe\u0308", "Ren\u00e9e"),
        ("Ren\u00e9e Zo\u00eb", "Rene\u0301e"),
        ("Straße Eins", "STRASSE"),
    ):
        username = await call(people.alice, name)
        assert username in await found(people.charlie, words), name


async def test_a_changed_name_is_found_under_the_new_one_only(people: Cast) -> None:
    name = await call(people.alice, "Beforename")
    assert name in await found(people.bob, "beforename")
    await call(people.alice, "Aftername")
    assert name in await found(people.bob, "aftername")
    assert name not in await found(people.bob, "beforename")


async def test_the_best_known_stands_first(people: Cast) -> None:
    for person in (people.alice, people.bob, people.charlie):
        await call(person, f"Commonx {people.alice.username}x")
    await people.charlie.follow(people.alice)
    names = await found(people.charlie, f"commonx {people.alice.username}x")
    assert names == [people.alice.username, people.bob.username]


async def test_nobody_found_is_said_in_words(people: Cast) -> None:
    page = Page((await people.bob.get("/search?q=zzzzqqqq")).text)
    assert "Nobody is called “zzzzqqqq” here." in page.text
    assert page.value("q") == "zzzzqqqq"


async def test_without_words_it_shows_what_is_new(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    assert post in Page((await nobody.get("/search")).text).posts


async def test_who_saves_data_leaves_the_others_their_pictures(people: Cast) -> None:
    await published(people.alice)
    for headers, has_all_sizes in (({"Save-Data": "on"}, False), ({}, True), ({"Save-Data": "on"}, False)):
        answer = await people.bob.get("/search", headers=headers)
        assert ("srcset" in answer.text) is has_all_sizes, headers


async def test_people_can_be_followed_from_the_list(people: Cast, nobody: Person) -> None:
    page = Page((await people.charlie.get("/search", params={"q": people.alice.username})).text)
    assert page.one("form", action=f"/@{people.alice.username}/follow")
    bobs = Page((await people.bob.get("/search", params={"q": people.alice.username})).text)
    assert bobs.one("form", action=f"/@{people.alice.username}/follow?_method=DELETE")
    nobodys = Page((await nobody.get("/search", params={"q": people.alice.username})).text)
    assert not nobodys.all("form", action=f"/@{people.alice.username}/follow")
