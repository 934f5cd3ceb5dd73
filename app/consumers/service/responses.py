"""Answering: a new response beside the old ones, the traits that follow, and all that answers say of a person.

The statements are built once and run without the unit of work's bookkeeping: this is the product's busiest write.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, cast

from sqlalchemy import Table as SqlTable
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer, Response, Traits
from app.consumers.queries.answers import TOLD, Standing, current_answers, standing, traits_of
from app.consumers.rules import ANSWER, ERASED, PURPOSES, SENSITIVE, person
from app.consumers.rules.doubts import Evidence, doubts, haste_but_on
from app.consumers.service import files
from app.consumers.service.agreements import agree, text_version, withdraw_consent
from app.consumers.service.declaring import declare
from app.consumers.service.places import first_address, whole
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import insert_at_end, new_id, now, resource
from app.journal import service as journal
from app.questionnaires import extract
from app.questionnaires.answers import Checked, check
from app.questionnaires.loading import Library
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.stores import ACCOUNT

SIGN_UP_SLUG = "sign-up"
_REPLACED = ("response_id", "source", "answered_at", "values", "earlier", "flags")
NEW_RESPONSE = insert(cast(SqlTable, Response.__table__))
CONSUMERS = cast(SqlTable, Consumer.__table__)
CHANGE_PERSON = update(CONSUMERS).where(CONSUMERS.c.id == bindparam("consumer_id")).values(
    {name: bindparam(f"new_{name}", type_=CONSUMERS.c[name].type) for name in TOLD}
    | {"version": CONSUMERS.c.version + 1})


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(Traits.__table__)
    return new.on_conflict_do_update(
        index_elements=["consumer_id", "slug"], set_={name: new.excluded[name] for name in _REPLACED})


KEEP_TRAITS: Mapping[str, Any] = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}
"""By dialect: the traits of a person's latest answers take the place of the former ones."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Checked answers as they came: `emptied` questions were answered once and now hold nothing; `before` has the
    times of traits that are only carried over, and `fresh` the questions that are not. `seconds`: what pages took at
    most, where that is known; `noted`: haste on pages that are not answered anew."""

    questionnaire: Questionnaire
    checked: Checked
    source: str = "web"
    purpose: str = "panel"
    subject_id: str | None = None
    emptied: Collection[str] = ()
    fresh: Collection[str] | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    noted: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A consumer as the subject of an entry, without the row."""

    id: str
    version: int
    __tablename__: ClassVar[str] = "consumers"


def purpose_of(slug: str) -> str:
    """What a response is for where nobody says so."""
    return "sign_up" if slug == SIGN_UP_SLUG else "panel"


async def submit(session: AsyncSession, viewer: Viewer, slug: str, answers: Mapping[str, object],
                 source: str = "web", *, purpose: str | None = None, subject_id: str | None = None,
                 seconds: Mapping[str, float] | None = None) -> Response:
    """Answer a questionnaire whole: a new response, the old ones kept. What was answered with null is taken away."""
    viewer.require(ANSWER)
    questionnaire = resource(session, Library).latest(slug)
    checked = check(questionnaire, answers)
    person.refuse_the_too_young(questionnaire, checked.answers, now(session))
    found = await standing(session, viewer.scope("consumer"), questionnaire)
    emptied = {name for name, answer in answers.items() if answer is None or answer == ""}
    return await keep(session, viewer, found, Sent(
        questionnaire, checked, source, purpose or purpose_of(slug), subject_id, emptied,
        seconds=seconds or {}))


async def submit_page(session: AsyncSession, viewer: Viewer, slug: str, page: str,
                      typed: Mapping[str, object]) -> Response:
    """Answer one page, now or later: a new response in which all other answers stand as they were."""
    viewer.require(ANSWER)
    questionnaire = resource(session, Library).latest(slug)
    consumer_id = viewer.scope("consumer")
    found = await standing(session, consumer_id, questionnaire)
    current = await current_answers(session, consumer_id, questionnaire)
    checked = check(questionnaire, {**current, **typed}, pages=[page])
    person.refuse_the_too_young(questionnaire, checked.answers, now(session))
    emptied = {name for name in current if typed.get(name, True) is None}
    here = {question.name for question in questionnaire.page(page).elements}
    row = next((one for one in await traits_of(session, consumer_id) if one.slug == slug), None)
    seconds = {}
    if row is not None and not here & current.keys():
        # Nothing stood here before, so that all of it was read and answered since the last page was saved.
        seconds = {page: round((now(session) - row.answered_at).total_seconds(), 1)}
    return await keep(session, viewer, found, Sent(
        questionnaire, checked, "web", purpose_of(slug), None, emptied, here, _times(row), seconds,
        haste_but_on(row.flags, page) if row else ()))


