"""Every route declares what it needs, and answers each kind of caller as the one table says."""

from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.web import roles
from app.web.api import ROUTERS
from app.web.routes import PAGES
from tests.api.rows import TABLE
from tests.arrange_world import CALLERS, World, opened
from tests.stores import Stores

OPEN_TO_ALL = {("GET", "/questionnaires"), ("GET", "/questionnaires/{slug}")}
OPEN_PAGES = {
    ("GET", "/problems/{code}"),
    ("GET", "/"), ("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/sign-in/{token}"), ("POST", "/sign-in/{token}"),
    ("POST", "/sign-out"), ("GET", "/sign-up"), ("GET", "/sign-up/{page}"), ("POST", "/sign-up/{page}"),
    ("GET", "/sign-up/sent"), ("GET", "/sign-up/finish"), ("POST", "/sign-up/finish"),
}
ALL_PERMISSIONS = frozenset().union(*roles.PERMISSIONS.values())


def routes(routers: tuple[APIRouter, ...]) -> Iterator[tuple[str, APIRoute]]:
    """Every route with its method."""
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in sorted(route.methods):
                yield method, route


def path_of(route: APIRoute) -> str:
    """The path as the table writes it."""
    return route.path.removeprefix("/api/v1")


@pytest.mark.parametrize("routers", [ROUTERS, PAGES], ids=["api", "pages"])
def test_every_route_declares_what_it_needs(routers: tuple[APIRouter, ...]) -> None:
    undeclared, unknown, open_to_all = set(), set(), set()
    for method, route in routes(routers):
        permissions = (route.openapi_extra or {}).get("x-permissions")
        if permissions is None:
            undeclared.add((method, path_of(route)))
        elif not permissions:
            open_to_all.add((method, path_of(route)))
        unknown |= set(permissions or ()) - ALL_PERMISSIONS
    assert (undeclared, unknown) == (set(), set())
    assert open_to_all == (OPEN_TO_ALL if routers is ROUTERS else OPEN_PAGES)


def test_the_table_names_every_route_of_the_api_and_no_other() -> None:
    there = {(method, path_of(route)) for method, route in routes(ROUTERS)}
    assert sorted(there - TABLE.keys()) == []
    assert sorted(TABLE.keys() - there) == []


def test_each_row_lets_somebody_in() -> None:
    assert {row.welcome for row in TABLE.values()} <= set(CALLERS)


@pytest.fixture(scope="module")
async def world(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with opened(stores, tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.mark.parametrize(("method", "path"), TABLE, ids=lambda part: part)
async def test_each_caller_is_answered_as_the_table_says(world: World, method: str, path: str) -> None:
    row = TABLE[method, path]
    answers = {caller: await world.ask(caller, method, row.path(path, world), **row.request(world))
               for caller in CALLERS}
    assert {caller: answer.status_code for caller, answer in answers.items()} == row.expected, [
        answer.text for answer in answers.values() if answer.status_code != 403]
    for answer in answers.values():
        kind = answer.headers.get("content-type", "")
        assert answer.status_code < 400 or kind == "application/problem+json", answer.text
        assert ("www-authenticate" in answer.headers) == (answer.status_code == 401)
