"""A person as the engine reads him: plain values of one row."""

from app.consumers.queries.audience import Account, Person
from app.consumers.rules import AWAY, HELD
from app.consumers.rules.bands import band_of
from app.consumers.rules.regions import tier_of
from app.matching.engine import columns
from app.matching.engine.columns import GENDERS, Row
from app.matching.rules.asked import GENDER
from app.matching.rules.people import Gifts


def row_of(person: Person, gifts: Gifts | None = None, *, needs_gender: bool = True) -> Row:
    """Who refuses automatic decisions counts as not having agreed; a shared address is no cap key."""
    gifts = gifts or Gifts()
    if needs_gender and person.gender in GENDERS:
        person.traits.setdefault(GENDER, person.gender)
    return Row(
        seq=person.seq, traits=person.traits, birth_month=person.birth_month,
        region=_digits(person.region_code), tier=tier_of(person.region_code),
        gender=person.gender if person.gender in GENDERS else None,
        consent=person.has_agreed and not person.refuses_automatic, paused=person.state == AWAY,
        flagged=person.state == HELD, conflict=any(answer != "none" for answer in person.works_for),
        open_gift=gifts.is_open, has_seat=gifts.has_seat, holds_seat=gifts.holds_seat,
        had_product=gifts.has_product, open_offer=gifts.has_offer,
        accounts=[_account(account) for account in person.accounts],
        last_gift_on=gifts.last_on, last_brand_gift_on=gifts.last_of_brand_on,
        last_rival_gift_on=gifts.last_of_rival_on, phone_key=person.phone_index,
        address_key=None if person.is_address_shared else person.address_index)


def _digits(code: str | None) -> int | None:
    return int(code) if code and code.isascii() and code.isdigit() else None


def _account(account: Account) -> columns.Account:
    return columns.Account(
        platform=account.platform, verified=account.is_verified, band=band_of(account.follower_band))
