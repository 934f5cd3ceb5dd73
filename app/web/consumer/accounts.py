"""A member's accounts on networks: the code that shows them to be one's own, and a screenshot where we cannot look."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import service as consumers
from app.consumers.queries import accounts
from app.consumers.rules import CHANGE_OWN, READ_OWN
from app.consumers.schemas import AccountOut
from app.core.files import PictureRefused
from app.core.i18n import Text, text
from app.platforms.known import Networks
from app.platforms.policies import policy
from app.web.doors import Working, opens
from app.web.kept import unless_refused
from app.web.screen import Screen, Showing
from app.web.uploads import NO_FILE, Filing, photos_of

router = APIRouter(prefix="/me/accounts")
Platform = Annotated[str, Path(max_length=30, pattern=r"^[a-z0-9_-]+$")]


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account, what its network is called, and whether we can read posts there."""

    network: Text
    account: AccountOut
    reads_posts: bool


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Every account that was named, in the order of the networks' names; errors by network."""

    cards: tuple[AccountCard, ...]
    errors: dict[str, str]


async def _show(screen: Screen, work: Working, errors: dict[str, str]) -> HTMLResponse:
    networks: Networks = screen.request.app.state.house.networks
    found = await work.read(accounts.own, screen.viewer, shape=AccountOut.all_of)
    cards = tuple(AccountCard(
        networks.get(one.platform).name if one.platform in networks.slugs else text(one.platform), one,
        policy(one.platform).anonymous_read)
        for one in found)
    return screen.show("consumer/accounts.html", AccountsPage(cards, errors), 422 if errors else 200)


@router.get("", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """Each account with its code."""
    return await _show(screen, work, {})


@router.post("/{platform}/look", **opens(CHANGE_OWN))
async def look(platform: Platform, screen: Showing, work: Working) -> RedirectResponse:
    """I have put it into my profile."""
    await work.do(consumers.prove_account, screen.viewer, platform)
    return screen.go("/me/accounts", text("Thank you. We are looking now; reload this page in a moment.",
                                          "谢谢，我们正在查看，请稍后刷新本页。"))


@router.post("/{platform}/picture", response_model=None, **opens(CHANGE_OWN))
async def picture(platform: Platform, screen: Showing, work: Working,
                  files: Filing) -> HTMLResponse | RedirectResponse:
    """A screenshot of the profile with the code, for ops' eyes."""
    form = await screen.form()
    try:
        photos = await photos_of(form)
        if not photos:
            return await _show(screen, work, {platform: NO_FILE.pick(screen.language)})
        kept = await asyncio.to_thread(files.save_image, photos[0])
    except PictureRefused as refusal:
        return await _show(screen, work, {platform: refusal.sentence(screen.language)})
    async with unless_refused(work, screen.viewer, [kept.sha256]):
        await work.do(consumers.show_account, screen.viewer, platform, kept.sha256)
    return screen.go("/me/accounts", text("Thank you. A person will look at it.", "谢谢，我们会人工查看。"))
