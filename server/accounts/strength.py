"""How hard a password is to guess: zxcvbn, which knows what people choose and what was found in breaches.

Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016.
"""

import re
from typing import NamedTuple

from zxcvbn_rs_py import zxcvbn

from server.i18n import mark

SCORES = 5
# 10^8 guesses or more: the authors call anything below "too weak".
LEAST_SCORE = 3
# What zxcvbn is shown of a long one. It tries all ways to read signs as letters, which takes half a second for crafted
# texts and holds up everybody; so it takes 20 ms at most (measured).
SEEN_MOST, SEEN_OF_MANY_SIGNS = 72, 20
SIGNS, SIGNS_MANY = frozenset("4@8({[<369!1|7$05+%2"), 4
WORD_LEAST = 4
REST_LEAST = 4
OWN = mark("This is made of your own name or address, which others try first.")
# All that zxcvbn says, for the catalogues.
REASONS = (
    mark("A word by itself is easy to guess."),
    mark("Common names and surnames are easy to guess."),
    mark("Dates are often easy to guess."),
    mark("Names and surnames by themselves are easy to guess."),
    mark("Recent years are easy to guess."),
    mark('Repeats like "aaa" are easy to guess.'),
    mark('Repeats like "abcabcabc" are only slightly harder to guess than "abc".'),
    mark("Sequences like abc or 6543 are easy to guess."),
    mark("Short keyboard patterns are easy to guess."),
    mark("Straight rows of keys are easy to guess."),
    mark("This is a very common password."),
    mark("This is a top-100 common password."),
    mark("This is a top-10 common password."),
    mark("This is similar to a commonly used password."),
    mark("Add another word or two. Uncommon words are better."),
    mark("All-uppercase is almost as easy to guess as all-lowercase."),
    mark("Avoid dates and years that are associated with you."),
    mark("Avoid recent years."),
    mark("Avoid repeated words and characters."),
    mark("Avoid sequences."),
    mark("Avoid years that are associated with you."),
    mark("Capitalization doesn't help very much."),
    mark("No need for symbols, digits, or uppercase letters."),
    mark("Predictable substitutions like '@' instead of 'a' don't help very much."),
    mark("Reversed words aren't much harder to guess."),
    mark("Use a few words, avoid common phrases."),
    mark("Use a longer keyboard pattern with more turns."),
)


class Strength(NamedTuple):
    """`score` is 0 to 4; `reason` is a message (see i18n) on what makes it easy to guess, if anything does."""

    score: int
    reason: str

    @property
    def is_enough(self) -> bool:
        """Whether it may be chosen."""
        return self.score >= LEAST_SCORE


def of(password: str, *about: str) -> Strength:
    """How strong it is for a person of whom others know what is in `about`: her names and addresses."""
    own = _own_words(about)
    lowered = password.casefold()
    if _rest(lowered, own) < REST_LEAST:
        return Strength(0, OWN)
    seen = SEEN_OF_MANY_SIGNS if len(SIGNS & set(password)) > SIGNS_MANY else SEEN_MOST
    found = zxcvbn(password[:seen], own)
    feedback = found.feedback
    if feedback is None:
        return Strength(int(found.score), "")
    if feedback.warning is None and any(word in lowered for word in own):
        return Strength(int(found.score), OWN)
    return Strength(int(found.score), str(feedback.warning or feedback.suggestions[0]))


def _own_words(about: tuple[str, ...]) -> list[str]:
    """What is known of the person, whole, without its spaces and in parts; the longest first."""
    known = [text.casefold() for text in about]
    parts = {part for text in known for part in re.split(r"[\W_]+", text)}
    wholes = {form for text in known for form in (text, re.sub(r"[\W_]+", "", text))}
    return sorted({word for word in parts | wholes if len(word) >= WORD_LEAST}, key=len, reverse=True)


def _rest(lowered: str, own: list[str]) -> int:
    """How many letters and signs of a password are left without the person's own words."""
    for word in own:
        lowered = lowered.replace(word, "")
    return len("".join(lowered.split()))
