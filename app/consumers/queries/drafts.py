"""Every question about answers on their way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Draft
from app.consumers.rules import ANSWER, DRAFT_LIVES
from app.consumers.rules.refusals import NoDraft
from app.core.crypto import token_hash
from app.core.viewer import Viewer
from app.core.work import now


async def find_draft(session: AsyncSession, viewer: Viewer, token: str | None) -> Draft | None:
    """The draft that the holder of a token began; None where there is none or it is too old."""
    if not token:
        return None
    rows = select(Draft).where(Draft.token_hash == token_hash(token), Draft.expires_at > now(session))
    return (await session.scalars(rows.with_for_update())).one_or_none()


async def get_draft(session: AsyncSession, viewer: Viewer, token: str | None) -> Draft:
    """The draft of a token, or NoDraft."""
    draft = await find_draft(session, viewer, token)
    if draft is None:
        raise NoDraft(DRAFT_LIVES.days)
    return draft


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers that somebody gave with a member's own contact, and when."""

    at: datetime
    slug: str
    answers: dict[str, Any]


async def kept_answers(session: AsyncSession, viewer: Viewer) -> Kept | None:
    """The answers that wait for the member to use them or throw them away."""
    viewer.require(ANSWER)
    draft = await waiting_draft(session, viewer)
    return Kept(draft.changed_at, draft.slug, orjson.loads(draft.answers or "{}")) if draft else None


async def waiting_draft(session: AsyncSession, viewer: Viewer) -> Draft | None:
    """The draft that was kept for a member who began to sign up once more."""
    rows = select(Draft).where(Draft.consumer_id == viewer.scope("consumer"), Draft.expires_at > now(session))
    return (await session.scalars(rows.order_by(Draft.seq.desc()).limit(1))).one_or_none()
