"""The doors: who is asking, by API key or by the browser's session, and what a route declares to need."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

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
from app.core.shapes import CONTROL
from app.core.viewer import ANONYMOUS, Viewer
from app.core.work import Work
from app.web import roles
from app.web.unsent import NoTries, ReadingWork, unsent

SESSION_COOKIE = "daren_session"
BRAND_COOKIE = "daren_brand"
UNSTORABLE = text("This holds a character that cannot be stored.", "内容含有无法保存的字符。")
NO_PARAMETER = text("There is no such parameter.", "没有这个参数。")


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
        raise Unauthenticated
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


def _check(viewer: Viewer, permissions: tuple[str, ...]) -> None:
    missing = [p for p in permissions if p not in viewer.permissions]
    if len(missing) < len(permissions) or not permissions:
        return
    if viewer.kind == "anonymous":
        raise Unauthenticated
    raise Forbidden(missing[0])


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


PROBLEM = {"description": "A problem (RFC 9457)", "content": {"application/problem+json": {
    "schema": {"$ref": "#/components/schemas/Problem"}}}}


def needs(*permissions: str, also: Mapping[int, str] | None = None) -> dict[str, Any]:
    """What an API route declares: one of these permissions (none named: open to all), and its problems."""
    async def guard(request: Request, viewer: Who) -> None:
        _check(viewer, permissions)
        _refuse_unstorable(request)
        _refuse_unknown(request)
    statuses = {400, 401, 403, 404, 409, 413, 415, 422, 429, 503} | set(also or ())
    return {"dependencies": [Depends(guard)], "openapi_extra": {"x-permissions": list(permissions)},
            "responses": dict.fromkeys(sorted(statuses), PROBLEM)}


def opens(*permissions: str) -> dict[str, Any]:
    """What a page declares: one of these permissions (none named: open to all)."""
    async def guard(request: Request, visiting: Visiting) -> None:
        _check(visiting.viewer, permissions)
        _refuse_unstorable(request)
    return {"dependencies": [Depends(guard)], "openapi_extra": {"x-permissions": list(permissions)},
            "include_in_schema": False}


async def once_of(
    request: Request,
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255, pattern=r"^[ -~]+$",
                                      description="Do this once, however often it is sent.")] = None,
) -> Once | None:
    """The Idempotency-Key of a request with the hash of its method, address and body, and the answer's status."""
    if key is None:
        return None
    body = await request.body()
    route = request.scope.get("route")
    status = (route.status_code if isinstance(route, APIRoute) else None) or 200
    asked = f"{request.method} {request.url.path}?{request.url.query}\n"
    return Once(key, token_hash(asked + body.decode("latin-1")), lambda _: status)


OnlyOnce = Annotated[Once | None, Depends(once_of)]