def _times(row: Traits | None) -> dict[str, str]:
    """When each trait was answered last."""
    return {} if row is None else {key: row.earlier.get(key, row.answered_at.isoformat()) for key in row.values}


async def keep(session: AsyncSession, viewer: Viewer, found: Standing, sent: Sent) -> Response:
    """Store checked answers and everything that follows from them; who answers and that he may is known."""
    if found.state == ERASED:
        raise NotFound("consumer")
    questionnaire, answers, at = sent.questionnaire, sent.checked.answers, now(session)
    files.hold(session, questionnaire, found.sha256)
    told = {one: yes for one, yes in person.told_consents(questionnaire, answers).items() if one in PURPOSES}
    may_be_sensitive = told.get(SENSITIVE, SENSITIVE in found.purposes)
    kept = person.kept(questionnaire, answers, sensitive=may_be_sensitive)
    response = _write(session, found.consumer_id, sent, kept, at)
    await _change_person(session, found, person.columns(questionnaire, answers))
    await _agree(session, viewer, found, told, text_version(questionnaire))
    await _apart(session, viewer, found, sent)
    await journal.record(session, viewer, "consumer.answered", Person(found.consumer_id, found.version),
                         slug=questionnaire.slug, version=questionnaire.version, response_id=response.id)
    return response


def _write(session: AsyncSession, consumer_id: str, sent: Sent, kept: Mapping[str, Any], at: datetime) -> Response:
    """The response and the packed traits, two statements at the end of the unit."""
    values = person.traits_of(sent.questionnaire, kept)
    row = {"id": new_id(session, "rsp"), "consumer_id": consumer_id, "slug": sent.questionnaire.slug,
           "questionnaire_version": sent.questionnaire.version, "purpose": sent.purpose, "subject_id": sent.subject_id,
           "answers": kept, "answers_hash": person.digest(kept), "source": sent.source, "submitted_at": at}
    earlier = {} if sent.fresh is None else person.earlier_traits(sent.questionnaire, values, sent.fresh, sent.before)
    insert_at_end(session, NEW_RESPONSE, row)
    insert_at_end(session, KEEP_TRAITS[session.get_bind().dialect.name], {
        "consumer_id": consumer_id, "slug": row["slug"], "response_id": row["id"], "source": sent.source,
        "answered_at": at, "values": values, "earlier": earlier,
        "flags": doubts(sent.questionnaire, kept, sent.seconds, sent.noted)})
    return Response(**row)


async def _change_person(session: AsyncSession, found: Standing, told: dict[str, Any]) -> None:
    if all(found.columns[name] == value for name, value in told.items()):
        return
    await (await session.connection()).execute(CHANGE_PERSON, {"consumer_id": found.consumer_id} | {
        f"new_{name}": value for name, value in (found.columns | told).items()})
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, Consumer):
            await session.refresh(loaded)


async def _agree(session: AsyncSession, viewer: Viewer, found: Standing, told: Mapping[str, bool], words: str) -> None:
    for purpose, yes in told.items():
        if yes and purpose not in found.purposes:
            await agree(session, viewer, found.consumer_id, purpose, words=words, is_first=not found.purposes)
        elif not yes and purpose in found.purposes:
            await withdraw_consent(session, viewer, found.consumer_id, purpose)


async def _apart(session: AsyncSession, viewer: Viewer, found: Standing, sent: Sent) -> None:
    """Accounts and the address go to sealed rows of their own."""
    what = person.asked(sent.questionnaire)
    if not what.apart:
        return
    answers = sent.checked.answers
    given = what.apart & answers.keys()
    declared = extract.social_accounts(sent.questionnaire, answers) if given else []
    left = sent.checked.hidden if found.account_count else frozenset[str]()
    gone = [match["platform"] for name in (*sent.emptied, *left)
            if (match := ACCOUNT.fullmatch(name)) and match["part"] == "handle"]
    if declared or gone:
        await declare(session, viewer, found.consumer_id, declared, gone, is_first=not found.account_count)
    parts = extract.address(sent.questionnaire, answers) if given else None
    if parts:
        region = extract.region(sent.questionnaire, answers)
        await first_address(session, viewer, found.consumer_id, whole(parts, region))
