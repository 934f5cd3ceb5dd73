"""The outer wall: what is refused before any route, and the headers that stand on every answer."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.i18n import text
from app.web.conditional import named
from app.web.screen import Screen

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = (
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"), (b"x-frame-options", b"DENY"),
    (b"content-security-policy",
     b"default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
     b"frame-ancestors 'none'; form-action 'self'; base-uri 'none'"),
)
API_HEADERS = (*HEADERS, (b"cache-control", b"no-store"))
MOST_JSON = 1024 * 1024
MOST_FILES = 40 * 1024 * 1024
"""Three photos of the largest size, in base64, with their words."""
ELSEWHERE = text("This form was not sent from our own page. Please open the page here and try again.",
                 "这个表单不是从我们的页面发出的，请在本站打开页面后重试。")


def comes_from_elsewhere(method: str, path: str, headers: Headers) -> bool:
    """Whether another site made the browser send this (Fetch Metadata, else Origin); keys are immune."""
    if method in SAFE or path.startswith("/api/"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def most_bytes(path: str, headers: Headers) -> int:
    """How long a body may be: JSON is words, but where photos ride in it and in forms and lists there are files."""
    is_json = headers.get("content-type", "").partition(";")[0].strip().lower().endswith("json")
    return MOST_JSON if is_json and not path.endswith("/troubles") else MOST_FILES


def _measured(receive: Receive, headers: Headers, most: int) -> Receive:
    """The same body, refused as soon as it is known to be longer."""
    told = headers.get("content-length", "")
    seen = int(told) if told.isascii() and told.isdigit() and int(told) > most else 0

    async def receive_measured() -> Message:
        nonlocal seen
        if seen > most:
            raise HTTPException(413)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message
    return receive_measured


def _protected(send: Send, headers: tuple[tuple[bytes, bytes], ...], *, without_body: bool) -> Send:
    """The same answer with the protective headers; to HEAD without its body."""
    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in headers if pair[0] not in names)]
        elif without_body:
            message = {"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)}
        await send(message)
    return send_protected


class OuterWall:
    """Refuses what another site sent and what is too long; answers HEAD as GET without its body, and to who has the
    answer already that it is the same."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, method, path = Headers(scope=scope), scope["method"], scope["path"]
        send = _protected(send, API_HEADERS if path.startswith("/api/") else HEADERS, without_body=method == "HEAD")
        if comes_from_elsewhere(method, path, headers):
            screen = Screen.of_request(Request(scope))
            await screen.error(403, ELSEWHERE.pick(screen.language))(scope, receive, send)
            return
        if path.startswith("/api/") and method in ("GET", "HEAD"):
            send = named(send, headers.get("if-none-match", ""))
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        await self.app(scope, _measured(receive, headers, most_bytes(path, headers)), send)
