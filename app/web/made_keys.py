"""A key just made: its secret rides to the very next page in a cookie of that page alone, and is gone once shown."""

from collections.abc import Sequence

from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.schemas import KeyMadeOut, KeyOut
from app.core.i18n import text
from app.web.screen import Screen

COOKIE = "daren_made_key"
SECONDS = 60


def go(screen: Screen, path: str, made: KeyMadeOut) -> RedirectResponse:
    """On to the page of keys, which shows the secret once; opened again, it makes no second key."""
    settings = screen.request.app.state.house.settings
    answer = screen.go(path, text("The key is made.", "密钥已生成。"))
    answer.set_cookie(COOKIE, f"{made.id}.{made.secret}", SECONDS, path=path, httponly=True, samesite="strict",
                      secure=settings.base_url.startswith("https:"))
    return answer


def made_of(screen: Screen, keys: Sequence[KeyOut]) -> KeyMadeOut | None:
    """The key that was made a moment ago, with its secret."""
    key_id, _, secret = screen.request.cookies.get(COOKIE, "").partition(".")
    found = next((key for key in keys if key.id == key_id), None)
    return KeyMadeOut(**found.model_dump(), secret=secret) if found and secret else None


def shown(answer: HTMLResponse, path: str) -> HTMLResponse:
    """The page with the cookie taken back."""
    answer.delete_cookie(COOKIE, path=path)
    return answer
