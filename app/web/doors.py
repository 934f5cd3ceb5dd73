"""The doors: who is asking, by API key or by the browser's session, and what a route declares to need."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.accounts import queries as accounts
from app.accounts.models import Account
from app.accounts.rules import USE_NOTED_EVERY
from app.accounts.service import note_use
from app.brands import queries as brands
from app.consumers import queries as consumers
from app.core.crypto import token_hash
from app.core.errors import Fault, Forbidden, Invalid, NotFound, Unauthenticated
from app.core.i18n import text
from app.core.idempotency import Once
from app.core.limits import Limits
from app.core.shapes import CONTROL, UNSTORABLE
from app.core.viewer import ANONYMOUS, Viewer
from app.core.work import Work
from app.web import roles
from app.web.unsent import NoTries, ReadingWork, unsent

T = TypeVar("T")
SESSION_COOKIE = "daren_session"
BRAND_COOKIE = "daren_brand"
NO_PARAMETER = text("There is no such parameter.", "没有这个参数。")
ONCE_ONLY = text("This parameter is given more than once.", "这个参数出现了多次。")
NO_BODY = text("This takes no body; please send none, or {}.", "此操作不需要请求内容，请留空或发送 {}。")
NOT_REPEATED = text(
    "The answer to this holds a secret or sends a message and is kept nowhere, so it cannot be given again: please "
    "send it without Idempotency-Key.", "此操作的结果不会保存，无法重放，请去掉 Idempotency-Key 后再发送。")
NO_BRAND = text("Say whose this is: ?brand=brd_…", "请说明属于哪个品牌：?brand=brd_…")
EMPTY_BODIES = (b"", b"{}", b"null")


class KeyNeeded(Unauthenticated):
    """A program asked without a key for what is not open to all."""

    message = "This needs a key: send the header Authorization: Bearer, with the key behind it."
    zh = "此操作需要密钥，请在请求头 Authorization: Bearer 后附上密钥。"


class UnknownKey(Unauthenticated):
    """A key came that opens nothing."""

    message = "We do not know this key: it was mistyped or revoked, or it has run out."
    zh = "密钥无效：可能输入有误、已被撤销或已过期。"


@dataclass(eq=False)
class ReadOnlyKey(Forbidden):
    """A read-only key was to change something."""

    message = "This key is read-only, and this changes something (it needs {permission})."
    zh = "此密钥为只读，不能进行更改（需要 {permission}）。"


# Async although they wait for nothing: FastAPI sends plain functions to a thread.
async def _work(request: Request) -> Work:
    found: Work = request.app.state.house.work
    return ReadingWork(found) if unsent(request) else found


async def _limits(request: Request) -> Limits:
    found: Limits = request.app.state.house.limits
    return NoTries() if unsent(request) else found


Working = Annotated[Work, Depends(_work)]
Limiting = Annotated[Limits, Depends(_limits)]


def _bearer(header: str) -> str | None:
    """The key of an Authorization header: Bearer, or Basic with the key as the user."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() or None
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[0] or None
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None


async def viewer_by_key(request: Request, work: Working) -> Viewer:
    """The API's door: the viewer whom the key stands for; anonymous without one; 401 for one that is not ours."""
    header = request.headers.get("authorization", "")
    if not header:
        return roles.visitor()
    secret = _bearer(header)
    key = await work.peek(accounts.find_key, ANONYMOUS, token_hash(secret)) if secret else None
    if key is None:
        raise UnknownKey
    if key.last_used_at is None or work.clock() - key.last_used_at > USE_NOTED_EVERY:
        await work.do(note_use, ANONYMOUS, key.id)
    match key.kind:
        case "consumer":
            viewer = roles.consumer(key.account_id or key.id, key.scope_id or "")
        case "brand":
            viewer = roles.brand_member(key.account_id or key.id, key.scope_id or "")
        case _:
            viewer = roles.ops(key.account_id or key.id)
    if key.is_read_only:
        held = frozenset(p for p in roles.PERMISSIONS[viewer.kind] if p in roles.READ_ONLY)
        return Viewer(viewer.actor_id, viewer.kind, held, viewer.scopes)
    return viewer


