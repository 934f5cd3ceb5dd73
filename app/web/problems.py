"""Refusals become RFC 9457 problems for programs and error pages for people; the only place that knows both."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.core import errors
from app.core.errors import Fault, Invalid, NotFound, Refusal
from app.core.i18n import html_lang, text
from app.core.idempotency import Replayed
from app.web.doors import UnknownKey, location_of
from app.web.faults import NOT_JSON, faults_of
from app.web.screen import Screen, inner_path, language_of, retry_after_of
from app.web.uploads import WrongKind

log = structlog.get_logger("web")
FAMILIES: tuple[tuple[type[Refusal], int], ...] = (
    (errors.Unauthenticated, 401), (errors.Forbidden, 403), (errors.NotFound, 404), (errors.TooMany, 429),
    (errors.Unavailable, 503), (errors.Invalid, 422), (errors.Conflict, 409),
)
TITLES = {400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
          409: "Conflict", 413: "Too large", 415: "Unsupported media type", 422: "Invalid input",
          429: "Too many requests", 500: "Our mistake", 503: "Not answering"}
LEFT = 499
"""What the log of requests shows of a client who left; no client ever sees it."""
SENTENCES = {
    400: text("What was sent cannot be read.", "无法读取发送的内容。"),
    405: text("This cannot be done at this address.", "此地址不支持该操作。"),
    413: text("This is more than we take at once.", "内容过大，无法接收。"),
    415: text("This kind of content is not taken here; please send JSON or, for lists, CSV.",
              "此处不接受这种内容，请发送 JSON；名单请发送 CSV。"),
}
OUR_MISTAKE = text("Something went wrong on our side. Nothing was saved; please try again.",
                   "我们这边出了点问题，内容没有保存，请重试。")


class ProblemError(BaseModel):
    """One fault of an input."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457, with our stable code, the facts of the refusal, and the faults of the input."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    facts: dict[str, Any] = {}
    errors: list[ProblemError] = []


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal's family."""
    return next((status for family, status in FAMILIES if isinstance(refusal, family)), 409)


def code_of(refusal: Refusal) -> str:
    """The stable code; what is missing names itself: review_not_found."""
    if type(refusal) is NotFound:
        return f"{refusal.noun.replace(' ', '_')}_not_found"
    return refusal.code()


def problem(request: Request, status: int, code: str, detail: str, *, facts: dict[str, Any] | None = None,
            faults: tuple[Fault, ...] = (), headers: dict[str, str] | None = None) -> Response:
    """The problem as application/problem+json, in the language asked for."""
    language = language_of(request)
    body = Problem(
        type=f"/problems/{code}", title=TITLES.get(status, "Refused"), status=status, detail=detail, code=code,
        facts=facts or {},
        errors=[ProblemError(pointer=f.pointer, code=f.code, detail=f.message.pick(language)) for f in faults])
    spoken = {"Content-Language": html_lang(language), "Vary": "Accept-Language"}
    return Response(orjson.dumps(body.model_dump(), default=str), status, spoken | (headers or {}),
                    "application/problem+json")


def wants_json(request: Request) -> bool:
    """Programs speak to /api; everything else is a page."""
    return request.url.path.startswith(("/api/", "/openapi.json"))


def _headers_of(refusal: Refusal) -> dict[str, str]:
    seconds = retry_after_of(refusal)
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    if isinstance(refusal, errors.Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if isinstance(refusal, UnknownKey) else "Bearer"
    return headers


async def on_refusal(request: Request, refusal: Exception) -> Response:
    """A refusal raised anywhere below a route."""
    if not isinstance(refusal, Refusal):
        raise TypeError(refusal)
    status, language = status_of(refusal), language_of(request)
    if not wants_json(request):
        return await Screen.of_request(request).refuse(refusal, status)
    faults = refusal.faults if isinstance(refusal, Invalid) else ()
    return problem(request, status, code_of(refusal), refusal.sentence(language), facts=_plain(refusal.facts()),
                   faults=faults, headers=_headers_of(refusal))


PLAIN = (str, int, float, bool, list, tuple, dict, type(None))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, PLAIN) else str(value) for name, value in facts.items()}


