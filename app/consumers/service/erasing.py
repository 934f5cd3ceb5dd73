"""What is held about a person here, told whole and erased."""

from typing import Any

from sqlalchemy import CursorResult, Delete, Update, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries
from app.consumers.models import Address, Consent, Consumer, Draft, Response, SocialAccount, Traits
from app.consumers.queries.answers import accounts_of, consents_of, find_address, responses_of, traits_of
from app.consumers.rules import CONSUMER
from app.consumers.schemas import AddressOut, ConsentOut, MeOut
from app.consumers.service.proving import drop_proofs
from app.core import crypto
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal

ERASED_ID = "erased:"


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Everything held about a person in this folder, as plain values."""
    consumer = await queries.get(session, viewer, consumer_id)
    address = await find_address(session, consumer.id)
    return {
        "person": MeOut.of(consumer).model_dump(mode="json") | {
            "birth_month": _month(consumer.birth_month), "gender": consumer.gender,
            "external_source": consumer.external_source, "external_id": consumer.external_id},
        "answers": [{
            "questionnaire": one.slug, "version": one.questionnaire_version, "purpose": one.purpose,
            "source": one.source, "submitted_at": one.submitted_at.isoformat(), "answers": one.answers,
        } for one in await responses_of(session, consumer.id)],
        "traits": {one.slug: one.values for one in await traits_of(session, consumer.id)},
        "social_accounts": [{
            "platform": one.platform, "handle": one.handle, "followers": one.follower_band,
            "declared_at": one.declared_at.isoformat(),
            "verified_at": one.verified_at.isoformat() if one.verified_at else None, "author_id": one.author_id,
            "proof_asked_at": one.proof_asked_at.isoformat() if one.proof_asked_at else None,
            "proof_outcome": one.proof_outcome,
        } for one in await accounts_of(session, consumer.id)],
        "address": AddressOut.of(address).model_dump(mode="json") if address else None,
        "consents": [ConsentOut.of(one).model_dump(mode="json")
                     for one in await consents_of(session, viewer, consumer.id)],
    }


def _month(number: int | None) -> str | None:
    return None if number is None else f"{number // 12:04d}-{number % 12 + 1:02d}"


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Erase a person: answers, traits, handles, address and all that describes are gone; the bare row stays."""
    consumer = await queries.get_locked(session, viewer, consumer_id)
    moved = CONSUMER.move(consumer, "erase", viewer)
    await drop_proofs(session, viewer, consumer.id)
    counts = {name: await _gone(session, statement) for name, statement in (
        ("answers", update(Response).where(Response.consumer_id == consumer.id).values(answers={}, answers_hash=None)),
        ("traits", delete(Traits).where(Traits.consumer_id == consumer.id)),
        ("social_accounts", delete(SocialAccount).where(SocialAccount.consumer_id == consumer.id)),
        ("addresses", delete(Address).where(Address.consumer_id == consumer.id)),
        ("drafts", delete(Draft).where(Draft.consumer_id == consumer.id)),
        ("consents", update(Consent).where(Consent.consumer_id == consumer.id, Consent.withdrawn_at.is_(None))
         .values(withdrawn_at=now(session))),
    )}
    await session.execute(update(Consent).where(Consent.consumer_id == consumer.id).values(evidence=None))
    _blank(consumer)
    consumer.erased_at = now(session)
    await session.flush()
    await journal.record(session, viewer, moved, consumer, **counts)
    return counts


async def _gone(session: AsyncSession, statement: Delete | Update) -> int:
    result = await session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0


def _blank(consumer: Consumer) -> None:
    """Only a fingerprint of the outer id stays, so that importing the same file again does not bring a person back."""
    consumer.account_id, consumer.birth_month, consumer.gender, consumer.region_code = None, None, None, None
    consumer.works_for, consumer.hold_reason = [], None
    consumer.phone_index, consumer.address_index, consumer.is_address_shared = None, None, False
    if consumer.external_id is not None:
        consumer.external_id = erased_id(consumer.external_source or "", consumer.external_id)


def erased_id(source: str, external_id: str) -> str:
    """What stands in the place of an erased person's outer id."""
    return ERASED_ID + crypto.keyring().blind_index(f"external:{source}", external_id)
