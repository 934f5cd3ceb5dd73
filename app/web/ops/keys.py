"""API keys for ops: all that there are, and making one for ops' own programs."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts import queries, service
from app.accounts.models import ApiKey
from app.accounts.rules import KEY_MAKE, KEY_REVOKE, READ
from app.accounts.schemas import KeyMadeOut, KeyOut, NewKeyIn
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.paging import Ask, Page
from app.web import made_keys, pages
from app.web.doors import Working, opens
from app.web.screen import Form, Showing

router = APIRouter(prefix="/ops/keys")


@dataclass(frozen=True, slots=True)
class KeysPage:
    """Some keys, newest first; `made` is one just made, whose secret is shown this once."""

    keys: tuple[KeyOut, ...]
    more: str | None
    zone: str
    made: KeyMadeOut | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def _shaped(page: Page[ApiKey]) -> tuple[tuple[KeyOut, ...], str | None]:
    return tuple(KeyOut.of(key) for key in page.items), page.next_cursor


async def _page(screen: Showing, work: Working, *, form: Form | None = None,
                refusal: Invalid | None = None) -> HTMLResponse:
    asked = Ask(screen.request.query_params.get("after"), 50)
    found, after = await work.read(queries.page_of_keys, screen.viewer, asked, shape=_shaped)
    errors = pages.by_field(refusal.faults, screen.language) if refusal else {}
    made = made_keys.made_of(screen, found)
    page = KeysPage(found, f"/ops/keys?after={after}" if after else None, screen.zone, made,
                    form.typed() if form else {}, errors)
    return made_keys.shown(screen.show("ops/keys.html", page, 422 if errors else 200), "/ops/keys")


@router.get("", **opens(READ))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """All keys."""
    return await _page(screen, work)


@router.post("", response_model=None, **opens(KEY_MAKE))
async def make(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Make a key for ops; its secret is on the very next page and nowhere else."""
    form = await screen.form()
    try:
        body = form.only("name").into(NewKeyIn, is_read_only=form.get("is_read_only") == "yes")
    except Invalid as refusal:
        return await _page(screen, work, form=form, refusal=refusal)
    made = await work.do(service.make_key, screen.viewer, kind="ops", scope_id=None, name=body.name,
                         is_read_only=body.is_read_only, shape=KeyMadeOut.with_secret)
    return made_keys.go(screen, "/ops/keys", made)


@router.post("/{key_id}/revoke", **opens(KEY_REVOKE))
async def revoke(key_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """End a key at once."""
    await work.do(service.revoke_key, screen.viewer, key_id)
    return screen.go("/ops/keys", text("The key is revoked.", "密钥已吊销。"))
