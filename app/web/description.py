"""The OpenAPI description: what FastAPI reads from the routes, with the problems, the keys and the summaries."""

from typing import Any

from app.web.problems import TITLES, Problem
from app.web.roles import PERMISSIONS

ABOUT = """Gifting campaigns with honest reviews.

**Keys.** Send `Authorization: Bearer <key>`. Each operation names the permissions of which one is needed in
`x-permissions`; a thing that is out of your sight is answered as one that does not exist.

**Lists** are asked for with `cursor` and `limit`; ask again with `next_cursor` until it is null.

**Writing twice.** A POST with an `Idempotency-Key` is done once: the same key with the same request is answered with
the first answer and `Idempotent-Replayed: true`.

**Problems** are `application/problem+json` (RFC 9457). `code` is stable, `detail` is for people and in the language of
`Accept-Language`, each of `errors` points at its place in the body or names its parameter."""
CODES = {400: "not_json", 401: "unauthenticated", 403: "forbidden", 404: "review_not_found", 409: "not_from_here",
         413: "too_large", 415: "unsupported_media_type", 422: "invalid", 429: "too_many", 503: "unavailable"}
WITH_BODY, WITH_CHANGE = (400, 413, 415), (409, 429)
CHALLENGE = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}}
WAIT = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}}
ANSWER_HEADERS = {401: CHALLENGE, 429: WAIT, 503: WAIT}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with the problems that each operation can really answer."""
    parts = schema.setdefault("components", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update(problem.pop("$defs", {}) | {"Problem": problem})
    parts["responses"] = {_name(status): _problem(status) for status in CODES}
    parts["securitySchemes"] = {"key": {
        "type": "http", "scheme": "bearer", "description": "An API key; Basic with the key as the user is taken too."}}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation)
    return schema


def _name(status: int) -> str:
    return TITLES[status].title().replace(" ", "")


def _problem(status: int) -> dict[str, Any]:
    example = {"type": f"/problems/{CODES[status]}", "title": TITLES[status], "status": status,
               "detail": "What was wrong, in a sentence.", "code": CODES[status], "facts": {}, "errors": []}
    answer = {"description": TITLES[status], "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}}
    return answer | ({"headers": ANSWER_HEADERS[status]} if status in ANSWER_HEADERS else {})


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Give an operation its summary, its need of a key, and its problems."""
    operation["summary"] = operation.get("description", operation["summary"]).partition("\n")[0]
    permissions = operation.get("x-permissions", [])
    is_open = not permissions or bool(PERMISSIONS["anonymous"].intersection(permissions))
    operation["security"] = [{"key": []}, {}] if is_open else [{"key": []}]
    never = {*(WITH_BODY if "requestBody" not in operation else ()), *(WITH_CHANGE if method == "get" else ()),
             *(() if permissions else (403,))}
    for status in CODES:
        answer = operation["responses"].pop(str(status), None)
        if answer is not None and status not in never:
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
