"""The language switch beside a half-filled form: the form is shown again in the other language, and nothing is done."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal
from urllib.parse import urlsplit

from starlette.requests import Request

from app.core.errors import Invalid
from app.core.work import Work

PARAMETER = "unsent"
Unsent = Literal["typed", "wrong"]
"""Whether the form was being filled in, or had come back with something that needs another look."""
_FORM = re.compile(r'<form method="post" action="([^"]*)"[^>]*? id="([^"]*)" novalidate>')


def unsent(request: Request) -> Unsent | None:
    """How a form stood whose language is switched; None where the request is meant to do something."""
    asked = request.query_params.get(PARAMETER)
    if request.method != "POST" or asked is None or request.url.path.startswith("/api/"):
        return None
    return "wrong" if asked == "wrong" else "typed"


class ReadingWork(Work):
    """Work that reads as ever and does nothing: who asks for a change gets the form back as it was typed."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.database, clock=work.clock, ids=work.ids, reactions=work.reactions,
                         resources=work.resources)

    async def do(self, *_: Any, **__: Any) -> Any:
        """Refuse without a fault."""
        raise Invalid


class NoTries:
    """Limits for which a try that is not meant is none: nothing behind them is tried either."""

    async def hit(self, rule: str, key: str) -> None:
        """Refuse without a fault."""
        raise Invalid


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The form that takes what was typed along when the language is switched."""

    id: str
    action: str


def typed_form(content: str, path: str) -> TypedForm | None:
    """The form in a page's content that the page answers, else its first; None where nothing is typed there."""
    found = [TypedForm(unescape(name), unescape(action)) for action, name in _FORM.findall(content)]
    here = urlsplit(path).path
    return next((form for form in found if form.action == here), found[0] if found else None)
