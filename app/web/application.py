"""The FastAPI application: routers, static files, the outer wall."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles

from app.web import pages, problems
from app.web.api import ROUTERS as API
from app.web.description import ABOUT, described
from app.web.routes import PAGES
from app.web.wall import OuterWall


class Application(FastAPI):
    """FastAPI with our own description of what can be asked and answered."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi())
        return self.openapi_schema


def assemble(house: Any, lifespan: Any) -> FastAPI:
    """Put the application together on a house."""
    app = Application(title="daren", version="1", description=ABOUT, lifespan=lifespan, docs_url=None,
                      redoc_url=None, openapi_url="/openapi.json")
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
    return app
