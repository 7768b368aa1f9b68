"""What can go wrong on the way to a provider and back: in plain words, with what to do next."""

from server.oauth.providers import Provider
from server.web import pages

AWAY, NONSENSE, DOUBTFUL, STOPPED, DENIED = "away", "nonsense", "doubtful", "stopped", "denied"
LOST, USED, EXPIRED, ELSEWHERE = "lost", "used", "expired", "elsewhere"
NO_EMAIL, SOMEBODYS, ANOTHER, STALE, TWICE, LAST = "no_email", "somebodys", "another", "stale", "twice", "last"

# Why: status, heading and words; {} is the provider.
WORDS = {
    AWAY: (503, "{} does not answer", "It may be back in a minute. Until then, try again or come in another way."),
    NONSENSE: (502, "{} gave no good answer", "What it said made no sense to us. Try again, or come in another way."),
    DOUBTFUL: (502, "We could not check who you are", "What {} told us did not pass our checks, so nothing was done."),
    STOPPED: (502, "{} stopped half-way", "It could not sign you in this time. Try again, or come in another way."),
    DENIED: (403, "You said no at {}", "That is fine: nothing was done. If you meant yes, try again."),
    LOST: (400, "We lost track of this", "This way back from {} is not one that we know. Please start again."),
    USED: (400, "This was used already", "Each way back from {} works once, and this one has. Please start again."),
    EXPIRED: (400, "That took too long", "We wait ten minutes for people to come back from {}. Please start again."),
    ELSEWHERE: (
        400,
        "This began somewhere else",
        "It began in another browser or session, so start again in this one.",
    ),
    NO_EMAIL: (
        422,
        "{} did not tell us your e-mail address",
        "We need one to write to you. Allow {} to share it and try again, or join with an address of your own.",
    ),
    SOMEBODYS: (
        409,
        "Somebody has this already",
        "This {} account opens another account here, so it cannot open yours.",
    ),
    ANOTHER: (403, "This is not the same person", "The {} account that you chose is not linked to your account here."),
    STALE: (403, "{} did not ask you again", "We needed it to make sure that it is you. Please prove it another way."),
    TWICE: (409, "You have one already", "Another {} account is linked to yours. Unlink that one first."),
    LAST: (
        409,
        "This is your only way in",
        "Without {} you could not sign in any more. Set a password or add a passkey first.",
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
        title=title.format(provider.name),
        words=words.format(provider.name),
        provider=provider,
        why=why,
        again=again,
    )
