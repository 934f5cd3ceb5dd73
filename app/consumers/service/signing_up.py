"""Becoming a member: account, person, answers, consents and a link to confirm the contact, all in one."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries as account_queries
from app.accounts import service as accounts
from app.accounts.models import Account
from app.accounts.rules.contacts import Contact, contact_of
from app.consumers import queries
from app.consumers.models import Consumer, Draft
from app.consumers.queries.answers import Standing, held_file
from app.consumers.queries.drafts import get_draft
from app.consumers.rules import ACTIVE, DRAFT_LIVES, SIGN_UP, person
from app.consumers.rules.places import plain_phone
from app.consumers.rules.refusals import AlreadyMember
from app.consumers.schemas import SignUpIn
from app.consumers.service.drafts import answers_of, hand_over, seconds_of
from app.consumers.service.responses import Sent, keep, purpose_of
from app.core import crypto
from app.core.i18n import Language
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource
from app.journal import service as journal
from app.questionnaires import extract
from app.questionnaires.answers import Checked, check
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire

HOME, LAST_STEP = "/me", "/sign-up/finish"


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of signing up: the new member; None where the contact was known, which is told to nobody."""

    consumer_id: str | None


async def sign_up(session: AsyncSession, viewer: Viewer, slug: str, version: int | None, answers: Mapping[str, object],
                  *, contact: str | None = None, account_id: str | None = None, language: Language = "en",
                  source: str = "web", seconds: Mapping[str, float] | None = None) -> Consumer:
    """Make a member of checked answers and a way to be reached, or of an account that is there already; `seconds`: the
    time that pages took at most.

    Raises TooYoung with nothing stored, Invalid at the questions or at "contact", AlreadyMember where the contact or
    the account is one.
    """
    viewer.require(SIGN_UP)
    library = resource(session, Library)
    questionnaire = library.get(slug, version) if version else library.latest(slug)
    checked = check(questionnaire, answers)
    person.refuse_the_too_young(questionnaire, checked.answers, now(session))
    reached = contact_of(contact) if contact else None
    if reached is not None and await account_queries.find_by_contact(session, viewer, reached) is not None:
        raise AlreadyMember
    if account_id is None:
        account_id = (await _account(session, viewer, reached, language)).id
    elif await queries.find_by_account(session, viewer, account_id) is not None:
        raise AlreadyMember
    sent = Sent(questionnaire, checked, source, purpose_of(questionnaire.slug), seconds=seconds or {})
    return await _member(session, viewer, account_id, reached, sent)


async def _account(session: AsyncSession, viewer: Viewer, reached: Contact | None, language: Language) -> Account:
    zone = resource(session, Settings).time_zone
    account = await accounts.make_account(session, viewer, language=language, time_zone=zone)
    await session.flush()
    if reached is not None:
        await accounts.add_contact(session, viewer, account.id, reached.kind, reached.value, is_first=True)
    return account


async def _member(session: AsyncSession, viewer: Viewer, account_id: str, reached: Contact | None,
                  sent: Sent) -> Consumer:
    questionnaire, checked = sent.questionnaire, sent.checked
    told = person.columns(questionnaire, checked.answers)
    phone = plain_phone(reached.value) if reached is not None and reached.kind == "phone" else None
    consumer = Consumer(
        id=new_id(session, "con"), account_id=account_id, state=ACTIVE, created_at=now(session),
        member_at=now(session), phone_index=crypto.keyring().blind_index("phone", phone) if phone else None,
        **({"works_for": []} | told))
    session.add(consumer)
    await session.flush()
    await journal.record(session, viewer, "consumer.signed_up", consumer, source=sent.source)
    held = await held_file(session, questionnaire.slug, questionnaire.version)
    await keep(session, viewer, Standing(
        consumer.id, ACTIVE, consumer.version, told, held.sha256 if held else None, 0, frozenset()), sent)
    await session.flush()
    if extract.address(questionnaire, checked.answers):
        # What the address says of the person was written past the row in hand.
        await session.refresh(consumer)
    return consumer


async def finish(session: AsyncSession, viewer: Viewer, token: str | None, *, contact: str | None = None,
                 account: Account | None = None, language: Language = "en") -> Finished:
    """Make a member of a draft. A contact that is known already gets a link, and the draft is kept for its owner;
    nothing tells which of the two happened but what arrives there, so nobody is let in before the link is opened."""
    viewer.require(SIGN_UP)
    draft = await get_draft(session, viewer, token)
    if account is not None:
        consumer = await sign_up(session, viewer, draft.slug, draft.questionnaire_version, answers_of(draft),
                                 account_id=account.id, language=language, seconds=seconds_of(draft))
        await session.delete(draft)
        return Finished(consumer.id)
    reached = contact_of(contact or "")
    check(resource(session, Library).get(draft.slug, draft.questionnaire_version), answers_of(draft))
    if await _is_known(session, viewer, reached, draft):
        return Finished(None)
    consumer = await sign_up(session, viewer, draft.slug, draft.questionnaire_version, answers_of(draft),
                             contact=reached.value, language=language, seconds=seconds_of(draft))
    await session.delete(draft)
    await accounts.ask_link(session, viewer, reached.value, next_path=HOME)
    return Finished(consumer.id)


async def _is_known(session: AsyncSession, viewer: Viewer, reached: Contact, draft: Draft) -> bool:
    """Whether the contact lets somebody in already; then the draft waits for them and a link goes out."""
    point = await account_queries.find_by_contact(session, viewer, reached)
    if point is None:
        return False
    consumer = await queries.find_by_account(session, viewer, point.account_id)
    if consumer is not None:
        hand_over(session, draft, consumer.id)
    await accounts.ask_link(session, viewer, reached.value, next_path=HOME if consumer else LAST_STEP)
    return True


async def ask_to_join(session: AsyncSession, viewer: Viewer, asked: SignUpIn) -> None:
    """Sign up in one go, from a program; what is answered never tells whether the contact is known."""
    viewer.require(SIGN_UP)
    library = resource(session, Library)
    questionnaire = library.get(asked.questionnaire, asked.version) if asked.version else library.latest(
        asked.questionnaire)
    checked = check(questionnaire, asked.answers)
    person.refuse_the_too_young(questionnaire, checked.answers, now(session))
    reached = contact_of(asked.contact)
    draft = _draft(session, questionnaire, checked)
    if await _is_known(session, viewer, reached, draft):
        if draft.consumer_id is not None:
            session.add(draft)
        return
    await sign_up(session, viewer, questionnaire.slug, questionnaire.version, asked.answers, contact=reached.value,
                  language=asked.language, source="api")
    await accounts.ask_link(session, viewer, reached.value, next_path=HOME)


def _draft(session: AsyncSession, questionnaire: Questionnaire, checked: Checked) -> Draft:
    draft = Draft(id=new_id(session, "dft"), slug=questionnaire.slug, questionnaire_version=questionnaire.version,
                  token_hash=crypto.token_hash(crypto.token()), pages_done={}, started_at=now(session),
                  changed_at=now(session), expires_at=now(session) + DRAFT_LIVES)
    draft.answers = orjson.dumps(checked.answers).decode()
    return draft
