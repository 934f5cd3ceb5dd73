"""How a campaign's matching goes on, in words: its waves, its other runs, whether a run can find anybody."""

from dataclasses import dataclass
from datetime import datetime

from app.campaigns.models import Campaign
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import queries
from app.matching.engine.waves import Why
from app.matching.models import Run
from app.matching.queries import course
from app.matching.queries.course import WaveTold
from app.matching.queries.free import to_look_for
from app.matching.queries.inputs import OPEN_TO_RUNS
from app.matching.rules.words import sentence
from app.web.screen import Screen

RUNS = 10
WHY_WAVE: dict[Why, Text] = {
    Why.IN_TIME: text("There was time: as many as samples were free and not offered",
                      "时间充裕：空余多少份样品就邀请多少人"),
    Why.DEADLINE: text("Little time for further waves: a few more than free samples, as not everybody says yes",
                       "临近结束：并非人人答应，略多于空余样品"),
    Why.NOBODY_LEFT: text("Everybody approved who was left", "已批准的人已全部邀请"),
    Why.TOO_LATE: text("Too late for more", "时间已来不及再邀请"),
    Why.NOTHING_FREE: text("No sample was free", "没有空余样品"),
}
FULL = text("Every sample is offered, taken or kept for somebody approved.", "样品都已邀请、领取，或留给了已批准的人。")
CLOSED = text("The campaign is not open: nobody is looked for.", "活动未开放，不招募。")


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the campaign in its one sentence."""

    id: str
    number: int
    made_at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Course:
    """A campaign's waves with why each was as large as it was, its runs newest first, and why none can be made now."""

    waves: tuple[tuple[WaveTold, Text], ...]
    runs: tuple[RunRow, ...]
    older: str | None
    why_not: Text | None


def why_not(people: int) -> Text | None:
    """Why nobody can be looked for where so many people are needed; None where a run can be made."""
    return None if people else FULL


async def course_of(run: Run, campaign: Campaign, screen: Screen, work: Work) -> Course:
    """All that went on in a run's campaign; ?runs= goes on to older runs."""
    waves = await work.read(course.waves_of, screen.viewer, campaign.id)
    runs = await work.read(queries.page_of_campaign, screen.viewer, campaign.id,
                           Ask(screen.request.query_params.get("runs"), RUNS))
    return Course(
        tuple((one, WHY_WAVE[one.why]) for one in waves),
        tuple(RunRow(one.id, one.number, one.made_at,
                     sentence(one.counts, one.units, one.shortfalls, screen.language)) for one in runs.items),
        f"/ops/matching/{run.id}?runs={runs.next_cursor}#runs" if runs.next_cursor else None,
        await _closed(campaign, screen, work))


async def _closed(campaign: Campaign, screen: Screen, work: Work) -> Text | None:
    if campaign.state not in OPEN_TO_RUNS:
        return CLOSED
    free = await work.read(to_look_for, screen.viewer, [campaign.id])
    return why_not(free[campaign.id])
