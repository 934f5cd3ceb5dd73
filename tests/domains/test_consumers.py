"""Members: what answering does to the store, files that may not change, drafts that end, and being forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries, service
from app.consumers.jobs import JOBS
from app.consumers.models import (
    Address,
    Consent,
    Consumer,
    Draft,
    QuestionnaireFile,
    Response,
    SocialAccount,
    Traits,
)
from app.consumers.queries.answers import find_address
from app.consumers.rules.refusals import AlreadyMember, NotAgreed, QuestionnaireChanged, TooYoung
from app.consumers.schemas import AddressIn
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.main import House
from app.web import roles
from tests.arrange import OPS, Person, brand, person
from tests.people import ADDRESS, FIRST, all_of, count

VISITOR = roles.visitor()


@pytest.fixture
async def lin(work: Work) -> Person:
    return await person(work, "lin", with_address=False)


async def events(work: Work) -> list[str]:
    return [entry.event for entry in await all_of(work, Entry)]


async def test_signing_up_leaves_one_entry_for_each_thing_that_happened(work: Work) -> None:
    given = {**FIRST, "account:weibo:handle": "小林", "account:weibo:followers": "300_1000",
             **{f"address:{part}": value for part, value in ADDRESS.items()}}
    made = await work.do(service.sign_up, VISITOR, "sign-up", 1, given, contact="138 0013 8000", language="zh-cn")
    assert sorted(await events(work)) == sorted([
        "account.made", "contact_point.added", "consumer.signed_up", "consumer.answered", "consent.given",
        "consent.given", "social_account.declared", "address.changed"])
    assert all("小林" not in str(entry.facts) for entry in await all_of(work, Entry))
    kept = (await all_of(work, Response))[0]
    assert (kept.purpose, kept.source, kept.consumer_id) == ("sign_up", "web", made.id)
    assert not any(name.startswith(("account:", "address:")) for name in kept.answers)
    assert (await all_of(work, Consumer))[0].address_index == made.address_index is not None


async def test_a_known_contact_or_account_is_no_second_member(work: Work, lin: Person) -> None:
    with pytest.raises(AlreadyMember):
        await work.do(service.sign_up, VISITOR, "sign-up", None, FIRST, contact="lin@example.test")
    with pytest.raises(AlreadyMember):
        await work.do(service.sign_up, VISITOR, "sign-up", None, FIRST, account_id=lin.account_id)
    assert await count(work, Consumer) == 1


async def test_too_young_and_incomplete_leave_nothing(work: Work) -> None:
    with pytest.raises(TooYoung):
        await work.do(service.sign_up, VISITOR, "sign-up", None, {**FIRST, "birth": "2020-01"}, contact="a@b.test")
    with pytest.raises(Invalid):
        await work.do(service.sign_up, VISITOR, "sign-up", None, {"birth": "1990-01"}, contact="a@b.test")
    assert (await count(work, Consumer), await count(work, Entry)) == (0, 0)


async def test_brands_neither_answer_nor_sign_up(work: Work) -> None:
    theirs = (await brand(work)).viewer
    with pytest.raises(Forbidden):
        await work.do(service.submit, theirs, "sign-up", FIRST)
    with pytest.raises(Forbidden):
        await work.do(service.sign_up, theirs, "sign-up", None, FIRST, contact="a@b.test")


async def test_nobody_touches_somebody_else(work: Work, lin: Person) -> None:
    other = (await person(work, "mo")).viewer
    for verb, args in ((service.set_address, (AddressIn.model_validate(ADDRESS),)), (service.leave, ()),
                       (service.give_consent, ("reuse",)), (service.withdraw_consent, ("matching",)),
                       (service.refuse_automatic, (True,)), (service.export, ()), (service.forget, ())):
        with pytest.raises(NotFound):
            await work.do(verb, other, lin.id, *args)


async def test_the_file_is_noted_at_the_first_answer_and_may_not_change(
        house: House, work: Work, lin: Person) -> None:
    assert await work.read(service.check_files, OPS) == 0
    await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    noted = (await all_of(work, QuestionnaireFile))[0]
    assert (noted.slug, noted.version, noted.sha256) == ("sign-up", 1, house.questionnaires.latest("sign-up").sha256)
    assert await work.read(service.check_files, OPS) == 1

    async def change(session: AsyncSession, viewer: Viewer) -> None:
        (await session.scalars(select(QuestionnaireFile))).one().sha256 = "0" * 64
    await work.do(change, OPS)
    with pytest.raises(QuestionnaireChanged, match=r"sign-up\.v2\.yaml"):
        await work.read(service.check_files, OPS)
    with pytest.raises(QuestionnaireChanged):
        await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    assert await count(work, Response) == 2


async def test_an_answered_file_that_is_gone_is_told_too(work: Work) -> None:
    async def note(session: AsyncSession, viewer: Viewer) -> None:
        session.add(QuestionnaireFile(slug="old", version=3, sha256="0" * 64, answered_at=work.clock()))
    await work.do(note, OPS)
    with pytest.raises(QuestionnaireChanged, match=r"old\.v3\.yaml"):
        await work.read(service.check_files, OPS)


async def test_answers_change_what_is_known_of_the_person(work: Work, lin: Person) -> None:
    await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "birth": "1980-12", "about:works_for": ["mcn"]})
    row = (await all_of(work, Consumer))[0]
    assert (row.birth_month, row.works_for, row.version) == (1980 * 12 + 11, ["mcn"], 2)


async def test_sensitive_answers_without_consent_are_not_kept(work: Work, lin: Person) -> None:
    await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "body:skin": "dry", "consent:sensitive": False})
    assert "body:skin" not in (await all_of(work, Response))[0].answers
    await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "body:skin": "dry", "consent:sensitive": True})
    assert (await all_of(work, Traits))[0].values["body:skin"] == "dry"
    await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "consent:sensitive": False})
    assert not any("body:skin" in one.answers for one in await all_of(work, Response))
    with pytest.raises(NotAgreed):
        await work.do(service.withdraw_consent, lin.viewer, lin.id, "sensitive")


async def test_a_network_that_is_left_takes_its_account_along(work: Work, lin: Person) -> None:
    given = {**FIRST, "account:weibo:handle": "小林"}
    await work.do(service.submit, lin.viewer, "sign-up", given)
    await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    assert await count(work, SocialAccount) == 1
    await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "networks": ["bilibili"]})
    assert await count(work, SocialAccount) == 0


async def test_the_same_handle_again_stays_as_it_was_and_another_is_unverified(work: Work, lin: Person) -> None:
    for handle, verified in (("小林", False), ("@小林 ", True), ("别人", False)):
        await work.do(service.submit, lin.viewer, "sign-up", {**FIRST, "account:weibo:handle": handle})

        async def verify(session: AsyncSession, viewer: Viewer) -> None:
            account = (await session.scalars(select(SocialAccount))).one()
            account.verified_at = account.verified_at or (work.clock() if account.handle == "小林" else None)
        assert ((await all_of(work, SocialAccount))[0].verified_at is not None) == verified
        await work.do(verify, OPS)


async def test_drafts_whose_time_is_over_are_thrown_away(work: Work, clock: SetClock) -> None:
    saved = await work.do(service.save_page, VISITOR, None, "sign-up", "you", {
        name: FIRST[name] for name in ("birth", "about:gender", "region", "about:life_stage")})
    clock.forward(days=20)
    assert await work.do(JOBS[0].verb, OPS) == 0
    assert (await work.read(service.resume, VISITOR, saved.token, "sign-up")).pages_done == ("you",)
    clock.forward(days=2)
    assert await work.do(JOBS[0].verb, OPS) == 1
    assert await count(work, Draft) == 0


async def test_ops_hold_a_person_back_and_let_go(work: Work, lin: Person) -> None:
    assert (await work.do(service.hold, OPS, lin.id, "doubtful")).hold_reason == "doubtful"
    with pytest.raises(Forbidden):
        await work.do(service.release, lin.viewer, lin.id)
    released = await work.do(service.release, OPS, lin.id)
    assert (released.state, released.hold_reason) == ("active", None)


async def test_everything_held_is_told_and_then_forgotten(work: Work, lin: Person) -> None:
    given = {**FIRST, "account:weibo:handle": "小林", **{f"address:{part}": value for part, value in ADDRESS.items()}}
    await work.do(service.submit, lin.viewer, "sign-up", given)
    told = await work.read(service.export, lin.viewer, lin.id)
    assert told["answers"][0]["answers"] == FIRST
    assert (told["person"]["birth_month"], told["social_accounts"][0]["handle"], told["address"]["detail"]) == (
        "1996-04", "小林", ADDRESS["detail"])
    counts = await work.do(service.forget, lin.viewer, lin.id)
    assert counts == {"answers": 1, "traits": 1, "social_accounts": 1, "addresses": 1, "drafts": 0, "consents": 3}
    row = (await all_of(work, Consumer))[0]
    assert (row.state, row.account_id, row.birth_month, row.phone_index, row.address_index, row.region_code) == (
        "erased", None, None, None, None, None)
    assert ([one.answers for one in await all_of(work, Response)], await count(work, Traits)) == ([{}], 0)
    assert (await count(work, SocialAccount), await count(work, Address)) == (0, 0)
    assert all(one.withdrawn_at is not None for one in await all_of(work, Consent))
    with pytest.raises(NotFound):
        await work.do(service.submit, lin.viewer, "sign-up", FIRST)


async def test_an_address_is_seen_by_its_owner_and_ops_only(work: Work, lin: Person) -> None:
    await work.do(service.set_address, lin.viewer, lin.id, AddressIn.model_validate(ADDRESS))
    for viewer in (lin.viewer, OPS):
        found = await work.read(queries.address_of, viewer, lin.id)
        assert found is not None
    with pytest.raises(NotFound):
        await work.read(queries.address_of, (await brand(work)).viewer, lin.id)
    assert await work.read(lambda session, viewer: find_address(session, lin.id), OPS) is not None


async def test_an_answer_carried_over_twice_keeps_the_time_of_its_first(
        work: Work, lin: Person, clock: SetClock) -> None:
    await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    then = clock()
    for page, name in (("week", "habit:cooks"), ("habits_living", "habit:impulse")):
        clock.forward(days=1)
        await work.do(service.submit_page, lin.viewer, "sign-up", page, {name: 3})
    earlier = (await all_of(work, Traits))[0].earlier
    assert (earlier["interest:food"], earlier["habit:cooks"]) == (
        then.isoformat(), (then + timedelta(days=1)).isoformat())
    assert "habit:impulse" not in earlier
