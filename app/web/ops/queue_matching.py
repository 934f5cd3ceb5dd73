"""What matching asks of ops, as rows of the first page: picks to approve, and campaigns that nobody was sought for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.campaigns.rules import APPROVED
from app.core.i18n import Text, text
from app.core.work import Work
from app.matching.queries import desk
from app.matching.queries.desk import Standing
from app.web.screen import Screen

PICKS, NOT_MATCHED = "approve_picks", "match_campaign"
WORDS: dict[str, Text] = {
    PICKS: text("Approve picks", "审批人选"), NOT_MATCHED: text("Match a campaign", "为活动匹配人选")}


@dataclass(frozen=True, slots=True)
class Asks:
    """A campaign that asks something of ops: what in words, on which button, where, since and until when."""

    kind: str
    words: Text
    action: Text
    href: str
    campaign_id: str
    since: datetime
    until: datetime | None


async def asking(screen: Screen, work: Work) -> tuple[Asks, ...]:
    """All that matching asks now."""
    return await work.read(desk.standings, screen.viewer, shape=lambda found: tuple(_asks(found)))


def _asks(found: Iterable[Standing]) -> Iterable[Asks]:
    for one in found:
        campaign, run = one.campaign, one.run
        until = campaign.starts_at if campaign.state == APPROVED else campaign.ends_at
        if run is not None and one.proposed and not one.has_ended:
            n = f"{one.proposed:,}"
            yield Asks(PICKS, text("1 pick to approve" if one.proposed == 1 else f"{n} picks to approve",
                                   f"{n} 位人选待批准"),
                       text("Decide", "去审批"), f"/ops/matching/{run.id}", campaign.id, run.made_at, until)
        elif one.needs_run and campaign.paused_at is None:
            n = f"{one.to_look_for:,}"
            yield Asks(NOT_MATCHED, text("Nobody is picked yet for 1 sample" if one.to_look_for == 1
                                         else f"Nobody is picked yet for {n} samples", f"{n} 份样品尚未匹配人选"),
                       text("Match", "去匹配"), "/ops/matching", campaign.id, campaign.changed_at, until)
