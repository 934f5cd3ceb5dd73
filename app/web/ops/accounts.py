"""Screenshots of profiles that wait for the eyes of ops: does this one show the code of this person?"""

from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import service as consumers
from app.consumers.models import SocialAccount
from app.consumers.queries import accounts
from app.consumers.rules import CONFIRM_ACCOUNT
from app.consumers.schemas import AccountOut
from app.core.errors import NotFound
from app.core.i18n import text
from app.web import pictures
from app.web.api.listing import Id
from app.web.doors import Working, opens
from app.web.screen import Showing
from app.web.uploads import Filing

router = APIRouter(prefix="/ops/accounts")


@dataclass(frozen=True, slots=True)
class ProofsPage:
    """Each account's id with what its owner was told to show."""

    rows: tuple[tuple[str, AccountOut], ...]


def _page(found: list[SocialAccount]) -> ProofsPage:
    return ProofsPage(tuple((one.id, AccountOut.of(one)) for one in found))


@router.get("", **opens(CONFIRM_ACCOUNT))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Every screenshot that waits, the oldest first."""
    return screen.show("ops/accounts.html", await work.read(accounts.with_picture, screen.viewer, shape=_page))


@router.get("/{account_id}/picture", **opens(CONFIRM_ACCOUNT))
async def picture(account_id: Id, screen: Showing, work: Working, files: Filing) -> Response:
    """One screenshot."""
    account: SocialAccount = await work.read(accounts.get, screen.viewer, account_id)
    if account.proof_picture is None:
        raise NotFound("picture")
    return await pictures.picture(files, account.proof_picture)


@router.post("/{account_id}/confirm", **opens(CONFIRM_ACCOUNT))
async def confirm(account_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """It shows the code."""
    await work.do(consumers.confirm_account, screen.viewer, account_id)
    return screen.go("/ops/accounts", text("The account is theirs.", "已确认账号归属。"))


@router.post("/{account_id}/decline", **opens(CONFIRM_ACCOUNT))
async def decline(account_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """It does not show the code."""
    await work.do(consumers.decline_account, screen.viewer, account_id)
    return screen.go("/ops/accounts", text("They are asked for another picture.", "已请用户重新截图。"))
