"""Bringing in people who answered elsewhere: batches of rows, each stored whole in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from sqlalchemy import Table as SqlTable
from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Address, Consent, Consumer, Response, SocialAccount
from app.consumers.queries.importing import Known, consented, known_people
from app.consumers.rules import ACTIVE, ERASED, IMPORT, PURPOSES
from app.consumers.rules.doubts import doubts_of_many
from app.consumers.rules.places import plain_handle
from app.consumers.rules.tables import Arrival, Bad
from app.consumers.service.agreements import text_version
from app.consumers.service.declaring import declare, handle_index
from app.consumers.service.erasing import erased_id
from app.consumers.service.files import hold_unless_held
from app.consumers.service.places import fill, indexes, keep_address, whole
from app.consumers.service.responses import KEEP_TRAITS, purpose_of
from app.core.errors import Invalid
from app.core.i18n import text as words
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.questionnaires.questionnaire import Questionnaire

SOURCE = "import"
IMPORT_LOCK = 0x696D_706F
GONE = words("This person asked to be erased and is not brought back.", "此人已要求删除资料，不再导入。")
Facts = dict[str, Any]


def _table(model: Any) -> SqlTable:
    return cast(SqlTable, model.__table__)


CONSUMERS, RESPONSES, CONSENTS = (_table(model) for model in (Consumer, Response, Consent))
CHANGE = update(CONSUMERS).where(CONSUMERS.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Plan:
    """What one import is: its questionnaire and id, and the purposes agreed to elsewhere with the evidence of it."""

    id: str
    questionnaire: Questionnaire
    consents: tuple[str, ...] = ()
    evidence: str | None = None
    __tablename__: ClassVar[str] = "imports"


@dataclass(slots=True)
class Counted:
    """What became of the rows so far."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows that were looked at."""
        return self.new + self.changed + self.unchanged + self.refused


async def import_batch(session: AsyncSession, viewer: Viewer, plan: Plan, people: Sequence[Arrival]) -> Counted:
    """Store a batch of people in the order of the file. Whoever is known with the same answers is left alone; other
    answers make a new response beside the old one; who was erased stays so."""
    viewer.require(IMPORT)
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
    await hold_unless_held(session, plan.questionnaire)
    slug, counted = plan.questionnaire.slug, Counted()
    known = await known_people(session, slug, [one.external_id for one in people], erased_id)
    people = [one for one in people if not _is_bad(one, known.get(one.external_id), counted)]
    new = [one for one in people if one.external_id not in known]
    changed = [(one, known[one.external_id]) for one in people
               if one.external_id in known and known[one.external_id].digest != one.digest]
    ids = await _add_people(session, plan, new)
    ids |= {one.external_id: was.id for one, was in changed}
    await _change_people(session, viewer, changed)
    await _answer(session, plan, [(ids[one.external_id], one) for one in (*new, *(one for one, _ in changed))])
    await _agree(session, plan, [(ids[one.external_id], one) for one in new],
                 [(known[one.external_id].id, one) for one in people if one.external_id in known])
    await _record(session, viewer, plan, ids, [one.external_id for one in new])
    counted.new, counted.changed = len(new), len(changed)
    counted.unchanged = len(people) - len(new) - len(changed)
    return counted


def _is_bad(one: Arrival, known: Known | None, counted: Counted) -> bool:
    """Whether a row that reads well cannot be stored; notes why."""
    bad = [Bad(one.line, "", "erased", GONE)] if known is not None and known.state == ERASED else []
    if not bad and one.address is not None:
        try:
            whole(one.address)
        except Invalid as refusal:
            bad = [Bad(one.line, str(fault.where[0]), fault.code, fault.message) for fault in refusal.faults]
    counted.bad += bad
    counted.refused += bool(bad)
    return bool(bad)


async def _add_people(session: AsyncSession, plan: Plan, people: Sequence[Arrival]) -> dict[str, str]:
    """Number new people in the order of the file; outer id to ours."""
    if not people:
        return {}
    at, slug, ids = now(session), plan.questionnaire.slug, {one.external_id: new_id(session, "con") for one in people}
    nothing: Facts = {"birth_month": None, "gender": None, "region_code": None, "works_for": [], "phone_index": None,
                      "address_index": None, "is_address_shared": False}
    rows = [nothing | {"id": ids[one.external_id], "state": ACTIVE, "version": 0, "refuses_automatic": False,
                       "external_source": slug, "external_id": one.external_id, "created_at": at}
            | one.columns | (indexes(whole(one.address)) if one.address else {}) for one in people]
    await (await session.connection()).execute(insert(CONSUMERS), rows)
    for one in people:
        if one.accounts or one.address:
            _apart(session, ids[one.external_id], one)
    await session.flush()
    return ids


