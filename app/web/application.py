"""The FastAPI application: routers, static files, the checks at the outer wall."""

from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import pages, problems
from app.web.api import ROUTERS as API
from app.web.problems import Problem
from app.web.routes import PAGES

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = (
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"), (b"x-frame-options", b"DENY"),
    (b"content-security-policy",
     b"default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
     b"frame-ancestors 'none'; form-action 'self'; base-uri 'none'"),
)


def comes_from_elsewhere(method: str, path: str, headers: Headers) -> bool:
    """Whether another site made the browser send this (Fetch Metadata, else Origin); keys are immune."""
    if method in SAFE or path.startswith("/api/"):
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


class OuterWall:
    """Refuses what another site sent; puts the protective headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in names)]
            await send(message)

        if comes_from_elsewhere(scope["method"], scope["path"], Headers(scope=scope)):
            refusal = PlainTextResponse("This form was not sent from our own page.", 403)
            await refusal(scope, receive, send_protected)
        else:
            await self.app(scope, receive, send_protected)


def assemble(house: Any, lifespan: Any) -> FastAPI:
    """Put the application together on a house."""
    app = FastAPI(title="daren", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
                  openapi_url="/openapi.json")
    app.state.house = house
    app.add_middleware(OuterWall)
    problems.install(app)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    api = APIRouter(prefix="/api/v1")
    for router in API:
        api.include_router(router)
    app.include_router(api)
    for router in PAGES:
        app.include_router(router)
    describe(app)
    return app


def describe(app: FastAPI) -> None:
    """Add the problem's schema and the keys to the OpenAPI description."""
    original = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = original()
            parts = schema.setdefault("components", {})
            parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema(
                ref_template="#/components/schemas/{model}")
            nested = parts["schemas"]["Problem"].pop("$defs", {})
            parts["schemas"].update(nested)
            parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            schema["security"] = [{"key": []}, {}]
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
