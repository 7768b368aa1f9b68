"""Which hint goes to whom when something new is in a feed."""

from bson import ObjectId

from server.realtime import publish, topics


async def posted(account: ObjectId) -> None:
    """Have the account's tabs ask how many posts are new."""
    await publish.append(topics.account(account), hint="posted")
