"""Answers that carry their ETag: whoever has one already and asks with If-None-Match is told 304 and nothing else."""

from hashlib import blake2b

from starlette.datastructures import Headers
from starlette.types import Message, Send

DROPPED = (b"content-length", b"content-type")
"""What a 304 does not say: it has no body."""


def tag_of(body: bytes) -> str:
    """The name of exactly these bytes."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def has_it(tag: str, asked: str) -> bool:
    """Whether one of the tags of an If-None-Match is this one, weak or strong; `*` is any."""
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in asked.split(","))


def named(send: Send, asked: str) -> Send:
    """The same answer, with its ETag where it is JSON in one piece; 304 to who has it."""
    begun: Message | None = None

    async def send_named(message: Message) -> None:
        nonlocal begun
        if message["type"] == "http.response.start" and message["status"] == 200 and _is_json(message):
            begun = message
            return
        start, begun = begun, None
        if start is None or message.get("more_body"):
            await _all(send, start, message)
            return
        tag = tag_of(message.get("body", b""))
        headers = [*start["headers"], (b"etag", tag.encode())]
        if has_it(tag, asked):
            headers = [pair for pair in headers if pair[0] not in DROPPED]
            await _all(send, {**start, "status": 304, "headers": headers}, {**message, "body": b""})
        else:
            await _all(send, {**start, "headers": headers}, message)
    return send_named


def _is_json(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("application/json")


async def _all(send: Send, *messages: Message | None) -> None:
    for message in messages:
        if message is not None:
            await send(message)
