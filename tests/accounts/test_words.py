"""Devices and places, in words that people know."""

import pytest

from server import i18n
from server.accounts import devices, places

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
BLINK = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Windows"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {WEBKIT} CriOS/130.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPad",
        ),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.0 Safari/605.1.15", "Safari on macOS"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {BLINK} Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {BLINK} Chrome/130.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {BLINK} HeadlessChrome/130.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0)", "Unknown browser on Windows"),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", "Unknown browser"),
        ("", "Unknown browser"),
        ("\0" * 200, "Unknown browser"),
    ],
)
async def test_a_browser_is_called_by_its_name_and_its_system(text: str, words: str) -> None:
    assert await devices.in_words([text, text]) == {text: words}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("5.9.1.1", "Germany"),
        ("89.160.20.112", "Sweden"),
        ("2a01:4f8:10a:1::", "Germany"),
        ("2a01:4f8:10a:1:2:3:4:5", "Germany"),
        ("127.0.0.1", "This network"),
        ("192.168.7.9", "This network"),
        ("10.1.2.3", "This network"),
        ("::1", "This network"),
        ("::", "This network"),  # the /64 of the one above
        ("fd00::1", "This network"),
        ("fe80::1", "This network"),
        ("", "Unknown place"),
        ("unknown", "Unknown place"),
        ("100.64.0.1", "Unknown place"),
    ],
)
async def test_an_address_is_a_country_or_this_network(address: str, words: str) -> None:
    assert await places.in_words([address]) == {address: words}


async def test_a_country_is_called_as_each_language_calls_it() -> None:
    for language, words in (("de", "Schweden"), ("ar", "السويد"), ("en", "Sweden")):
        with i18n.speaking(language):
            assert await places.in_words(["89.160.20.112"]) == {"89.160.20.112": words}
