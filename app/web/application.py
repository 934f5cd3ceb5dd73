"""The FastAPI application: routers, static files, the checks at the outer wall."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import ORJSONResponse
from fastapi.staticfiles import StaticFiles

from app.web import pages, problems
from app.web.api import ROUTERS as API
from app.web.problems import Problem
from app.web.routes import PAGES

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"),
}


def comes_from_elsewhere(request: Request) -> bool:
    """Whether another site made the browser send this (Fetch Metadata, else Origin); keys are immune."""
    if request.method in SAFE or request.url.path.startswith("/api/"):
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")


async def outer_wall(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what another site sent; put the protective headers on every answer."""
    if comes_from_elsewhere(request):
        answer: Response = Response("This form was not sent from our own page.", 403)
    else:
        answer = await go_on(request)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def assemble(house: Any, lifespan: Any) -> FastAPI:
    """Put the application together on a house."""
    app = FastAPI(title="daren", version="1", lifespan=lifespan, docs_url=None, redoc_url=None,
                  default_response_class=ORJSONResponse, openapi_url="/openapi.json")
    app.state.house = house
    app.middleware("http")(outer_wall)
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
