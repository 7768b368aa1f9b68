"""Which partial goes to whom when somebody is followed."""

from server.accounts.models import Account
from server.realtime import publish, topics
from server.web import templates


def counts(account: Account) -> str:
    """The counts of a profile, as everybody sees them."""
    body = templates.render("relationships/_counts.html", account=account)
    return templates.render("_replace.html", target=f"counts-{account.id}", body=body)


async def counts_changed(account: Account) -> None:
    """Show the new counts on every open page of this profile."""
    await publish.state(topics.profile(account.id), account.version, counts(account))
