"""What can go wrong on the way to a provider and back: in plain words, with what to do next."""

from server.i18n import gettext as _
from server.i18n import mark
from server.oauth.providers import Provider
from server.web import pages

AWAY, NONSENSE, DOUBTFUL, STOPPED, DENIED = "away", "nonsense", "doubtful", "stopped", "denied"
LOST, USED, EXPIRED, ELSEWHERE = "lost", "used", "expired", "elsewhere"
NO_EMAIL, SOMEBODYS, ANOTHER, STALE, TWICE, LAST = "no_email", "somebodys", "another", "stale", "twice", "last"

# Why: status, heading and words.
WORDS = {
    AWAY: (
        503,
        mark("%(provider)s does not answer"),
        mark("It may be back in a minute. Until then, try again or come in another way."),
    ),
    NONSENSE: (
        502,
        mark("%(provider)s gave no good answer"),
        mark("What it said made no sense to us. Try again, or come in another way."),
    ),
    DOUBTFUL: (
        502,
        mark("We could not check who you are"),
        mark("What %(provider)s told us did not pass our checks, so nothing was done."),
    ),
    STOPPED: (
        502,
        mark("%(provider)s stopped half-way"),
        mark("It could not sign you in this time. Try again, or come in another way."),
    ),
    DENIED: (
        403,
        mark("You said no at %(provider)s"),
        mark("That is fine: nothing was done. If you meant yes, try again."),
    ),
    LOST: (
        400,
        mark("We lost track of this"),
        mark("This way back from %(provider)s is not one that we know. Please start again."),
    ),
    USED: (
        400,
        mark("This was used already"),
        mark("Each way back from %(provider)s works once, and this one has. Please start again."),
    ),
    EXPIRED: (
        400,
        mark("That took too long"),
        mark("We wait ten minutes for people to come back from %(provider)s. Please start again."),
    ),
    ELSEWHERE: (
        400,
        mark("This began somewhere else"),
        mark("It began in another browser or session, so start again in this one."),
    ),
    NO_EMAIL: (
        422,
        mark("%(provider)s did not tell us your e-mail address"),
        mark(
            "We need one to write to you. Allow %(provider)s to share it and try again, or join with an address of "
            "your own."
        ),
    ),
    SOMEBODYS: (
        409,
        mark("Somebody has this already"),
        mark("This %(provider)s account opens another account here, so it cannot open yours."),
    ),
    ANOTHER: (
        403,
        mark("This is not the same person"),
        mark("The %(provider)s account that you chose is not linked to your account here."),
    ),
    STALE: (
        403,
        mark("%(provider)s did not ask you again"),
        mark("We needed it to make sure that it is you. Please prove it another way."),
    ),
    TWICE: (
        409,
        mark("You have one already"),
        mark("Another %(provider)s account is linked to yours. Unlink that one first."),
    ),
    LAST: (
        409,
        mark("This is your only way in"),
        mark("Without %(provider)s you could not sign in any more. Set a password or add a passkey first."),
    ),
}


class Problem(Exception):
    """Something on the way did not work; `why` is a key of WORDS, `detail` is for the log and holds no secret."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why} {detail}".strip())
        self.why = why
        self.detail = detail


async def page(provider: Provider, why: str, again: str) -> pages.Answer:
    """Say what went wrong; `again` is the address to begin anew at."""
    status, title, words = WORDS[why]
    return await pages.page(
        "oauth/problem.html",
        status,
        title=_(title, provider=provider.name),
        words=_(words, provider=provider.name),
        provider=provider,
        why=why,
        again=again,
    )
