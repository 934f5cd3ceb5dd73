"""What a page's route works with: the visitor, the language, the form as typed, and the ways to answer."""

from dataclasses import dataclass, field, is_dataclass, replace
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.routing import Match

from app.core.errors import Invalid, Refusal, Unauthenticated
from app.core.i18n import Language, Text, as_language, negotiate
from app.core.shapes import CONTROL, TYPED, UNSTORABLE
from app.core.viewer import Viewer
from app.web import pages, roles
from app.web.doors import Visiting, Visitor
from app.web.faults import faults_of
from app.web.switchboard import Switchboard
from app.web.unsent import Unsent, unsent

LANGUAGE_COOKIE, FLASH_COOKIE = "daren_lang", "daren_flash"
YEAR = 365 * 24 * 3600
M = TypeVar("M", bound=BaseModel)


def language_of(request: Request) -> Language:
    """?lang= before the cookie, the cookie before the account's language, that before Accept-Language."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if asked:
        return as_language(asked)
    if visitor is not None and visitor.account is not None:
        return as_language(visitor.account.language)
    return negotiate(request.headers.get("accept-language"))


def retry_after_of(refusal: Refusal) -> int | None:
    """The seconds to wait that a refusal names, if it does."""
    seconds = refusal.facts().get("retry_after")
    return seconds if isinstance(seconds, int) else None


def inner_path(path: str | None, otherwise: str) -> str:
    """A path of our own to go on to; anything that would lead elsewhere is left aside."""
    good = path and path.startswith("/") and not path.startswith(("//", "/\\")) and pages.is_address(path)
    return path if good and path else otherwise


def _storable(name: str, value: str) -> str:
    if CONTROL.search(value) is not None:
        raise Invalid.at(name, UNSTORABLE, "control_character")
    return value


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was typed: pairs in order, files by name."""

    pairs: tuple[tuple[str, str], ...] = ()
    files: dict[str, UploadFile] = field(default_factory=dict)
    unsent: Unsent | None = None

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value of a field, stripped; raises Invalid at the field where it cannot be stored."""
        return next((_storable(name, value.strip()) for key, value in self.pairs if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        """Every value of a field, in order; raises Invalid at the field where one cannot be stored."""
        return [_storable(name, value) for key, value in self.pairs if key == name]

    def typed(self) -> dict[str, str]:
        """First values by name, to show again what was typed."""
        return dict(reversed(self.pairs))

    def only(self, *names: str) -> "Form":
        """The form with these fields alone."""
        return replace(self, pairs=tuple(pair for pair in self.pairs if pair[0] in names))

    def into(self, model: type[M], **more: Any) -> M:
        """The form's non-empty fields (and `more`) as a model; raises Invalid with a sentence at each field."""
        values = {key: value for key, value in self.typed().items() if value.strip()}
        return self.meant(validated(model, values | more))

    def meant(self, made: M) -> M:
        """What the form says, unless only its language was switched: then Invalid without a fault."""
        if self.unsent:
            raise Invalid
        return made


def validated(model: type[M], values: dict[str, Any]) -> M:
    """A model of what was typed; raises Invalid with a sentence at each field."""
    try:
        return model.model_validate(values, context=TYPED)
    except ValidationError as error:
        raise Invalid(faults_of(error.errors(include_url=False), is_form=True)) from error


