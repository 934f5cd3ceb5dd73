"""A small server of posts for the tracker's figures: pages of 60 KiB, and 304 for who has the present one."""

import asyncio
import gc
import sys
from typing import cast

import orjson
import uvloop

PAGE_BYTES = 60 * 1024
ETAG = b'"5f3c1-62e0a9"'
FIRST_POST = 100_000
HEADERS = (b"Date: Mon, 02 Mar 2026 02:00:00 GMT\r\nServer: posts\r\nETag: " + ETAG +
           b"\r\nCache-Control: private, max-age=0\r\nVary: Accept-Encoding\r\n")
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n" + HEADERS + b"\r\n"
TALK = ("<li class=c><div class=who><a href=/u/{0}>reader{0}</a><time>2026-03-0{1}</time></div>"
        "<p>Line {0}, 好用吗？</p></li>")


def post_id(number: int) -> str:
    """The name of a post, as its network writes it."""
    return f"C1a2B{FIRST_POST + number}"


def link(host: str, port: int, number: int) -> str:
    """Where the server shows a post."""
    return f"http://{host}:{port}/p/{post_id(number)}/"


def page(name: str) -> bytes:
    """A post's page: what it is in its head (JSON-LD and OpenGraph), and readers' talk up to 60 KiB."""
    here = f"https://www.instagram.com/p/{name}/"
    said = orjson.dumps({
        "@context": "https://schema.org", "@type": "SocialMediaPosting", "url": here, "mainEntityOfPage": here,
        "author": {"@type": "Person", "alternateName": "lin.eats"}, "datePublished": "2026-03-01T12:00:00Z",
        "articleBody": "Oat milk, third week. Good in coffee, thin on its own. #gifted",
        "interactionStatistic": [{"@type": "InteractionCounter", "userInteractionCount": 321,
                                  "interactionType": "https://schema.org/LikeAction"}]}).decode()
    head = (f'<!doctype html><html><head><meta charset=utf-8><title>Lin</title>'
            f'<meta property="og:url" content="{here}">'
            f'<link rel=canonical href="{here}"><script type="application/ld+json">{said}</script></head><body><ul>')
    lines = [TALK.format(number, number % 9 + 1) for number in range(PAGE_BYTES // len(TALK))]
    return (head + "".join(lines)).encode().ljust(PAGE_BYTES, b" ")


class Posts(asyncio.Protocol):
    """Answers every question that arrives on a connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport, self.rest = cast("asyncio.Transport", transport), b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole question."""
        *questions, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for question in questions:
            if b"if-none-match: " + ETAG in question.replace(b"If-None-Match", b"if-none-match"):
                self.transport.write(UNCHANGED)
            else:
                body = page(question.split(b" ", 2)[1].decode().split("/")[2])
                self.transport.write(b"HTTP/1.1 200 OK\r\n" + HEADERS + b"Content-Type: text/html; charset=utf-8\r\n"
                                     b"Content-Length: %d\r\n\r\n" % len(body) + body)


async def serve(hosts: list[str], port: int) -> None:
    """Serve on addresses of this machine until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Posts, hosts, port)
    gc.freeze()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[2:], int(sys.argv[1])))
