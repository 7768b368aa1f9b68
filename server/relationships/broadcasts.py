"""Which partial goes to whom when somebody is followed."""

from functools import partial

from bson import ObjectId

from server.accounts.models import Account
from server.realtime import publish, topics
from server.web import templates


def counts(account: Account) -> str:
    """The counts of a profile, as everybody sees them."""
    body = templates.render("relationships/_counts.html", account=account)
    return templates.render("_replace.html", target=f"counts-{account.id}", body=body)


async def counts_changed(account: Account) -> None:
    """Show the new counts on every open page of this profile."""
    await publish.state(topics.profile(account.id), account.version, partial(counts, account))


async def feed_changed(account: ObjectId) -> None:
    """Have the tabs of who follows somebody now, or no more, count again what is new in her feed."""
    await publish.append(topics.account(account), hint="posted")
