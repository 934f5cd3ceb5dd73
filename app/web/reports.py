"""A campaign's printable report and its CSV, the same for its brand and for ops."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response
from fastapi.responses import HTMLResponse

from app.campaigns.rules import has_ended
from app.core.i18n import Text, text
from app.core.work import Work
from app.insights import queries
from app.insights.queries import lift
from app.insights.schemas import EffectOut, Summary
from app.web.screen import Screen

STAGES: tuple[tuple[str, Text], ...] = (
    ("picked", text("Picked", "选中")), ("offered", text("Invited", "已邀请")),
    ("accepted", text("Accepted", "已接受")),
    ("sent", text("Sent", "已寄出")), ("received", text("Received", "已收到")),
    ("completed", text("All posts verified", "内容全部核实")),
)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report with the ways to it."""

    summary: Summary
    effect: EffectOut
    stages: tuple[tuple[Text, int], ...]
    home: str
    made_at: datetime
    has_ended: bool
    networks: dict[str, Text]
    zone: str


def stages_of(summary: Summary) -> tuple[tuple[Text, int], ...]:
    """The funnel's stages, from those picked on; whom they were picked from is said beside it."""
    counts = summary.funnel.model_dump()
    return tuple((words, counts[name]) for name, words in STAGES if counts[name] is not None)


async def page(screen: Screen, work: Work, campaign_id: str, home: str) -> HTMLResponse:
    """The report as a page that prints well."""
    summary = await work.read(queries.summary, screen.viewer, campaign_id)
    effect = await work.read(lift.effect, screen.viewer, campaign_id)
    at, networks = work.clock(), {one.slug: one.name for one in screen.request.app.state.house.networks.all}
    return screen.show("report.html", ReportPage(
        summary, effect, stages_of(summary), home, at, has_ended(summary.state, summary.ends_at, at), networks,
        screen.zone))


async def table(screen: Screen, work: Work, campaign_id: str) -> Response:
    """The report as CSV: one measure a line, unknown left empty."""
    summary = await work.read(queries.summary, screen.viewer, campaign_id)
    effect = await work.read(lift.effect, screen.viewer, campaign_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["part", "measure", "value", "of"])
    for part, measure, value, of in (*lines(summary), *changes(effect)):
        writer.writerow([part, measure, "" if value is None else value, of])
    name = f"report-{campaign_id}.csv"
    return Response("\ufeff" + out.getvalue(), 200, {"Content-Disposition": f'attachment; filename="{name}"'},
                    "text/csv; charset=utf-8")


def lines(summary: Summary) -> list[tuple[str, str, float | int | str | None, str]]:
    """Every figure of the summary as (part, measure, value, denominator)."""
    found: list[tuple[str, str, float | int | str | None, str]] = [
        ("campaign", "id", summary.campaign_id, ""), ("campaign", "state", summary.state, "")]
    found += [("funnel", name, value, "") for name, value in summary.funnel.model_dump().items()]
    found += [("reviews", name, count, "") for name, count in summary.reviews.by_state.items()]
    found += [("reviews", name, getattr(summary.reviews, name), "")
              for name in ("promised", "verified", "verified_elsewhere", "live_now", "online_to_end")]
    found += [("shares", name, share.value, share.of)
              for name, share in (("review_rate", summary.review_rate), ("no_show", summary.no_show))]
    found += [("numbers", name, value, "") for name, value in summary.numbers.model_dump().items()]
    if summary.earned_media is not None:
        found += [("earned media", name, value, "minor units" if name in ("value", "low", "high") else "")
                  for name, value in summary.earned_media.model_dump(exclude={"prices"}).items()]
        found += [("earned media", f"price of 1000 views, {one.platform}", one.price, f"{one.source}, {one.on}")
                  for one in summary.earned_media.prices]
    found += [("cost", name, value, "minor units" if isinstance(value, int) else "")
              for name, value in summary.cost.model_dump().items()]
    return found


def changes(effect: EffectOut) -> list[tuple[str, str, float | int | str | None, str]]:
    """Every figure of what changed and of what receivers say, as (part, measure, value, denominator)."""
    found: list[tuple[str, str, float | int | str | None, str]] = []
    for one in effect.lifts:
        for name, side in (("here", one.here), ("pooled", one.pooled)) if one.here else ():
            if side is not None:
                found += [(f"lift {one.outcome} {name}", measure, getattr(side, measure), "")
                          for measure in ("difference", "low", "high", "needs_treated", "needs_held")]
                found += [(f"lift {one.outcome} {name}", f"{arm} known", getattr(side, arm).known,
                           f"{getattr(side, arm).drawn} drawn") for arm in ("treated", "held")]
    for measure, verdict in (("net_promoters", effect.net_promoters), ("stars", effect.stars)):
        found.append(("survey after", measure, verdict.value, "" if verdict.known is None else f"{verdict.known} told"))
    return found
