"""Numbers and dates as each language writes them; the digits are those of the keyboard everywhere."""

from datetime import UTC, datetime

import pytest

from server import i18n
from tests.i18n.conftest import Translate

WHEN = datetime(2026, 3, 2, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["0", "999", "1,234", "9,999", "10K", "12.3K", "1M", "1.2M"]),
        ("de", ["0", "999", "1.234", "9.999", "10.000", "12.345", "1\u00a0Mio.", "1,2\u00a0Mio."]),
        ("ar", ["0", "999", "1,234", "9,999", "10\u00a0ألف", "12.3\u00a0ألف", "1\u00a0مليون", "1.2\u00a0مليون"]),
    ],
)
def test_counts_are_short_as_people_write_them(language: str, written: list[str]) -> None:
    with i18n.speaking(language):
        assert [i18n.count(number) for number in (0, 999, 1234, 9999, 10_000, 12_345, 999_950, 1_234_567)] == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", ["12.1", "3", "1,234.5"]), ("de", ["12,1", "3", "1.234,5"]), ("ar", ["12.1", "3", "1,234.5"])],
)
def test_other_numbers_have_up_to_one_decimal(language: str, written: list[str]) -> None:
    with i18n.speaking(language):
        assert [i18n.decimal(number) for number in (12.14, 3.0, 1234.5)] == written


@pytest.mark.parametrize(("language", "date"), [("en", "2 March 2026"), ("de", "2. März 2026"), ("ar", "2 مارس 2026")])
def test_a_date_is_in_the_order_of_the_language_and_has_24_hours(language: str, date: str) -> None:
    with i18n.speaking(language):
        assert i18n.date(WHEN) == date
        assert i18n.moment(WHEN.replace(hour=19)).removesuffix(" UTC").endswith("19:05")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("de", "ltr"), ("ar", "rtl")])
def test_where_lines_begin(language: str, direction: str) -> None:
    with i18n.speaking(language):
        assert i18n.direction() == direction


def test_arabic_has_six_forms(translate: Translate) -> None:
    forms = tuple(f"%(num)s {name}" for name in ("zero", "one", "two", "few", "many", "other"))
    translate("ar", {("%(num)s like", "%(num)s likes"): forms})
    with i18n.speaking("ar"):
        said = {number: i18n.ngettext("%(num)s like", "%(num)s likes", number) for number in range(1, 201)}
        assert i18n.ngettext("%(num)s like", "%(num)s likes", 0) == "0 zero"
        short = i18n.ngettext("%(num)s like", "%(num)s likes", 12_345)
    assert short == "12.3\u00a0ألف other", "not the form of 45, which nobody sees"
    assert [said[number].split()[1] for number in (1, 2, 3, 10, 11, 99, 100, 102, 103, 111, 200)] == [
        *("one", "two", "few", "few", "many", "many", "other", "other", "few", "many", "other")
    ]


def test_english_and_german_have_two(translate: Translate) -> None:
    translate("de", {("%(num)s like", "%(num)s likes"): ("%(num)s „Gefällt mir“", "%(num)s „Gefällt mir“-Angaben")})
    with i18n.speaking("de"):
        assert [i18n.ngettext("%(num)s like", "%(num)s likes", number) for number in (0, 1, 1234)] == [
            *("0 „Gefällt mir“-Angaben", "1 „Gefällt mir“", "1.234 „Gefällt mir“-Angaben")
        ]
    assert [i18n.ngettext("%(num)s like", "%(num)s likes", number) for number in (0, 1, 2)] == [
        *("0 likes", "1 like", "2 likes")
    ]


def test_a_name_keeps_its_direction_within_our_words() -> None:
    assert [i18n.isolated(name) for name in ("Ada", "أليس")] == ["Ada", "\u2068أليس\u2069"]
    with i18n.speaking("ar"):
        assert i18n.isolated("Ada (2)") == "\u2068Ada (2)\u2069"
