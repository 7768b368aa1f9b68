"""Which hint goes to whom when a person's picture changes."""

from bson import ObjectId

from server.realtime import publish, topics


async def picture_changed(account: ObjectId) -> None:
    """Have the person's own tabs fetch the picture anew."""
    await publish.append(topics.account(account), hint="picture")
