"""What a member has said yes to, and what is next on each: wait for it, try it, share, mend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import Text, text
from app.reviews.models import Review
from app.reviews.rules import AWAITED, REVIEW
from app.samples.models import Parcel
from app.samples.rules import PARCEL
from app.seats.models import Seat
from app.seats.queries import Card
from app.seats.rules import ACCEPTED
from app.seats.rules.clock import end_of_day

SEE = text("See how it stands", "查看进展")


@dataclass(frozen=True, slots=True)
class Next:
    """What is next on one gift, where to go for it, whether it waits for the person, and until when."""

    words: Text
    label: Text
    href: str
    is_due: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One gift that is under way."""

    campaign: Text
    zone: str
    next: Next


def under_way(cards: Iterable[Card], reviews: Iterable[Review], parcels: Mapping[str, Parcel],
              now: datetime) -> tuple[Step, ...]:
    """The next step on each accepted seat; what waits for the person comes first."""
    of_seat: dict[str, list[Review]] = {}
    for review in reviews:
        of_seat.setdefault(review.seat_id, []).append(review)
    steps = [Step(Text.model_validate(card.campaign.name), card.campaign.time_zone, _next(
        card.seat, of_seat.get(card.seat.id, []), parcels.get(card.seat.id), card.campaign.time_zone, now))
        for card in cards if card.seat.state == ACCEPTED]
    return tuple(sorted(steps, key=lambda step: not step.next.is_due))


def _next(seat: Seat, reviews: list[Review], parcel: Parcel | None, zone: str, now: datetime) -> Next:
    to_do = [one for one in reviews if REVIEW.can(one.state, "submit")]
    for one in to_do:
        if one.state != AWAITED:
            return Next(text("Your review needs one more step.", "你的评价还差一步。"),
                        text("See what to mend", "查看需要修改的地方"), f"/me/reviews/{one.id}", True, seat.deadline_at)
    if seat.received_at is None:
        return _coming(seat, parcel)
    if not to_do:
        return Next(text("We have your link, thank you.", "已收到你的链接，谢谢。"), SEE, f"/me/invitations/{seat.id}")
    share_from = end_of_day(seat.received_at, seat.trial_days, zone)
    if now < share_from:
        return Next(text("Try it at your own pace, then share your honest view.", "按自己的节奏试用，再说出真实感受。"),
                    SEE, f"/me/invitations/{seat.id}", until=share_from)
    return Next(text("Share your honest view and hand in the link.", "说出真实感受，并提交链接。"),
                text("Hand in my review", "提交评价"), f"/me/reviews/{to_do[0].id}", True, seat.deadline_at)


def _coming(seat: Seat, parcel: Parcel | None) -> Next:
    if parcel is not None and PARCEL.can(parcel.state, "confirm"):
        return Next(text("Your parcel is on its way. Is it with you?", "包裹已寄出，您收到了吗？"),
                    text("To the parcel", "查看包裹"), f"/me/parcels/{parcel.id}", True)
    return Next(text("We are preparing your gift.", "正在为你准备礼物。"), SEE, f"/me/invitations/{seat.id}")