class Screen:
    """One visit to one page."""

    def __init__(self, request: Request, visitor: Visitor | None) -> None:
        self.request, self.visitor = request, visitor
        self.language: Language = language_of(request)
        self.unsent = unsent(request)

    @classmethod
    def of_request(cls, request: Request) -> "Screen":
        """The screen of a request whose route may not have been reached."""
        return cls(request, getattr(request.state, "visitor", None))

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.visitor.viewer if self.visitor else roles.visitor()

    @property
    def zone(self) -> str:
        """The visitor's time zone."""
        return self.visitor.account.time_zone if self.visitor and self.visitor.account else "Asia/Shanghai"

    @property
    def path(self) -> str:
        """The present address with its query."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    async def form(self) -> Form:
        """The form as typed; a value with characters that cannot be stored is refused by whatever takes it, at its
        field and beside what was typed."""
        data = await self.request.form(max_fields=1000, max_files=10, max_part_size=1 << 20)
        pairs, files = [], {}
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    files[name] = value
            else:
                pairs.append((_storable("", name), value))
        return Form(tuple(pairs), files, self.unsent)

    def show(self, template: str, page: object, status: int = 200) -> HTMLResponse:
        """The page; a flash is shown once, a language asked for is remembered."""
        if self.unsent == "typed" and is_dataclass(page) and not isinstance(page, type) and hasattr(page, "errors"):
            page = replace(page, errors={})
        flash = self.request.cookies.get(FLASH_COOKIE)
        account = self.visitor.account if self.visitor else None
        html = pages.render(
            template, page, language=self.language, viewer_kind=self.viewer.kind, path=self.path,
            flash=unquote(flash) if flash else None, signed_in_as=(account.name or "") if account else None)
        if self.request.method == "POST":
            # What was typed is shown again without what no page can show; an address with it has been refused.
            html = CONTROL.sub("", html)
        answer = HTMLResponse(html, 200 if self.unsent and status == 422 else status, self._keeping(status))
        if flash:
            answer.delete_cookie(FLASH_COOKIE)
        if self.request.query_params.get("lang"):
            answer.set_cookie(LANGUAGE_COOKIE, self.language, YEAR, httponly=True, samesite="lax")
        return answer

    def _keeping(self, status: int) -> dict[str, str]:
        """No copy is kept of a page, but of a form that came back: the browser's Back finds it with what was typed."""
        came_back = self.request.method == "POST" and (self.unsent or status in (409, 422))
        return ({"Cache-Control": "private, no-cache"} if came_back
                else {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"})

    def go(self, path: str, flash: Text | None = None) -> RedirectResponse:
        """On to another page after something was done (POST, redirect, GET), with a word about it."""
        answer = RedirectResponse(path, 303)
        if flash:
            answer.set_cookie(FLASH_COOKIE, quote(flash.pick(self.language)), 60, httponly=True, samesite="lax")
        return answer

    def error(self, status: int, sentence: str, faults: tuple[str, ...] = (),
              retry_after: int | None = None) -> HTMLResponse:
        """An error page in style; the way back is the page one came from."""
        answer = self.show("error.html", pages.ErrorPage(status, sentence, faults, retry_after, self._came_from()),
                           status)
        if retry_after is not None:
            answer.headers["Retry-After"] = str(retry_after)
        return answer

    def _came_from(self) -> str | None:
        """The page of ours that one came from, with its query."""
        came_from = urlsplit(self.request.headers.get("referer", ""))
        ours = came_from.netloc == self.request.url.netloc and came_from.path.startswith("/")
        return came_from.path + (f"?{came_from.query}" if came_from.query else "") if ours else None

    def page_above(self) -> str:
        """The nearest page at or above the present address that can be opened: a form's own address may only be posted
        to."""
        steps = self.request.url.path.rstrip("/").split("/")
        paths = ("/".join(steps[:most]) for most in range(len(steps), 1, -1))
        return inner_path(next((path for path in paths if self._opens(path)), None), "/")

    def _opens(self, path: str) -> bool:
        found: Switchboard = self.request.app.switchboard
        asked = {**self.request.scope, "path": path, "method": "GET"}
        return any(route.matches(asked)[0] == Match.FULL for route in found.at(path))

    def _go_back(self) -> RedirectResponse:
        """Back to where one came from, or to the page above, in the language asked for."""
        came_from = self._came_from()
        is_page = came_from is not None and self._opens(urlsplit(came_from).path)
        answer = self.go(came_from if came_from and is_page else self.page_above())
        answer.set_cookie(LANGUAGE_COOKIE, self.language, YEAR, httponly=True, samesite="lax")
        return answer

    async def refuse(self, refusal: Refusal, status: int) -> HTMLResponse | RedirectResponse:
        """A refusal as a page; who has not signed in is led there and back again."""
        if isinstance(refusal, Unauthenticated):
            return self.go(f"/sign-in?next={quote(self.path)}")
        if self.unsent:
            return self._go_back()
        faults = refusal.faults if isinstance(refusal, Invalid) else ()
        return self.error(status, refusal.sentence(self.language),
                          tuple(f.message.pick(self.language) for f in faults), retry_after_of(refusal))


async def _screen(request: Request, visiting: Visiting) -> Screen:
    request.state.visitor = visiting
    return Screen(request, visiting)


Showing = Annotated[Screen, Depends(_screen)]