Who = Annotated[Viewer, Depends(viewer_by_key)]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opened a page: the viewer of this door, and the account behind it, if any."""

    viewer: Viewer
    account: Account | None


async def visitor_by_session(request: Request, work: Working) -> Visitor:
    """The pages' door: the session's account, as the role that the path asks for (/me, /brand, /ops)."""
    token = request.cookies.get(SESSION_COOKIE)
    account = await work.peek(accounts.find_signed_in, ANONYMOUS, token_hash(token)) if token else None
    if account is None:
        return Visitor(roles.visitor(), None)
    door = request.url.path.split("/")[1]
    if door == "ops":
        return Visitor(roles.ops(account.id) if account.is_ops else roles.visitor(), account)
    if door == "brand":
        held = [m.brand_id for m in await work.peek(brands.memberships, ANONYMOUS, account.id)]
        wanted = request.cookies.get(BRAND_COOKIE)
        brand_id = wanted if wanted in held else next(iter(held), None)
        return Visitor(roles.brand_member(account.id, brand_id) if brand_id else roles.visitor(), account)
    consumer = await work.peek(consumers.find_by_account, ANONYMOUS, account.id)
    return Visitor(roles.consumer(account.id, consumer.id) if consumer else roles.visitor(), account)


Visiting = Annotated[Visitor, Depends(visitor_by_session)]


def _check(viewer: Viewer, permissions: tuple[str, ...], refusal: type[Unauthenticated] = Unauthenticated) -> None:
    missing = [p for p in permissions if p not in viewer.permissions]
    if len(missing) < len(permissions) or not permissions:
        return
    if viewer.kind == "anonymous":
        raise refusal
    held = roles.PERMISSIONS.get(viewer.kind, frozenset())
    meant = next((p for p in permissions if p in held), None)
    raise Forbidden(missing[0]) if meant is None else ReadOnlyKey(meant)


def _is_unstorable(value: str) -> bool:
    return CONTROL.search(value) is not None


def _refuse_unstorable(request: Request) -> None:
    """An address with characters that no row can hold leads nowhere; a parameter with them is pointed at."""
    if any(_is_unstorable(str(value)) for value in request.path_params.values()):
        raise NotFound("page")
    faults = [Fault((name,), "control_character", UNSTORABLE) for name, value in request.query_params.multi_items()
              if _is_unstorable(name + value)]
    if faults:
        raise Invalid(tuple(faults))


def _known(dependant: Dependant) -> frozenset[str]:
    """The query parameters that a route and what it depends on take."""
    own = frozenset(field.alias for field in dependant.query_params)
    return own.union(*(_known(part) for part in dependant.dependencies))


def _refuse_unknown(request: Request) -> None:
    route = request.scope.get("route")
    if request.query_params and isinstance(route, APIRoute):
        unknown = request.query_params.keys() - _known(route.dependant) - {"lang"}
        if unknown:
            raise Invalid(tuple(Fault((name,), "extra_forbidden", NO_PARAMETER) for name in sorted(unknown)))
        if len(request.query_params.multi_items()) > len(request.query_params):
            _refuse_doubled(request, route.dependant)


def _lists(dependant: Dependant) -> frozenset[str]:
    """The query parameters of which several are taken."""
    own = frozenset(field.alias for field in dependant.query_params if "list[" in str(field.field_info.annotation))
    return own.union(*(_lists(part) for part in dependant.dependencies))


def _refuse_doubled(request: Request, dependant: Dependant) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    doubled = {name for name in names if names.count(name) > 1} - _lists(dependant)
    if doubled:
        raise Invalid(tuple(Fault((name,), "given_twice", ONCE_ONLY) for name in sorted(doubled)))


async def _refuse_body(request: Request) -> None:
    """A route that takes no body refuses one that says something; nearly always there is none to look at."""
    route = request.scope.get("route")
    is_said = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    if not is_said or not isinstance(route, APIRoute) or route.body_field is not None:
        return
    if "requestBody" not in (route.openapi_extra or {}) and (await request.body()).strip() not in EMPTY_BODIES:
        raise Invalid.at((), NO_BODY, "extra_forbidden")


PROBLEM = {"description": "A problem (RFC 9457)", "content": {"application/problem+json": {
    "schema": {"$ref": "#/components/schemas/Problem"}}}}


def needs(*permissions: str, also: Mapping[int, str] | None = None, makes: str | None = None,
          once: bool = True) -> dict[str, Any]:
    """What an API route declares: one of these permissions (none named: open to all), and its problems; `makes` is the
    address of what it makes, for Location; `once` False refuses an Idempotency-Key, as the answer is kept nowhere."""
    async def guard(request: Request, viewer: Who) -> None:
        _check(viewer, permissions, KeyNeeded)
        _refuse_unstorable(request)
        _refuse_unknown(request)
        await _refuse_body(request)
    statuses = {400, 401, 403, 404, 409, 413, 415, 422, 429, 503} | set(also or ())
    extra = {"x-permissions": list(permissions)} | ({"x-location": makes} if makes else {})
    return {"dependencies": [Depends(guard), *([] if once else [Depends(_never_again)])], "openapi_extra": extra,
            "responses": dict.fromkeys(sorted(statuses), PROBLEM)}


def opens(*permissions: str) -> dict[str, Any]:
    """What a page declares: one of these permissions (none named: open to all)."""
    async def guard(request: Request, visiting: Visiting) -> None:
        _check(visiting.viewer, permissions)
        _refuse_unstorable(request)
    return {"dependencies": [Depends(guard)], "openapi_extra": {"x-permissions": list(permissions)},
            "include_in_schema": False}


async def _said(request: Request) -> str:
    """What a body says: of a form in parts their names, words and files in order, not the boundary that a client draws
    anew each time; any other body, and one that cannot be read so, as it came."""
    body = await request.body()

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return body.decode("latin-1")
    try:
        async with Request(request.scope, again).form() as form:
            parts = [(name, value.encode() if isinstance(value, str) else await value.read())
                     for name, value in form.multi_items()]
    except HTTPException:
        return body.decode("latin-1")
    return "".join(f"{len(name)} {len(said)} {name}{said.decode('latin-1')}" for name, said in parts)


async def once_of(
    request: Request,
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[ -~]+$",
                                      description="Do this once, however often it is sent.")] = None,
) -> Once | None:
    """The Idempotency-Key of a request with the hash of its method, address and body, and the answer's status."""
    if key is None:
        return None
    route = request.scope.get("route")
    status = (route.status_code if isinstance(route, APIRoute) else None) or 200
    asked = f"{request.method} {request.url.path}?{request.url.query}\n"
    return Once(key, token_hash(asked + await _said(request)), lambda _: status)


OnlyOnce = Annotated[Once | None, Depends(once_of)]


async def _never_again(request: Request) -> None:
    if "idempotency-key" in request.headers:
        raise Invalid.at("Idempotency-Key", NOT_REPEATED, "not_repeatable")


def location_of(request: Request, id: str) -> dict[str, str]:
    """The Location header of what a route has just made; nothing where it has no address of its own."""
    where = (getattr(request.scope.get("route"), "openapi_extra", None) or {}).get("x-location")
    return {"Location": where.format(id=id)} if where else {}


@dataclass(frozen=True, slots=True)
class Making:
    """Tells where a thing stands that was just made."""

    request: Request
    response: Response

    def at(self, made: T) -> T:
        """The same answer, with its address in Location."""
        self.response.headers.update(location_of(self.request, str(getattr(made, "id", ""))))
        return made


async def _making(request: Request, response: Response) -> Making:
    return Making(request, response)


Made = Annotated[Making, Depends(_making)]


def whose(viewer: Viewer, brand: str | None) -> str:
    """The brand that was named, else the viewer's own; ops have none and must name one."""
    found = brand or viewer.scope("brand")
    if not found:
        raise Invalid.at("brand", NO_BRAND, "missing")
    return found
