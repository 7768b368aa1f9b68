"""Jobs on letters."""

from bson import ObjectId

from jobs.actor import job
from server.mail import delivery


@job
async def send_mail(mail_id: ObjectId) -> None:
    """Send a letter."""
    await delivery.send(mail_id)
