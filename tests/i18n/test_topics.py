"""What is pushed is in the language of the page that hears it; nothing of ours is in what all hear alike."""

import pytest
from bson import ObjectId

from server import i18n
from server.realtime import publish, topics
from server.realtime.topics import Topic
from server.stores.documents import object_id
from tests.cast import Cast
from tests.i18n.conftest import Translate

ID = ObjectId("0123456789abcdef01234567")


@pytest.mark.parametrize("kind", sorted(topics.STATES))
@pytest.mark.parametrize("language", sorted(i18n.LANGUAGES))
def test_a_state_has_a_name_in_each_language(kind: str, language: str) -> None:
    topic = Topic(kind, ID, language)
    assert topics.parse(str(topic)) == topic
    assert str(topic).endswith(f"@{language}") == (language != i18n.ENGLISH)


@pytest.mark.parametrize(
    "name",
    [
        *(f"post:{ID}{tail}" for tail in ("@", "@en", "@fr", "@DE", "@de@de", "@de ", "@*", "@de\n")),
        *(f"{kind}:{ID}@de" for kind in sorted(topics.LOGS)),
        *("post:@de", "post@de", f"@de:{ID}", "@", ""),
    ],
)
def test_no_other_name_is_a_topic(name: str) -> None:
    assert topics.parse(name) is None


def test_a_log_is_one_for_all_languages() -> None:
    assert topics.comments(ID).each_language() == [topics.comments(ID)]
    assert {each.language for each in topics.post(ID).each_language()} == set(i18n.LANGUAGES)


async def test_each_tab_hears_its_own_language(people: Cast, translate: Translate) -> None:
    translate("de", {"Sign in": "Anmelden"})
    post = await people.alice.publish()
    async with people.bob.tab() as german, people.charlie.tab() as english:
        await german.join({f"post:{post}@de": "1"})
        await english.join({f"post:{post}": "1"})
        with i18n.speaking("ar"):
            await publish.state(topics.post(object_id(post)), 7, lambda: i18n.gettext("Sign in"))  # type: ignore[arg-type]
            assert i18n.current() == "ar"
        for tab, name, words in ((german, f"post:{post}@de", "Anmelden"), (english, f"post:{post}", "Sign in")):
            frame = await tab.next()
            assert (frame["topic"], frame["content"], frame["seen"]) == (name, words, "7")


async def test_charlie_hears_in_no_language_what_is_not_for_him(people: Cast) -> None:
    answer = await people.alice.submit()
    post = str(answer.url).rsplit("/", 1)[1]
    async with people.charlie.tab() as tab:
        for kind in ("account", "posted", "comments"):
            await tab.join({f"{kind}:{post}@de": "0"})
            assert (await tab.next()).get("refused") is True
        upload = ObjectId()
        for language in ("", "@de", "@ar"):
            await tab.join({f"progress:{upload}{language}": "0"})
            assert (await tab.next()).get("refused") is True


async def test_when_a_post_goes_it_goes_in_every_language(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as german, people.charlie.tab() as english:
        await german.join({f"post:{post}@de": "1"})
        await english.join({f"post:{post}": "1"})
        await people.alice.client.delete(f"/p/{post}")
        for tab in (german, english):
            assert f"post-{post}" in (await tab.next())["content"]
