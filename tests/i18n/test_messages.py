"""Messages come from the catalogue of the language; what it lacks is said in English."""

import asyncio

from server import i18n
from server.media import broadcasts, queries, refusals, sentences
from server.media.models import FAILED, Finding
from server.media.refused import Refused, too_many_bytes
from server.web import static, templates
from tests.cast import Cast
from tests.documents import upload
from tests.i18n.conftest import Translate


def test_what_a_catalogue_lacks_is_english(translate: Translate) -> None:
    translate("de", {"Sign in": "Anmelden", "Not yet": "", "Unsure": "Unsicher"}, flags=())
    with i18n.speaking("de"):
        assert [i18n.gettext(words) for words in ("Sign in", "Not yet", "Never heard", "")] == [
            *("Anmelden", "Not yet", "Never heard", "")
        ]
    with i18n.speaking("ar"):
        assert i18n.gettext("Sign in") == "Sign in"


def test_what_a_translator_is_not_sure_of_is_english(translate: Translate) -> None:
    translate("de", {"Sign in": "Anmelden"}, path="static/x.js", flags=("fuzzy",))
    with i18n.speaking("de"):
        assert i18n.gettext("Sign in") == "Sign in"
    assert i18n.script_messages("de") == {}


def test_values_take_their_places_wherever_a_language_has_them(translate: Translate) -> None:
    translate("de", {"%(name)s likes %(thing)s": "%(thing)s gefällt %(name)s", "100 % sure": "100 % sicher"})
    with i18n.speaking("de"):
        assert i18n.gettext("%(name)s likes %(thing)s", name="bob", thing="%(name)s") == "%(name)s gefällt bob"
        assert i18n.gettext("100 % sure") == "100 % sicher"


def test_scripts_get_their_own_messages_and_only_those_that_are_translated(translate: Translate) -> None:
    said = {"Sent": "Gesendet", "Gone": "", ("%(num)s photo", "%(num)s photos"): ("%(num)s Foto", "%(num)s Fotos")}
    translate("de", said | {("%(num)s day", "%(num)s days"): ("%(num)s Tag", "")}, path="static/x.js")
    assert i18n.script_messages("de") == {"Sent": "Gesendet", "%(num)s photo": ["%(num)s Foto", "%(num)s Fotos"]}
    assert static._words("de").startswith(b"const catalogue = {")
    translate("ar", {"Sent": "أُرسلت"}, path="templates/x.html")
    assert i18n.script_messages("ar") == {}
    assert i18n.script_messages("en") == {}


async def test_tasks_speak_for_themselves(translate: Translate) -> None:
    translate("de", {"Sign in": "Anmelden"})

    async def say(language: str) -> str:
        i18n.speak(language)
        await asyncio.sleep(0)
        return i18n.gettext("Sign in")

    languages = ["de", "en", "ar", "de", "en"] * 20
    said = await asyncio.gather(*(say(language) for language in languages))
    assert said == [{"de": "Anmelden"}.get(language, "Sign in") for language in languages]
    assert i18n.current() == "en"


def test_why_a_file_is_refused_is_said_in_the_language_of_who_sent_it(translate: Translate) -> None:
    translate(
        "de",
        {
            sentences.TOO_MANY_BYTES: "Diese Datei hat %(size)s MB; bis zu %(most)s sind erlaubt.",
            sentences.PICTURE_UNREADABLE: "Dieses Video verwendet %(codec)s, das wir nicht lesen können.",
        },
    )
    too_large = too_many_bytes(int(20.04 * 2**20), 20 << 20)
    assert refusals.told(too_large) == too_large.sentence == "This file has 20.1 MB; up to 20 are allowed."
    with i18n.speaking("de"):
        assert refusals.told(too_large) == "Diese Datei hat 20,1 MB; bis zu 20 sind erlaubt."
        strange = Refused("codec", sentences.PICTURE_UNREADABLE, {"codec": "100 %(size)s"})
        assert refusals.told(strange) == "Dieses Video verwendet 100 %(size)s, das wir nicht lesen können."
        assert refusals.told(Refused("x", sentences.UNKNOWN)) == sentences.UNKNOWN


