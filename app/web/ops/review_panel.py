"""The review at hand, beside the queue: its post as it was seen, each check, what has changed, numbers, pictures."""

from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.journal import queries as journal
from app.platforms.found import WHYS
from app.reviews import queries
from app.reviews.models import Review, ReviewCheck, ReviewPicture
from app.reviews.queries import Sheet, queue
from app.reviews.queries.queue import AtRisk
from app.reviews.rules.evidence import LACK_WORDS, OWN_WORDS, REPLACES
from app.reviews.rules.marking import Part, compared, marked
from app.reviews.rules.risk import RISK_WORDS
from app.reviews.rules.words import CHECK_WORDS_OF_OPS, OUTCOME_WORDS_OF_OPS, SOURCE_WORDS
from app.reviews.schemas import OpsReviewOut, Shaper, SnapshotOut
from app.web.api.listing import listed
from app.web.ops import happened, review_changes
from app.web.ops.happened import History
from app.web.ops.review_choices import Choice, choices_of
from app.web.ops.review_thumbnail import Thumbnail, thumbnail_of
from app.web.ops.review_which import network_of, which
from app.web.screen import Screen

MOST_NUMBERS = 200
SAID = {words.default: words for words in WHYS.values()}
"""Why nothing was seen, by the sentence that a check keeps."""
MOMENT_WORDS: dict[str, Text] = {
    "submission": text("Shown when it was handed in", "提交时的截图"),
    "day_7": text("Shown after a week", "一周后的截图"),
    "day_30": text("Shown after a month", "一个月后的截图"),
}
ODD_WORDS: dict[str, Text] = {
    REPLACES: text("It takes the place of one that was refused, or that nobody has accepted.",
                   "用来替换一张未通过或尚未确认的截图。"),
    "shown_elsewhere": text("The very same picture was shown for another review.", "同一张图片也用于另一条评价。"),
    "was_lost": text("The post was gone or out of sight before.", "此前内容已下线或无法查看。"),
    "fell": text("A number is lower than before.", "有数字比之前低。"),
    "doubtful": text("The numbers read off can hardly be right.", "填写的数字不太可信。"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot: where it can be seen, when it was shown, what is odd about it, what was read off it, and whether it
    waits for eyes."""

    href: str
    words: Text
    shown_at: datetime
    odd: tuple[Text, ...]
    elsewhere: tuple[tuple[str, str], ...]
    """Other reviews for which the very same picture was shown: ids, pseudonyms."""
    told: SnapshotOut | None
    waits: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of the last try; what it saw is a moment or words. What is open or fails comes first."""

    words: Text
    outcome: str
    outcome_words: Text
    evidence: Text | None
    seen_at: datetime | None
    to_add: Text | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that a decision rests on, and the decisions."""

    review: OpsReviewOut
    which: Text
    risk: Text
    why: Text
    until: datetime | None
    campaign: Text
    campaign_id: str
    zone: str
    network: Text | None
    sharing: tuple[tuple[str, str, str], ...]
    """Other reviews that name the same post: ids, pseudonyms, states."""
    seen_at: datetime | None
    words: tuple[Part, ...]
    product_words: tuple[str, ...]
    changes: tuple[Text, ...]
    compared: tuple[Part, ...]
    changed_at: datetime | None
    shots: tuple[Shot, ...]
    has_picture: bool
    thumbnail: Thumbnail
    checks: tuple[CheckRow, ...]
    snapshots: tuple[SnapshotOut, ...]
    source_words: dict[str, Text]
    history: History
    choices: tuple[Choice, ...]
    failed: frozenset[str]
    check_words: dict[str, Text]
    own_words: str = OWN_WORDS
    """What of a screenshot's lacks has no words of ours."""


def why_of(found: AtRisk, why: dict[str, Text]) -> Text:
    """Why a review stands in the queue: in a sentence, or by the checks that are open."""
    if found.risk == "changed":
        return review_changes.in_short(found.review, why[found.risk])
    if found.risk in why:
        return why[found.risk]
    review = found.review
    latest = [check for check in review.checks if check.attempt == review.attempt and check.outcome == "unknown"]
    names = [CHECK_WORDS_OF_OPS[check.name] for check in latest]
    said = text(", ".join(name.pick("en") for name in names), "、".join(name.pick("zh-cn") for name in names))
    if found.risk == "unknown":
        return said
    return text(f"Could not be checked: {said.default}", f"未能自动核对：{said.zh_cn}")


async def panel_of(screen: Screen, work: Work, found: AtRisk, why: Text) -> Panel:
    """The panel of a review that stands in the queue."""
    viewer, review_id = screen.viewer, found.review.id
    sheet: Sheet = await work.read(queries.sheet, viewer, review_id)
    pictures, waits = await work.read(queue.pictures_to_see, viewer, review_id)
    measured = await work.read(queries.snapshots, viewer, review_id, Ask(None, MOST_NUMBERS),
                               shape=listed(SnapshotOut.model_validate))
    entries = await work.read(journal.history, viewer, review_id)
    review = sheet.review
    network = network_of(screen, review.platform)
    product = tuple(sheet.brief.product_words) if sheet.brief else ()
    return Panel(
        Shaper(viewer).for_ops(review), which(screen, review, found.place, found.posts), RISK_WORDS[found.risk], why,
        found.until, Text.model_validate(sheet.campaign.name), sheet.campaign.id, sheet.campaign.time_zone, network,
        tuple((one.id, one.pseudonym, one.state) for one in await work.read(queries.sharing, viewer, review)),
        max((check.checked_at for check in review.checks if check.attempt == review.attempt), default=None),
        marked(review.post_text or "", _label(review), product, sheet.deliverable.hashtags), product,
        review_changes.told(review), _compared(review), review.edited_at,
        tuple(_shots(review_id, pictures, waits, measured.data,
                     await work.read(queue.shown_elsewhere, viewer, review_id))),
        review.picture is not None and not any(one.picture for one in pictures), thumbnail_of(review),
        _checks(review, network),
        tuple(reversed(measured.data)), SOURCE_WORDS, happened.told(entries),
        choices_of(review, found.risk, waits is not None),
        frozenset(one.name for one in review.checks if one.outcome == "failed" and one.attempt == review.attempt),
        CHECK_WORDS_OF_OPS | LACK_WORDS)


def _label(review: Review) -> str | None:
    labels = [check for check in review.checks if check.name == "label" and check.attempt == review.attempt]
    return labels[-1].evidence if labels else None


def _compared(review: Review) -> tuple[Part, ...]:
    before = review.earlier_text
    return compared(before, review.post_text or "") if before is not None and review_changes.are_words(review) else ()


def _shots(review_id: str, pictures: list[ReviewPicture], waits: ReviewPicture | None,
           measured: list[SnapshotOut], elsewhere: list[tuple[str, str, str]]) -> list[Shot]:
    told = {one.measured_at: one for one in measured if one.source == "screenshot"}
    return [Shot(f"/ops/reviews/{review_id}/pictures/{one.id}", MOMENT_WORDS[one.moment], one.shown_at,
                 tuple(ODD_WORDS[flag] for flag in one.flags),
                 tuple((other, name) for picture, other, name in elsewhere if picture == one.picture),
                 told.get(one.shown_at),
                 waits is not None and one.id == waits.id)
            for one in pictures if one.picture and one.shown_at]


def _checks(review: Review, network: Text | None) -> tuple[CheckRow, ...]:
    latest = {check.name: check for check in review.checks if check.attempt == review.attempt}
    return tuple(CheckRow(
        CHECK_WORDS_OF_OPS[one.name], one.outcome, OUTCOME_WORDS_OF_OPS[one.outcome], _evidence(one, review, network),
        _moment(one.name, one.evidence),
        Text.model_validate(one.to_add) if one.to_add else None)
        for one in sorted(latest.values(), key=lambda one: one.outcome not in ("failed", "unknown")))


def _evidence(check: ReviewCheck, review: Review, network: Text | None) -> Text | None:
    """What a check rests on: the post's own words stay as they are, ours are said in both languages."""
    if check.evidence is None:
        return None
    if check.name in ("format", "pictures"):
        return shows(check.evidence)
    is_network = check.name == "network" and check.evidence == review.platform
    return network if is_network and network else SAID.get(check.evidence, text(check.evidence))


def shows(evidence: str) -> Text:
    """What a post is made of: how many pictures, or a video."""
    if evidence == "video":
        return text("A video", "视频")
    return text(f"{evidence} picture{'' if evidence == '1' else 's'}", f"{evidence} 张图片")


def _moment(name: str, evidence: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(evidence) if name == "date" and evidence else None
    except ValueError:
        return None
