"""What a campaign still lacks before it can be submitted, and what its brief may not ask."""

from collections.abc import Iterator
from datetime import datetime

from app.campaigns.rules.linter import lint
from app.campaigns.schemas.campaign import CampaignIn
from app.campaigns.schemas.parts import BriefIn
from app.campaigns.schemas.world import World
from app.core.errors import Fault
from app.core.i18n import text
from app.matching.engine.faults import Where
from app.platforms.policies import policy


def missing_in(body: CampaignIn, world: World) -> list[Fault]:
    """Everything that has to be there, and is not."""
    return [*_parts(body), *_dates(body, world), *_filings(body, world)]


def lint_brief(brief: BriefIn | None, where: Where = ("brief",)) -> list[Fault]:
    """What the brief asks that no brief may, each at its field."""
    if brief is None:
        return []
    return [
        Fault((*where, name), finding.rule, finding.message)
        for name in ("about", "ask", "avoid") for words in (getattr(brief, name),)
        for finding in dict.fromkeys((*lint(words.default), *lint(words.zh_cn or "")))]


def lint_hashtags(body: CampaignIn) -> list[Fault]:
    """Hashtags that praise for the person: #fivestars, #好评."""
    return [
        Fault(("deliverables", place, "hashtags"), finding.rule, finding.message)
        for place, deliverable in enumerate(body.deliverables) for tag in deliverable.hashtags
        for finding in lint(tag.lstrip("#"))]


def _parts(body: CampaignIn) -> Iterator[Fault]:
    if not body.offers:
        yield Fault(("offers",), "offers_missing", text(
            "Please say what people receive: at least one offer with its units.",
            "请填写寄送的样品：至少一个方案及其数量。"))
    if not body.deliverables:
        yield Fault(("deliverables",), "deliverables_missing", text(
            "Please say what people publish: at least one post.", "请填写需要发布的内容：至少一篇。"))
    if not body.traits:
        yield Fault(("traits",), "traits_missing", text(
            "Please say whom the product would suit: 3 to 8 traits work best.",
            "请填写适合的人：3 到 8 个特征效果最好。"))
    if body.brief is None or not body.brief.about.default:
        yield Fault(("brief", "about"), "brief_missing", text(
            "Please tell people what the product is and what is asked.", "请介绍产品，并说明需要做什么。"))


def _dates(body: CampaignIn, world: World) -> Iterator[Fault]:
    for name, at, words, words_zh in (("starts_at", body.starts_at, "Starts", "开始"),
                                      ("ends_at", body.ends_at, "Ends", "结束")):
        if at is None:
            yield Fault((name,), "date_missing", text(
                f"“{words}”: please give a day and a time.", f"“{words_zh}”：请填写日期和时间。"))
    yield from ended(body.ends_at, world.now)


def ended(ends_at: datetime | None, at: datetime) -> Iterator[Fault]:
    """Nothing can come of a campaign whose last day is over."""
    if ends_at is not None and ends_at <= at:
        yield Fault(("ends_at",), "date_past", text(
            "“Ends”: this day is over; please choose a later one.", "“结束”：这个日期已经过去，请选择更晚的日期。"))


def _filings(body: CampaignIn, world: World) -> Iterator[Fault]:
    for place, row in enumerate(body.platforms):
        if row.platform in world.networks and policy(row.platform).filing_required and not row.filing_number:
            yield Fault(("platforms", place, "filing_number"), "filing_missing", text(
                "This network asks for the filing number of gift-led promotion.", "该平台要求填写报备编号。"))
