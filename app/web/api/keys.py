"""API keys: one for a one-time link, further ones for who holds one already."""

from fastapi import APIRouter, Request

from app.accounts import queries, service
from app.accounts.rules import KEY_MAKE, KEY_REVOKE, READ_OWN, SIGN_IN
from app.accounts.rules.refusals import NoEntrance
from app.accounts.schemas import KeyIn, KeyMadeOut, KeyOut
from app.core.crypto import token_hash
from app.core.errors import Unauthenticated
from app.core.limits import Limits
from app.core.viewer import Viewer
from app.core.work import Work
from app.web import entrances
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import Limiting, Who, Working, needs

router = APIRouter(prefix="/api/v1/keys", tags=["account"])


@router.post("", status_code=201, **needs(SIGN_IN, KEY_MAKE, once=False))
async def make(body: KeyIn, request: Request, work: Working, limits: Limiting, viewer: Who) -> KeyMadeOut:
    """Make a key: for the one-time `token` of a sign-in link, or as the holder of a key. The secret is shown once.

    An Idempotency-Key is refused here: the answer holds a secret and is stored nowhere.
    """
    if body.token is not None:
        return await _exchange(work, limits, viewer, body, body.token, entrances.address_of(request))
    if viewer.kind == "anonymous":
        raise Unauthenticated
    if body.kind not in (None, viewer.kind):
        raise NoEntrance(str(body.kind))
    return await work.do(service.make_key, viewer, kind=viewer.kind, scope_id=viewer.scope(viewer.kind) or None,
                         name=body.name, is_read_only=body.is_read_only, expires_at=body.expires_at,
                         shape=KeyMadeOut.with_secret)


async def _exchange(work: Work, limits: Limits, viewer: Viewer, body: KeyIn, token: str, address: str) -> KeyMadeOut:
    await limits.hit("sign_in_use", address)
    link = await work.read(queries.get_link, viewer, token_hash(token))
    account = await work.read(queries.find_account_of, viewer, link)
    held = await entrances.entrance(work, account, body.kind or link.door)
    return await work.do(service.exchange_link, viewer, token, account_id=account.id, kind=held.kind,
                         scope_id=held.scope_id, name=body.name, is_read_only=body.is_read_only,
                         expires_at=body.expires_at, shape=KeyMadeOut.with_secret)


@router.get("", **needs(READ_OWN))
async def page(work: Working, viewer: Who, asked: Asked) -> List[KeyOut]:
    """One's own keys, the brand's for its members, all of them for ops; newest first."""
    return await work.read(queries.page_of_keys, viewer, asked, shape=listed(KeyOut.of))


@router.delete("/{key_id}", **needs(KEY_REVOKE))
async def revoke(key_id: Id, work: Working, viewer: Who) -> KeyOut:
    """End a key at once."""
    return await work.do(service.revoke_key, viewer, key_id, shape=KeyOut.of)
