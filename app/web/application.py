"""The FastAPI application: routers, static files, the outer wall."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles

from app.web import pages, problems
from app.web.api import ROUTERS as API
from app.web.description import ABOUT, described, name_operations
from app.web.routes import PAGES
from app.web.switchboard import Switchboard
from app.web.wall import OuterWall


class Application(FastAPI):
    """FastAPI with our own description of what can be asked and answered."""

    switchboard: Switchboard

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            name_operations(self.switchboard.routes)
            self.openapi_schema = described(get_openapi(
                title=self.title, version=self.version, description=self.description, routes=self.switchboard.routes,
            ), self.state.house.settings.base_url)
        return self.openapi_schema


def assemble(house: Any, lifespan: Any) -> FastAPI:
    """Put the application together on a house."""
    app = Application(title="daren", version="1", description=ABOUT, lifespan=lifespan, docs_url=None,
                      redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False)
    app.state.house = house
    app.add_middleware(OuterWall)
    problems.install(app)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    app.switchboard = Switchboard(route for router in (*API, *PAGES) for route in router.routes)
    app.router.routes.insert(0, app.switchboard)
    return app
