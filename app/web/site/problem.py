"""Where the `type` of a problem leads: a page for each code, with what it says and its status."""

import re
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.errors import NotFound, Refusal
from app.core.i18n import Text, text
from app.web.doors import opens
from app.web.faults import NOT_JSON
from app.web.problems import FAMILIES, OUR_MISTAKE, SENTENCES, TITLES
from app.web.screen import Showing

router = APIRouter()
FACT = re.compile(r"\{\w+\}")
MISSING = "_not_found"


@dataclass(frozen=True, slots=True)
class Explained:
    """A kind of problem: its stable code, its status, what it says (facts as …), and what the facts are called."""

    code: str
    status: int
    sentence: Text
    facts: tuple[str, ...]


def _below(kind: type[Refusal]) -> list[type[Refusal]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]


def _explained(kind: type[Refusal], code: str) -> Explained:
    status = next((status for family, status in FAMILIES if issubclass(kind, family)), 409)
    facts = tuple(dict.fromkeys(name[1:-1] for name in FACT.findall(kind.message)))
    return Explained(code, status, text(FACT.sub("…", kind.message), FACT.sub("…", kind.zh)), facts)


@cache
def known() -> dict[str, Explained]:
    """Every code that a problem can carry, but for what is not found, which names itself."""
    plain = {"not_json": (400, NOT_JSON), "our_mistake": (500, OUR_MISTAKE)}
    plain |= {TITLES[status].lower().replace(" ", "_"): (status, said) for status, said in SENTENCES.items()}
    return {code: Explained(code, status, said, ()) for code, (status, said) in plain.items()} | {
        kind.code(): _explained(kind, kind.code()) for kind in _below(Refusal) if kind is not NotFound}


@router.get("/problems/{code}", **opens())
async def problem(code: str, screen: Showing) -> HTMLResponse:
    """What a code means."""
    found = known().get(code)
    if found is None and code.endswith(MISSING) and re.fullmatch(r"[a-z_]{1,60}", code):
        found = _explained(NotFound, code)
    if found is None:
        raise NotFound("page")
    return screen.show("site/problem.html", found)
