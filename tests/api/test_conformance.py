"""The description at /openapi.json is kept: whatever is asked, only what it promises is answered."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests import Request
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.rows import TABLE
from tests.arrange_world import World, opened
from tests.stores import Stores

PREFIX = "/api/v1"
KEPT = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
        response_schema_conformance]
FEW = settings(max_examples=3, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
               suppress_health_check=list(HealthCheck))
LENIENT = re.compile(r"was (boolean|integer|number), became (integer|number|string)|violates `anyOf`")
WITHOUT_A_WORD = {"/account", "/me", "/me/data", "/me/address", "/me/accounts", "/me/consents", "/me/surveys",
                  "/questionnaires"}
SAYING = [(method, path) for (method, path), row in TABLE.items()
          if "json" in row.sent or (method == "GET" and not row.ids and path not in WITHOUT_A_WORD)]
"""The routes with a body or with parameters; where nothing is said, nothing can be wrong."""
Schema = schemathesis.BaseSchema


def negative_data_is_refused(ctx: Any, response: Any, case: Any) -> None:
    """Whatever does not fit is refused; only a number or its words may stand for a truth value or a number."""
    try:
        negative_data_rejection(ctx, response, case)
    except AcceptedNegativeData as accepted:
        if not LENIENT.search(accepted.message):
            raise


@pytest.fixture(scope="module")
async def world(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with opened(stores, tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
async def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.fixture(scope="module")
async def described(world: World) -> dict[str, Any]:
    answer = await world.client.get("/openapi.json")
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def schema(described: dict[str, Any]) -> Schema:
    # Keys are chosen by the test, so the description's own need of one is left out of what is made up.
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    return schemathesis.openapi.from_dict(described, config=config)


def asked(world: World, loop: asyncio.AbstractEventLoop, caller: str, case: schemathesis.Case) -> Any:
    """What a caller is answered to a case; nothing of it stays."""
    sent = Request(**case.as_transport_kwargs(base_url="http://daren.test")).prepare()
    assert sent.url
    path = sent.url.removeprefix("http://daren.test").removeprefix(PREFIX)
    return loop.run_until_complete(world.ask(
        caller, sent.method or "", path, content=sent.body or b"",
        headers={name: value.encode("latin-1") if isinstance(value, str) else value
                 for name, value in sent.headers.items()}))


@pytest.mark.parametrize(("method", "path"), TABLE, ids=lambda part: part)
def test_whatever_fits_the_description_is_answered_as_described(
    world: World, schema: Schema, loop: asyncio.AbstractEventLoop, method: str, path: str
) -> None:
    row, operation = TABLE[method, path], schema[PREFIX + path][method]

    @FEW
    @given(case=operation.as_strategy(path_parameters=row.known(world)))
    def try_it(case: schemathesis.Case) -> None:
        case.validate_response(asked(world, loop, row.welcome, case), checks=KEPT)
    try_it()


@pytest.mark.parametrize(("method", "path"), SAYING, ids=lambda part: part)
def test_whatever_does_not_fit_the_description_is_refused_as_described(
    world: World, schema: Schema, loop: asyncio.AbstractEventLoop, method: str, path: str
) -> None:
    row, operation = TABLE[method, path], schema[PREFIX + path][method]

    @FEW
    @given(case=operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=row.known(world)))
    def try_it(case: schemathesis.Case) -> None:
        for caller in (row.welcome, "anonymous"):
            case.validate_response(asked(world, loop, caller, case), checks=[*KEPT, negative_data_is_refused])
    try_it()


def test_the_description_is_whole(schema: Schema, described: dict[str, Any]) -> None:
    schema.validate()
    operations = {(method.upper(), path.removeprefix(PREFIX)): operation
                  for path, methods in described["paths"].items() for method, operation in methods.items()}
    assert operations.keys() == TABLE.keys()
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    for key, operation in operations.items():
        assert operation["summary"].endswith("."), key
        assert operation["tags"], key
        is_open = TABLE[key].expected["anonymous"] < 300 or key == ("POST", "/keys")
        assert ({} in operation["security"]) == is_open, key
        assert {"401", "404", "422", "503"} <= operation["responses"].keys(), key
        assert any(int(status) < 300 for status in operation["responses"]), key
        assert all(parameter["description"] for parameter in operation.get("parameters", [])), key
    assert described["servers"]
    assert {"reviews_list", "reviews_get", "campaigns_go_live", "keys_make"} <= set(ids)


def test_every_example_of_the_description_fits_its_shape(described: dict[str, Any]) -> None:
    seen = 0
    for methods in described["paths"].values():
        for operation in methods.values():
            for body in (operation.get("requestBody", {}), *operation["responses"].values()):
                told = body.get("content", {}).get("application/json", {})
                if "example" in told:
                    jsonschema_rs.validate(told["schema"] | {"components": described["components"]}, told["example"])
                    seen += 1
    assert seen > 100
    for name, answer in described["components"]["responses"].items():
        (said,) = [content["example"]["detail"] for content in answer["content"].values()]
        assert said.endswith((".", "…")), name
