"""The jobs of messages: write one, send one, remind whoever is nearly late."""

from datetime import timedelta

from app.jobs.registry import InStore, Kind, Outside
from app.notifications import service
from app.notifications.jobs.senders import Sender


def kinds(sender: Sender) -> tuple[Kind, ...]:
    """The jobs by name, sending through one sender."""
    return (
        InStore("message.write", service.write),
        Outside("message.send", service.letter, sender.send, service.record),
        InStore("seat.remind", service.remind, every=timedelta(hours=1)),
    )
