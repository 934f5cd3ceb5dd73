"""All open campaigns matched together: the button, and what a round gave each campaign."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns import queries as campaigns
from app.core.i18n import Language, Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import jobs
from app.matching.models import Round
from app.matching.queries import rounds
from app.matching.rules import READ, RUN
from app.matching.rules.bounds import prices
from app.matching.rules.refusals import NothingFreeAnywhere
from app.matching.rules.words import round_sentence
from app.matching.schemas import RoundOut
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/ops/matching/rounds")
LATEST = 5


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in its one sentence."""

    id: str
    made_at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one campaign got in a round; `share` is of what it could get alone."""

    run_id: str
    campaign: Text
    units: int
    chosen: int
    share: float | None
    scarce: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A campaign that could not be matched with the others, and why."""

    campaign_id: str
    campaign: Text
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round: its sentence, its campaigns, and those that were left out."""

    round: RoundRow
    method: str
    value: float
    bound: float
    parts: tuple[PartRow, ...]
    left_out: tuple[LeftOutRow, ...]
    zone: str


def _row(found: Round, language: Language) -> RoundRow:
    return RoundRow(found.id, found.made_at, round_sentence(RoundOut.of(found).model_dump(), language))


async def latest(screen: Screen, work: Work) -> tuple[tuple[RoundRow, ...], str | None]:
    """The newest rounds, each in a sentence, and where the older ones are; ?rounds= goes on to those."""
    page = await work.read(rounds.list_page, screen.viewer, Ask(screen.request.query_params.get("rounds"), LATEST))
    older = f"/ops/matching?rounds={page.next_cursor}#rounds" if page.next_cursor else None
    return tuple(_row(found, screen.language) for found in page.items), older


@router.post("", **opens(RUN))
async def run_together(screen: Showing, work: Working) -> RedirectResponse:
    """Match every open campaign with a free unit at once."""
    try:
        round_id = await jobs.round_now(work, screen.viewer, shape=lambda made: made.id)
    except NothingFreeAnywhere as refusal:
        return screen.go("/ops/matching", refusal.said)
    return screen.go(f"/ops/matching/rounds/{round_id}", text("Matched together.", "合并匹配完成。"))


@router.get("/{round_id}", **opens(READ))
async def show(round_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One round with the runs that it made."""
    found = await work.read(rounds.get, screen.viewer, round_id)
    parts = []
    for run in await work.read(rounds.runs_of, screen.viewer, round_id):
        campaign = await work.read(campaigns.get, screen.viewer, run.campaign_id)
        kept = found.facts["campaigns"].get(run.campaign_id, {})
        scarce = tuple(words.pick(screen.language) for words in prices(kept)) if kept else ()
        parts.append(PartRow(run.id, Text.model_validate(campaign.name), run.units, run.counts["chosen"],
                             kept.get("share"), scarce))
    left_out = [LeftOutRow(
        campaign_id, Text.model_validate((await work.read(campaigns.get, screen.viewer, campaign_id)).name),
        tuple(Text.model_validate(words).pick(screen.language) for words in why))
        for campaign_id, why in found.facts.get("left_out", {}).items()]
    return screen.show("ops/matching_round.html", RoundPage(
        _row(found, screen.language), found.method, found.value, found.bound, tuple(parts), tuple(left_out),
        screen.zone))