async def on_validation(request: Request, error: Exception) -> Response:
    """A request that does not fit the route's signature."""
    if not isinstance(error, RequestValidationError):
        raise TypeError(error)
    found = list(error.errors())
    lost = next((str(e["loc"][1]) for e in found if e["loc"][0] == "path"), None)
    if lost is not None:
        return await on_refusal(request, NotFound(lost.removesuffix("_id") if wants_json(request) else "page"))
    if any(e["type"] == "json_invalid" for e in found):
        return problem(request, 400, "not_json", NOT_JSON.pick(language_of(request)))
    if isinstance(error.body, bytes) and any(e["loc"][0] == "body" for e in found):
        return await on_http(request, HTTPException(415))
    return await on_refusal(request, Invalid(faults_of(found, 1)))


def _allowed(request: Request) -> str:
    """Every method that some route takes at this address; a route alone knows only its own."""
    found = {method for route in request.app.switchboard.at(request.url.path) for method in route.methods}
    return ", ".join(sorted(found | ({"HEAD"} if "GET" in found else set()))) or "GET, HEAD"


def _without_slash(request: Request) -> Response | None:
    """The page whose address was written with a slash behind it, as an address of this site whatever its name."""
    path = request.url.path.rstrip("/")
    if path == request.url.path or wants_json(request) or not request.app.switchboard.at(path):
        return None
    return RedirectResponse(inner_path(path, "/") + (f"?{request.url.query}" if request.url.query else ""), 308)


async def on_http(request: Request, error: Exception) -> Response:
    """What the router itself refuses: no such path, no such method."""
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    if error.status_code == 404:
        return _without_slash(request) or await on_refusal(request, NotFound("page"))
    if error.status_code == 405 and request.method == "GET" and not wants_json(request):
        screen = Screen.of_request(request)
        return screen.go(screen.page_above() + ("" if not request.url.query else f"?lang={screen.language}"))
    headers = dict(error.headers or {}) | ({"Allow": _allowed(request)} if error.status_code == 405 else {})
    if error.status_code == 405 and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    code = TITLES.get(error.status_code, "refused").lower().replace(" ", "_")
    known = error.wanted if isinstance(error, WrongKind) else SENTENCES.get(error.status_code)
    sentence = known.pick(language_of(request)) if known else str(error.detail)
    if wants_json(request):
        return problem(request, error.status_code, code, sentence, headers=headers)
    page = Screen.of_request(request).error(error.status_code, sentence)
    page.headers.update(headers)
    return page


async def on_replayed(request: Request, error: Exception) -> Response:
    """A known idempotency key: the first answer again."""
    if not isinstance(error, Replayed):
        raise TypeError(error)
    made = orjson.loads(error.body) if error.status == 201 else None
    where = location_of(request, str(made.get("id"))) if isinstance(made, dict) else {}
    return Response(error.body, error.status, {"Idempotent-Replayed": "true"} | where, "application/json")


async def on_leaving(request: Request, error: Exception) -> Response:
    """The client left before all it had to say was read: nobody is there to answer, and nothing went wrong here."""
    log.info("web.left", path=request.url.path)
    return Response(status_code=LEFT)


async def on_mistake(request: Request, error: Exception) -> Response:
    """Anything unforeseen: logged with its type, told without it."""
    log.error("web.mistake", path=request.url.path, error=type(error).__name__, exc_info=error)
    sentence = OUR_MISTAKE.pick(language_of(request))
    return (problem(request, 500, "our_mistake", sentence) if wants_json(request)
            else Screen.of_request(request).error(500, sentence))


HANDLERS: tuple[tuple[type[Exception], Callable[[Request, Exception], Awaitable[Response]]], ...] = (
    (Refusal, on_refusal), (RequestValidationError, on_validation), (HTTPException, on_http),
    (Replayed, on_replayed), (ClientDisconnect, on_leaving), (Exception, on_mistake),
)


def install(app: FastAPI) -> None:
    """Teach the application its answers."""
    for kind, handler in HANDLERS:
        app.add_exception_handler(kind, handler)