def test_what_was_found_in_a_photo_is_told_in_the_language_of_its_owner(translate: Translate) -> None:
    credentials = "Content credentials: who made and edited the picture, and with what"
    translate(
        "de",
        {
            "Made by": "Gemacht von",
            "A position on the map": "Ein Ort auf der Karte",
            "%(angle)s north": "%(angle)s Nord",
            "%(angle)s east": "%(angle)s Ost",
            "%(metres)s m above the sea": "%(metres)s m über dem Meer",
            "Date and time": "Datum und Uhrzeit",
            "%(date)s at %(time)s": "%(date)s um %(time)s",
            credentials: "Herkunftsnachweise: wer das Bild gemacht hat",
        },
    )
    for words, english, german in (
        ("Made by: Ann: Photos", ("Made by", "Ann: Photos"), ("Gemacht von", "Ann: Photos")),
        ("A cover picture", ("A cover picture", ""), ("A cover picture", "")),
        (credentials, tuple(credentials.split(": ")), ("Herkunftsnachweise", "wer das Bild gemacht hat")),
        (
            "A position on the map: 52° 31′ 12″ north, 13° 24′ 0″ east, 34 m above the sea, looking 100 %s",
            ("A position on the map", "52° 31′ 12″ north, 13° 24′ 0″ east, 34 m above the sea, looking 100 %s"),
            ("Ein Ort auf der Karte", "52° 31′ 12″ Nord, 13° 24′ 0″ Ost, 34 m über dem Meer, looking 100 %s"),
        ),
        (
            "Date and time: 22 October 2008 at 16:28",
            ("Date and time", "22 October 2008 at 16:28"),
            ("Datum und Uhrzeit", "22. Oktober 2008 um 16:28"),
        ),
        ("Date and time: 2 March 1999", ("Date and time", "2 March 1999"), ("Datum und Uhrzeit", "2. März 1999")),
        (
            "Date and time: 31 February 2008",
            ("Date and time", "31 February 2008"),
            ("Datum und Uhrzeit", "31 February 2008"),
        ),
        ("%(x)s: %d", ("%(x)s", "%d"), ("%(x)s", "%d")),
    ):
        finding = Finding(kind="x", words=words)
        assert finding.told == english
        with i18n.speaking("de"):
            assert finding.told == german


async def test_an_upload_says_in_each_language_why_it_failed(people: Cast, translate: Translate) -> None:
    translate("de", {sentences.TOO_MANY_PIXELS: "Dieses Foto hat %(size)s Megapixel; bis zu %(most)s sind erlaubt."})
    values = {"size": 1234.5, "most": 50}
    sent = await upload(people.alice, FAILED, sentence=sentences.TOO_MANY_PIXELS, sentence_values=values)
    old = await upload(people.alice, FAILED, sentence="It was 100 % broken.")
    found = {media.id: media for media in await queries.by_ids([sent.id, old.id])}
    assert "This photo has 1,234.5 megapixels; up to 50 are allowed." in broadcasts.html(found[sent.id])
    with i18n.speaking("de"):
        assert "Dieses Foto hat 1.234,5 Megapixel; bis zu 50 sind erlaubt." in broadcasts.html(found[sent.id])
        assert "It was 100 % broken." in broadcasts.html(found[old.id])


def test_templates_fill_in_what_is_escaped_once(translate: Translate) -> None:
    said = {"By %(message)s, 5%%": "Von %(message)s, 5 %%", "100%% sure": "100 %% sicher"}
    translate("de", said | {("%(n)s %(num)s", "%(n)s %(num)s %%"): ("eins %(n)s", "viele %(num)s %(n)s %%")})
    by, sure = "{{ _('By %(message)s, 5%%', message=name) }}", "{{ _('100%% sure') }}"
    source = f"{by}|{sure}|{{{{ ngettext('%(n)s %(num)s', '%(n)s %(num)s %%', 1234, n=name) }}}}"
    environment = templates.environment()
    for language, shown in (
        ("en", "By &lt;b&gt;%s, 5%|100% sure|&lt;b&gt;%s 1,234 %"),
        ("de", "Von &lt;b&gt;%s, 5 %|100 % sicher|viele 1.234 &lt;b&gt;%s %"),
    ):
        with i18n.speaking(language):
            assert environment.from_string(source).render(name="<b>%s") == shown
            plain = environment.overlay(autoescape=False).from_string(source).render(name="<b>%s")
            assert plain == shown.replace("&lt;", "<").replace("&gt;", ">"), "as in a letter"