def _apart(session: AsyncSession, consumer_id: str, one: Arrival) -> None:
    """Handles and the address of a new person, sealed."""
    for declared in one.accounts:
        followers = declared["followers"]
        account = SocialAccount(
            id=new_id(session, "soc"), consumer_id=consumer_id, platform=declared["platform"], declared_at=now(session),
            handle_index=handle_index(declared["platform"], declared["handle"]),
            follower_band=None if followers is None else str(followers))
        account.handle = plain_handle(declared["handle"])
        session.add(account)
    if one.address:
        address = Address(id=new_id(session, "adr"), consumer_id=consumer_id, changed_at=now(session))
        fill(address, whole(one.address, one.columns.get("region_code")))
        session.add(address)


async def _change_people(session: AsyncSession, viewer: Viewer, changed: Sequence[tuple[Arrival, Known]]) -> None:
    told = [{"key": was.id, "version": was.version + 1} | one.columns for one, was in changed]
    if told:
        await (await session.connection()).execute(
            CHANGE.values({name: bindparam(name) for name in told[0] if name != "key"}), told)
    for one, was in changed:
        if one.accounts:
            await declare(session, viewer, was.id, one.accounts)
        if one.address:
            await keep_address(session, viewer, was.id, whole(one.address, one.columns.get("region_code")))


async def _answer(session: AsyncSession, plan: Plan, people: Sequence[tuple[str, Arrival]]) -> None:
    """A response and the packed traits for each."""
    if not people:
        return
    at, slug, version = now(session), plan.questionnaire.slug, plan.questionnaire.version
    purpose, connection = purpose_of(slug), await session.connection()
    doubted = doubts_of_many(plan.questionnaire, [one.answers for _, one in people])
    responses = [{
        "id": new_id(session, "rsp"), "consumer_id": consumer_id, "slug": slug, "questionnaire_version": version,
        "purpose": purpose, "subject_id": None, "answers": one.answers, "answers_hash": one.digest, "source": SOURCE,
        "submitted_at": at} for consumer_id, one in people]
    await connection.execute(insert(RESPONSES), responses)
    await connection.execute(KEEP_TRAITS[connection.dialect.name], [{
        "consumer_id": consumer_id, "slug": slug, "response_id": response["id"], "source": SOURCE, "answered_at": at,
        "values": one.values, "earlier": {}, "flags": flags}
        for response, (consumer_id, one), flags in zip(responses, people, doubted, strict=True)])


async def _agree(session: AsyncSession, plan: Plan, new: Sequence[tuple[str, Arrival]],
                 known: Sequence[tuple[str, Arrival]]) -> None:
    """Consents with their evidence, once for each person and purpose: one that was withdrawn is not given again."""
    had = await consented(session, [consumer_id for consumer_id, _ in known]) if known else frozenset()
    rows = []
    for consumer_id, one in (*new, *known):
        agreed = dict.fromkeys(plan.consents, True) | one.told
        rows += [{"id": new_id(session, "cst"), "consumer_id": consumer_id, "purpose": purpose, "recipient": None,
                  "subject_id": None, "text_version": text_version(plan.questionnaire),
                  "evidence": plan.evidence or f"import {plan.id}", "given_at": now(session), "until": None,
                  "withdrawn_at": None}
                 for purpose, yes in agreed.items()
                 if yes and purpose in PURPOSES and (consumer_id, purpose) not in had]
    if rows:
        await (await session.connection()).execute(insert(CONSENTS), rows)


async def _record(session: AsyncSession, viewer: Viewer, plan: Plan, ids: dict[str, str], new: Sequence[str]) -> None:
    facts: Facts = {"slug": plan.questionnaire.slug, "version": plan.questionnaire.version, "import_id": plan.id}
    fresh = set(new)
    imported = [(consumer_id, facts) for outer, consumer_id in ids.items() if outer in fresh]
    answered = [(consumer_id, facts) for outer, consumer_id in ids.items() if outer not in fresh]
    await journal.record_many(session, viewer, "consumer.imported", "consumers", imported)
    await journal.record_many(session, viewer, "consumer.answered", "consumers", answered)


async def finish_import(session: AsyncSession, viewer: Viewer, plan: Plan, counted: Counted) -> None:
    """Write the import itself into the journal."""
    viewer.require(IMPORT)
    await journal.record(
        session, viewer, "consumers.imported", plan, slug=plan.questionnaire.slug, version=plan.questionnaire.version,
        new=counted.new, changed=counted.changed, unchanged=counted.unchanged, refused=counted.refused,
        consents=list(plan.consents))
