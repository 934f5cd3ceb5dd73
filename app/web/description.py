"""The OpenAPI description: what FastAPI reads from the routes, with the problems, the keys and the summaries."""

from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute

from app.core import errors
from app.core.errors import Refusal
from app.core.states import WrongState
from app.web.doors import KeyNeeded
from app.web.examples import examples_in
from app.web.faults import NOT_JSON
from app.web.problems import SENTENCES, TITLES, Problem, code_of
from app.web.roles import PERMISSIONS

ABOUT = """Gifting campaigns with honest reviews.

**Keys.** Send `Authorization: Bearer <key>`. Each operation names the permissions of which one is needed in
`x-permissions`; a thing that is out of your sight is answered as one that does not exist.

**Asking again.** What is read carries an `ETag`; asked with `If-None-Match`, an answer that is still the same is a 304
without a body.

**Lists** are asked for with `cursor` and `limit`; ask again with `next_cursor` until it is null.

**Writing twice.** A POST with an `Idempotency-Key` is done once: the same key with the same request is answered with
the first answer and `Idempotent-Replayed: true`. Where the answer holds a secret or sends a link (`POST /keys`,
`/sign-in-links`, `/account/contact-points/{id}/link`) nothing is kept, and the header is refused.

**Problems** are `application/problem+json` (RFC 9457). `code` is stable, `detail` is for people and in the language of
`Accept-Language`, each of `errors` points at its place in the body or names its parameter. `type` leads to a page."""
REFUSALS: dict[int, Refusal] = {
    401: KeyNeeded(), 403: errors.Forbidden("review:verify"), 404: errors.NotFound("review"),
    409: WrongState("review", "verified", "ask_fix"), 422: errors.Invalid(), 429: errors.TooMany(60),
    503: errors.Unavailable(5)}
PLAIN = {400: ("not_json", NOT_JSON.default), 413: ("too_large", SENTENCES[413].default),
         415: ("unsupported_media_type", SENTENCES[415].default)}
CODES = tuple(sorted({*REFUSALS, *PLAIN}))
FAULT = {"pointer": "/link", "code": "missing", "detail": "This is needed."}
WITH_BODY, WITH_CHANGE = (400, 413, 415), (409, 429)
CHALLENGE = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}}
WAIT = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}}
LOCATION = {"Location": {"schema": {"type": "string"}, "description": "The address of what was made."}}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it as If-None-Match to hear whether this changed."}}
SAME = {"description": "The same as what If-None-Match names.", "headers": ETAG}
ANSWER_HEADERS = {401: CHALLENGE, 429: WAIT, 503: WAIT}
VERBS = {"index": "list", "page": "list", "one": "get", "latest": "get", "me": "get", "of_campaign": "list"}
"""What a route's function is called where the name would read oddly in a client."""
PARAMETERS = {
    "campaign": "Only those of this campaign, by its id.", "state": "Only those in this state.",
    "kind": "Only those of this kind.", "archived": "The archived ones instead.", "is_open": "Only those that still "
    "wait for an answer, or only the others.", "subject_id": "Only those about this thing, by its id.",
    "form": "`excel` keeps leading zeros in a spreadsheet.", "language": "The language of the sheet's first line.",
    "place": "Which one, counted from 0.", "slug": "The name of the questionnaire.",
    "purpose": "What was agreed to.", "is_interested": "Only those that one has shown interest in, or only the others.",
    "brand": "Whose, by the brand's id.",
}


def operation_id(path: str, tag: str, function: str) -> str:
    """A name for client libraries: reviews_list, campaigns_go_live."""
    parts = [part for part in path.removeprefix("/api/v1/").split("/") if "{" not in part]
    first, tag = parts[0].replace("-", "_"), tag.replace(" ", "_")
    noun = tag if first != tag and len(parts) > 1 else first
    if function in (noun, noun.removesuffix("s")):
        return f"{noun}_{'list' if function == noun else 'make'}"
    said = function.removeprefix(f"{noun}_").removesuffix(f"_{noun}").removesuffix(f"_{noun.removesuffix('s')}")
    return f"{noun}_{VERBS.get(said, said)}"


def name_operations(routes: Iterable[APIRoute]) -> None:
    """Give every described route its name; of two alike, the later one tells more of its address."""
    taken: set[str] = set()
    for route in routes:
        if route.include_in_schema:
            found = operation_id(route.path, str(route.tags[0]), route.name)
            if found in taken:
                noun, _, verb = found.partition("_")
                found = "_".join([noun, *(p for p in route.path.split("/")[4:] if "{" not in p), verb])
            taken.add(found)
            route.operation_id = found


def described(schema: dict[str, Any], address: str) -> dict[str, Any]:
    """The description with the problems that each operation can really answer."""
    schema["servers"] = [{"url": address}]
    parts = schema.setdefault("components", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update(problem.pop("$defs", {}) | {"Problem": problem})
    parts["responses"] = {_name(status): _problem(status) for status in CODES}
    parts["securitySchemes"] = {"key": {
        "type": "http", "scheme": "bearer", "description": "An API key; Basic with the key as the user is taken too."}}
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(method, operation)
            examples_in(operation, parts["schemas"])
    return schema


def _name(status: int) -> str:
    return TITLES[status].title().replace(" ", "")


def _problem(status: int) -> dict[str, Any]:
    refusal = REFUSALS.get(status)
    code, said = PLAIN[status] if refusal is None else (code_of(refusal), refusal.sentence())
    example = {"type": f"/problems/{code}", "title": TITLES[status], "status": status, "detail": said, "code": code,
               "facts": refusal.facts() if refusal else {}, "errors": [FAULT] if status == 422 else []}
    answer = {"description": TITLES[status], "content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}}
    return answer | ({"headers": ANSWER_HEADERS[status]} if status in ANSWER_HEADERS else {})


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Give an operation its summary, its need of a key, what its parameters mean, and its problems."""
    operation["summary"] = operation.get("description", operation["summary"]).partition("\n")[0]
    permissions = operation.get("x-permissions", [])
    is_open = not permissions or bool(PERMISSIONS["anonymous"].intersection(permissions))
    operation["security"] = [{"key": []}, {}] if is_open else [{"key": []}]
    for parameter in operation.get("parameters", []):
        parameter.setdefault("description", _meaning(parameter["name"]))
    if operation.pop("x-location", None):
        operation["responses"]["201"]["headers"] = LOCATION
    if method == "get" and "application/json" in operation["responses"].get("200", {}).get("content", {}):
        operation["responses"]["200"]["headers"] = ETAG
        operation["responses"]["304"] = SAME
    never = {*(WITH_BODY if "requestBody" not in operation else ()), *(WITH_CHANGE if method == "get" else ()),
             *(() if permissions else (403,))}
    for status in CODES:
        answer = operation["responses"].pop(str(status), None)
        if answer is not None and status not in never:
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}


def _meaning(name: str) -> str:
    """What a parameter means; an id names its thing."""
    return PARAMETERS.get(name) or f"The id of the {name.removesuffix('_id').replace('_', ' ')}."
