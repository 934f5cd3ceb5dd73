"""What a person is told of one promised post: how it stands, what to mend by when, and where to paste a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.consumers.schemas import AccountOut
from app.core.i18n import Language, Text, text
from app.platforms.known import Networks
from app.platforms.links import named_in
from app.platforms.policies import policy
from app.reviews.models import Review, ReviewCheck
from app.reviews.queries import Sheet
from app.reviews.queries.pictures import Wanted
from app.reviews.rules import CHECKING, CLOSED, NEEDS_FIX, REVIEW, SUBMITTED, VERIFIED
from app.reviews.rules.checks import lacks_proof_alone, wants_another_link
from app.reviews.rules.opening import opened_at
from app.reviews.rules.words import CHANGE_WORDS, CHECK_WORDS, OUTCOME_WORDS, REJECTION_WORDS
from app.web.consumer.ways import Label, Way, labels_of, ways_to_post

LATER = text("Looked at next", "随后核对")
ACCOUNT = "account"
HANDED_IN = (SUBMITTED, CHECKING, NEEDS_FIX)
ORDER = {"failed": 0, "unknown": 1, "apart": 2, "passed": 3}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as the person reads it: what came of it, what to mend, and what to paste so that it passes."""

    name: Text
    outcome: str
    words: Text
    mend: Text | None
    to_copy: str | None
    is_account: bool = False
    """Whose account it is: that is shown on a page of its own."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """An account whose code is asked for; a post that nobody may read shows no code."""

    handle: str | None
    code: str
    may_be_in_post: bool


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything about one promised post. `waits`: we are looking, the page should be looked at again by itself."""

    id: str
    invitation: str
    campaign: Text
    place: tuple[int, int] | None
    """Which of several posts it is, and of how many."""
    state: str
    due_at: datetime | None
    is_over: bool
    zone: str
    posts_from: datetime | None
    online_until: datetime | None
    networks: tuple[Text, ...]
    near: tuple[Way, ...]
    far: tuple[Way, ...]
    labels: tuple[Label, ...]
    hashtags: tuple[str, ...]
    unproven: tuple[Unproven, ...]
    """Accounts that are to be shown to be one's own, where the campaign asks for it and no check has said so yet."""
    is_proof_seen_to: bool
    """Nothing is lacking but whose account it is, and that is being looked at."""
    can_submit: bool
    can_take_back: bool
    waits: bool
    unreached: Text | None
    """The network that did not let us look yet, while another look is planned."""
    is_shown_by_pictures: bool
    """Nobody may read posts there: its author's pictures show that it is online."""
    wants_picture: bool
    picture_until: datetime | None
    checks: tuple[CheckLine, ...]
    fixes: tuple[Text, ...]
    """What is to be mended that stands in no line of the checks."""
    rejection: Text | None
    changes: tuple[Text, ...]
    link: str | None
    url: str | None
    taken: str | None
    """The post that we look at, where what was pasted names several."""
    is_late: bool
    again: str | None
    """The kept link, where one tap hands it in once more; None where another one is needed."""
    typed: str
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the page rests on."""

    sheet: Sheet
    accounts: Sequence[AccountOut]
    picture: Wanted | None
    """The picture that is wanted, if any."""
    networks: Networks
    at: datetime
    is_tried_again: bool
    """Whether a first look was made and saw nothing, and another is planned."""


def page_of(known: Known, language: Language, typed: str, errors: dict[str, str]) -> ReviewPage:
    """The page of one review, in the language in which its labels are to be copied."""
    sheet, review, networks = known.sheet, known.sheet.review, known.networks
    ways = _ways(known, language)
    near = tuple(way for way in ways if way.is_near)
    needs_another = review.state == NEEDS_FIX and wants_another_link(review.fixes)
    checks = () if needs_another else _checks(review, language)
    is_mending = review.state == NEEDS_FIX and not needs_another
    waits = review.state in (SUBMITTED, CHECKING) and not checks
    return ReviewPage(
        id=review.id, invitation=f"/me/invitations/{review.seat_id}", campaign=Text.model_validate(sheet.campaign.name),
        place=(sheet.deliverable.position + 1, sheet.posts) if sheet.posts > 1 else None, state=review.state,
        due_at=review.due_at, is_over=review.due_at is not None and review.due_at < known.at,
        zone=sheet.campaign.time_zone, posts_from=sheet.deliverable.posts_from or sheet.campaign.posts_from,
        online_until=review.online_until, networks=_named(_agreed(sheet), networks), near=near,
        far=tuple(way for way in ways if not way.is_near), labels=labels_of(near or ways),
        hashtags=tuple(sheet.deliverable.hashtags),
        unproven=() if any(one.is_account for one in checks) else _unproven(known),
        is_proof_seen_to=_is_proof_seen_to(known),
        can_submit=REVIEW.can(review.state, "submit"), can_take_back=REVIEW.can(review.state, "take_back"),
        waits=waits, unreached=_unreached(known) if waits else None,
        is_shown_by_pictures=review.platform is not None and not policy(review.platform).anonymous_read,
        wants_picture=known.picture is not None,
        picture_until=known.picture.until if known.picture else None,
        checks=checks, fixes=_fixes(review, checks), rejection=REJECTION_WORDS.get(review.rejection or ""),
        changes=tuple(CHANGE_WORDS[one["what"]] for one in review.changes), link=review.link,
        url=opened_at(review.link, review.platform, review.post_id, review.url),
        taken=None if needs_another else _taken(known), is_late=review.is_late,
        again=review.link if is_mending else None,
        typed=typed or (review.link or "" if is_mending and not errors else ""), errors=errors)


def _unreached(known: Known) -> Text | None:
    slug = known.sheet.review.platform
    return known.networks.get(slug).name if known.is_tried_again and slug in known.networks.slugs else None


def _taken(known: Known) -> str | None:
    review, asked = known.sheet.review, _agreed(known.sheet)
    named = named_in(review.link or "", known.networks.all, [
        one for one in known.networks.all if one.slug in asked]) if review.state in HANDED_IN else ()
    return review.url or named[0].url if len(named) > 1 else None


def _agreed(sheet: Sheet) -> tuple[str, ...]:
    """The networks on which the post belongs; none where any will do."""
    return (sheet.deliverable.platform,) if sheet.deliverable.platform else sheet.platforms


def _named(slugs: Sequence[str], networks: Networks) -> tuple[Text, ...]:
    return tuple(networks.get(slug).name for slug in slugs if slug in networks.slugs)


def _ways(known: Known, language: Language) -> tuple[Way, ...]:
    sheet, theirs = known.sheet, [account.platform for account in known.accounts]
    has_shop_link = bool(sheet.brief and sheet.brief.shop_link)
    return ways_to_post(_agreed(sheet), theirs, known.networks, language, has_shop_link=has_shop_link)


def _unproven(known: Known) -> tuple[Unproven, ...]:
    """The accounts whose code is asked for; the one of the network in question, where it is known."""
    sheet = known.sheet
    if not sheet.campaign.needs_verified_account:
        return ()
    asked = (sheet.review.platform,) if sheet.review.platform else _agreed(sheet)
    return tuple(Unproven(one.handle, one.code, policy(one.platform).anonymous_read) for one in known.accounts
                 if one.verified_at is None and (not asked or one.platform in asked))


def _is_proof_seen_to(known: Known) -> bool:
    review = known.sheet.review
    return review.state == NEEDS_FIX and lacks_proof_alone(review.fixes) and any(
        one.platform == review.platform and one.is_looked_at for one in known.accounts)


def _checks(review: Review, language: Language) -> tuple[CheckLine, ...]:
    """The checks of the latest attempt, the newest of each kind, what is to be mended first; what was found in order
    after all is no more told as missing."""
    latest = {check.name: check for check in review.checks if check.attempt == review.attempt}
    is_settled = review.state in (VERIFIED, CLOSED)
    told = (check for check in latest.values()
            if not is_settled or check.outcome in ("passed", "apart"))
    lines = (_line(check, language, is_mending=review.state == NEEDS_FIX) for check in told)
    return tuple(sorted(lines, key=lambda line: ORDER[line.outcome]))


def _line(check: ReviewCheck, language: Language, *, is_mending: bool) -> CheckLine:
    words = LATER if is_mending and check.outcome == "unknown" else OUTCOME_WORDS[check.outcome]
    return CheckLine(
        CHECK_WORDS[check.name], check.outcome, words,
        Text.model_validate(check.to_add) if check.to_add else None,
        Text.model_validate(check.to_copy).pick(language) if check.to_copy else None, check.name == ACCOUNT)


def _fixes(review: Review, checks: Sequence[CheckLine]) -> tuple[Text, ...]:
    """What is to be mended beyond what the checks' own lines say, as ops put it."""
    said = [line.mend for line in checks if line.outcome == "failed"]
    messages = (Text.model_validate(fix["message"]) for fix in review.fixes)
    return tuple(message for message in messages if message not in said)
