"""Other weights tried on a run: who would come in, who would go out; nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.campaigns import queries as campaigns
from app.campaigns.rules.traits import traits_of
from app.core.errors import Conflict, Invalid
from app.core.i18n import Text, text
from app.core.work import Work
from app.matching import jobs, queries
from app.matching.engine.wants import HEAVIEST
from app.matching.models import Run
from app.matching.rules import READ
from app.matching.rules.whatif import Moved, WhatIf
from app.web import pages
from app.web.doors import Working, opens
from app.web.ops.matching_person import mark_of
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/matching")
NAME = "weights."
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class WeightField:
    """A trait's weight as it may be changed: the field's name, the trait, the run's weight, what is typed."""

    name: str
    title: str
    weight: int
    typed: str


@dataclass(frozen=True, slots=True)
class MovedRow:
    """Somebody who would come in or go out."""

    consumer_id: str
    mark: str
    rank: int
    new_rank: int
    fit: float
    new_fit: float


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The run's weights in a form, and what changed ones would do; `come` is None before anything was tried."""

    run_id: str
    campaign: Text
    number: int
    fields: tuple[WeightField, ...]
    come: tuple[MovedRow, ...] | None = None
    go: tuple[MovedRow, ...] = ()
    come_count: int = 0
    go_count: int = 0
    stay: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


def fields_of(run: Run, screen: Screen, typed: Mapping[str, str] | None = None) -> tuple[WeightField, ...]:
    """The weights of a run as fields."""
    traits, given = traits_of(screen.request.app.state.house.questionnaires), typed or {}
    return tuple(WeightField(
        NAME + want["trait"], traits[want["trait"]].title.pick(screen.language) if want["trait"] in traits
        else want["trait"], want["weight"], given.get(NAME + want["trait"], str(want["weight"])))
        for want in run.parameters["traits"])


@router.get("/{run_id}/what-if", **opens(READ))
async def what_if(run_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """The form, and what the weights in the address would change."""
    typed = {name: value.strip()[:20] for name, value in screen.request.query_params.items() if name.startswith(NAME)}
    try:
        if not typed:
            return await _page(run_id, typed, screen, work)
        found, names = await jobs.what_if(work, screen.viewer, run_id, _weights(typed))
    except Invalid as refusal:
        return await _page(run_id, typed, screen, work, status=422,
                           errors=pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await _page(run_id, typed, screen, work, status=409,
                           errors={next(iter(typed), NAME): refusal.sentence(screen.language)})
    return await _page(run_id, typed, screen, work, found=found, names=names)


def _weights(typed: Mapping[str, str]) -> dict[str, int]:
    for name, value in typed.items():
        if not value.isascii() or not value.isdigit():
            raise Invalid.at(name, text(f"A weight is a whole number from 1 to {HEAVIEST}.",
                                        f"权重必须是 1 到 {HEAVIEST} 的整数。"), "weight")
    return {name.removeprefix(NAME): int(value) for name, value in typed.items()}


async def _page(run_id: str, typed: Mapping[str, str], screen: Screen, work: Work, *, found: WhatIf | None = None,
                names: Mapping[int, str] | None = None, errors: Mapping[str, str] | None = None,
                status: int = 200) -> HTMLResponse:
    run = await work.read(queries.get_run, screen.viewer, run_id)
    campaign = await work.read(campaigns.get, screen.viewer, run.campaign_id)
    page = WhatIfPage(run.id, Text.model_validate(campaign.name), run.number, fields_of(run, screen, typed),
                      errors=errors or {})
    if found is not None:
        page = WhatIfPage(page.run_id, page.campaign, page.number, page.fields, _rows(found.come, names or {}),
                          _rows(found.go, names or {}), len(found.come), len(found.go), found.stay)
    return screen.show("ops/matching_what_if.html", page, status)


def _rows(moved: Sequence[Moved], names: Mapping[int, str]) -> tuple[MovedRow, ...]:
    return tuple(MovedRow(names[one.seq], mark_of(names[one.seq]), one.rank, one.new_rank, one.fit, one.new_fit)
                 for one in moved if one.seq in names)[:MOST_SHOWN]
