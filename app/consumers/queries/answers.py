"""Every question about what people have answered, agreed to and declared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Address, Consent, Consumer, QuestionnaireFile, Response, SocialAccount, Traits
from app.consumers.queries.people import get
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.questionnaires.extract import consents as consent_answers
from app.questionnaires.questionnaire import Questionnaire

TOLD = ("birth_month", "gender", "region_code", "works_for")
"""The columns of a person that answers tell."""
STANDING = (
    select(
        Consumer.id, Consumer.state, Consumer.version, *(getattr(Consumer, name) for name in TOLD),
        select(QuestionnaireFile.sha256).where(
            QuestionnaireFile.slug == bindparam("slug"), QuestionnaireFile.version == bindparam("file_version"),
        ).scalar_subquery().label("sha256"),
        select(func.count()).select_from(SocialAccount).where(
            SocialAccount.consumer_id == Consumer.id).correlate(Consumer).scalar_subquery().label("account_count"),
        Consent.purpose)
    .outerjoin(Consent, and_(Consent.consumer_id == Consumer.id, Consent.withdrawn_at.is_(None)))
    .where(Consumer.id == bindparam("consumer_id"))
    .with_for_update(of=Consumer)
)
"""One statement, built once, for all that must be known before answers are kept."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a consumer at the moment of answering; `sha256` is the questionnaire file's, once answered."""

    consumer_id: str
    state: str
    version: int
    columns: dict[str, Any]
    sha256: str | None
    account_count: int
    purposes: frozenset[str]


async def standing(session: AsyncSession, consumer_id: str, questionnaire: Questionnaire) -> Standing:
    """How a consumer stands towards a questionnaire; the row is locked until the end."""
    rows = (await (await session.connection()).execute(STANDING, {
        "slug": questionnaire.slug, "file_version": questionnaire.version, "consumer_id": consumer_id})).all()
    if not rows:
        raise NotFound("consumer")
    row = rows[0]
    told = {name: getattr(row, name) for name in TOLD}
    return Standing(row.id, row.state, row.version, told, row.sha256, row.account_count,
                    frozenset(one.purpose for one in rows if one.purpose))


async def held_file(session: AsyncSession, slug: str, version: int) -> QuestionnaireFile | None:
    """The file as it was when first answered; None where nobody has."""
    return await session.get(QuestionnaireFile, (slug, version))


async def held_files(session: AsyncSession) -> list[QuestionnaireFile]:
    """Every answered file."""
    rows = select(QuestionnaireFile).order_by(QuestionnaireFile.slug, QuestionnaireFile.version)
    return list((await session.scalars(rows)).all())


async def latest_response(session: AsyncSession, consumer_id: str, slug: str) -> Response | None:
    """The newest answers of a person to a questionnaire."""
    return (await session.scalars(
        select(Response).where(Response.consumer_id == consumer_id, Response.slug == slug)
        .order_by(Response.seq.desc()).limit(1))).one_or_none()


async def responses_of(session: AsyncSession, consumer_id: str) -> list[Response]:
    """Every answer that a person ever gave, oldest first."""
    rows = select(Response).where(Response.consumer_id == consumer_id).order_by(Response.seq)
    return list((await session.scalars(rows)).all())


async def traits_of(session: AsyncSession, consumer_id: str) -> list[Traits]:
    """The packed traits of a person, one row for each questionnaire."""
    rows = select(Traits).where(Traits.consumer_id == consumer_id).order_by(Traits.slug)
    return list((await session.scalars(rows)).all())


async def accounts_of(session: AsyncSession, consumer_id: str) -> list[SocialAccount]:
    """The social accounts that a person declared."""
    rows = select(SocialAccount).where(SocialAccount.consumer_id == consumer_id).order_by(SocialAccount.platform)
    return list((await session.scalars(rows)).all())


async def find_address(session: AsyncSession, consumer_id: str) -> Address | None:
    """The address of a person, asked by verbs that have let the person in already."""
    return (await session.scalars(select(Address).where(Address.consumer_id == consumer_id))).one_or_none()


async def find_consent(session: AsyncSession, consumer_id: str, purpose: str) -> Consent | None:
    """The standing consent of a purpose."""
    return (await session.scalars(
        select(Consent).where(Consent.consumer_id == consumer_id, Consent.purpose == purpose,
                              Consent.withdrawn_at.is_(None)).order_by(Consent.seq).limit(1))).one_or_none()


async def consents_of(session: AsyncSession, viewer: Viewer, consumer_id: str) -> list[Consent]:
    """Every consent that a person gave, newest first, withdrawn ones too."""
    await get(session, viewer, consumer_id)
    rows = select(Consent).where(Consent.consumer_id == consumer_id).order_by(Consent.seq.desc())
    return list((await session.scalars(rows)).all())


async def standing_purposes(session: AsyncSession, consumer_id: str) -> dict[str, datetime]:
    """Purpose to the moment it was agreed to, of the consents that stand."""
    rows = await session.execute(select(Consent.purpose, Consent.given_at).where(
        Consent.consumer_id == consumer_id, Consent.withdrawn_at.is_(None)))
    return {row.purpose: row.given_at for row in rows}


async def current_answers(session: AsyncSession, consumer_id: str, questionnaire: Questionnaire) -> dict[str, Any]:
    """A person's answers as they would be shown for editing: the latest ones, with handles, address and consents
    from where they are kept."""
    response = await latest_response(session, consumer_id, questionnaire.slug)
    answers = {name: answer for name, answer in (response.answers if response else {}).items()
               if name in questionnaire.questions}
    for account in await accounts_of(session, consumer_id):
        for part, value in (("handle", account.handle), ("followers", account.follower_band)):
            answers[f"account:{account.platform}:{part}"] = value
    address = await find_address(session, consumer_id)
    if address is not None:
        answers |= address_answers(address)
    given = await standing_purposes(session, consumer_id)
    for purpose in consent_answers(questionnaire, answers):
        answers[f"consent:{purpose}"] = purpose in given
    answers |= {f"consent:{purpose}": True for purpose in given}
    return {name: answer for name, answer in answers.items() if answer is not None and name in questionnaire.questions}


def address_answers(address: Address) -> dict[str, Any]:
    """An address as answers to the questions of its parts."""
    mobile = f"{address.mobile}-{address.extension}" if address.extension else address.mobile
    return {"address:recipient": address.recipient, "address:mobile": mobile, "address:province": address.province,
            "address:city": address.city, "address:district": address.district, "address:detail": address.detail}
