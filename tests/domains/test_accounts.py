"""Accounts: contact points that are one person's, passwords, settings, erasure."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries, service
from app.accounts.models import Account, ContactPoint
from app.accounts.queries import index_of
from app.accounts.rules.contacts import Contact, contact_of
from app.accounts.rules.refusals import ContactTaken, LastContact, LinkGone, PasswordChanged
from app.accounts.schemas import SettingsIn
from app.core.clock import SetClock
from app.core.crypto import token_hash
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.web import roles
from tests.arrange import OPS

VISITOR = roles.visitor()


async def events(work: Work, subject_id: str) -> list[str]:
    """What the journal says about a thing."""
    async def read(session: AsyncSession, viewer: Viewer) -> list[str]:
        return list((await session.scalars(
            select(Entry.event).where(Entry.subject_id == subject_id).order_by(Entry.seq))).all())
    return await work.read(read, OPS)


async def made(work: Work, contact: str = "mei@example.test", *, verified: bool = True) -> tuple[Account, ContactPoint]:
    """An account with one contact point."""
    account = await work.do(service.make_account, OPS, name="Mei")
    return account, await work.do(service.add_contact, OPS, account.id, None, contact, verified)


def owner(account: Account) -> Viewer:
    """The account's holder at the consumers' door."""
    return roles.consumer(account.id, "con_none")


async def test_a_contact_point_is_kept_sealed_in_its_one_spelling(work: Work) -> None:
    _, point = await made(work, "138 0013 8000")
    assert (point.kind, point.value, point.value_index) == (
        "phone", "+8613800138000", index_of(Contact("phone", "+8613800138000")))
    assert "13800138000" not in (point.value_sealed or "")


async def test_the_same_value_twice_is_one_contact_point(work: Work) -> None:
    account, first = await made(work)
    again = await work.do(service.add_contact, OPS, account.id, "email", "MEI@example.test")
    assert again.id == first.id
    assert await events(work, first.id) == ["contact_point.added", "contact_point.verified"]


async def test_one_verified_phone_is_one_person(work: Work) -> None:
    await made(work, "13800138000")
    other = await work.do(service.make_account, OPS)
    with pytest.raises(ContactTaken):
        await work.do(service.add_contact, OPS, other.id, None, "+86 13800138000", True)
    assert await work.read(queries.contact_points, OPS, other.id) == []


async def test_a_visitor_cannot_call_a_contact_verified(work: Work) -> None:
    account = await work.do(service.make_account, VISITOR)
    with pytest.raises(Forbidden):
        await work.do(service.add_contact, VISITOR, account.id, None, "mei@example.test", True)


async def test_what_is_no_contact_is_refused_and_nothing_is_kept(work: Work) -> None:
    account = await work.do(service.make_account, VISITOR)
    with pytest.raises(Invalid):
        await work.do(service.add_contact, VISITOR, account.id, None, "not a contact")
    assert await work.read(queries.contact_points, OPS, account.id) == []


async def test_a_verified_contact_is_found_before_one_that_is_only_claimed(work: Work) -> None:
    await made(work, "mei@example.test", verified=False)
    _, verified = await made(work, "mei@example.test")
    found = await work.read(queries.find_by_contact, VISITOR, contact_of("mei@example.test"))
    assert found is not None
    assert found.id == verified.id


async def test_settings_are_changed_and_what_is_left_out_stays(work: Work) -> None:
    account, _ = await made(work)
    changed = await work.do(service.change, owner(account), SettingsIn(language="zh-cn"))
    assert (changed.language, changed.time_zone, changed.name) == ("zh-cn", "Asia/Shanghai", "Mei")
    assert (await events(work, account.id))[-1] == "account.changed"


async def test_a_contact_is_kept_from_a_purpose_by_its_owner_only(work: Work) -> None:
    account, point = await made(work)
    kept = await work.do(service.opt_out, owner(account), point.id, ["offer", "offer", "reminder"])
    assert kept.opted_out == ["offer", "reminder"]
    with pytest.raises(NotFound):
        await work.do(service.opt_out, roles.consumer("acc_stranger", "con_x"), point.id, [])


async def test_the_last_verified_contact_stays(work: Work) -> None:
    account, point = await made(work)
    with pytest.raises(LastContact):
        await work.do(service.remove_contact, owner(account), point.id)
    await work.do(service.add_contact, OPS, account.id, None, "13800138000", True)
    await work.do(service.remove_contact, owner(account), point.id)
    assert [p.kind for p in await work.read(queries.contact_points, OPS, account.id)] == ["phone"]


async def test_a_removed_contact_is_free_for_somebody_else(work: Work) -> None:
    account, point = await made(work)
    await work.do(service.add_contact, OPS, account.id, None, "13800138000", True)
    await work.do(service.remove_contact, owner(account), point.id)
    _, theirs = await made(work)
    assert theirs.verified_at is not None


async def test_a_new_password_signs_every_other_browser_out(work: Work, clock: SetClock) -> None:
    account, _ = await made(work)
    here = await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id))
    there = await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id))
    kept = token_hash(here.session_token)
    await work.do(service.set_password, owner(account), "a hash", was=None, kept_session=kept)
    assert await work.read(queries.find_signed_in, VISITOR, kept)
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(there.session_token)) is None


async def test_a_password_that_was_changed_meanwhile_is_not_overwritten(work: Work) -> None:
    account, _ = await made(work)
    await work.do(service.set_password, owner(account), "first", was=None)
    with pytest.raises(PasswordChanged):
        await work.do(service.set_password, owner(account), "second", was=None)
    with pytest.raises(PasswordChanged):
        await work.do(service.sign_in, VISITOR, account.id, "an older one")
    assert (await work.do(service.sign_in, VISITOR, account.id, "first")).account.id == account.id


async def test_only_a_verified_contact_opens_by_password(work: Work) -> None:
    account, _ = await made(work, verified=False)
    await work.do(service.set_password, owner(account), "a hash", was=None)
    kept = await work.read(queries.password_of, VISITOR, contact_of("mei@example.test"))
    assert kept.account_id is None
    assert (await work.read(queries.password_of, VISITOR, contact_of("nobody@example.test"))) == kept


async def test_a_suspended_account_is_let_in_by_nothing(work: Work) -> None:
    account, _ = await made(work)
    secret = await work.do(service.mint_link, OPS, account.id)
    await work.do(service.suspend, OPS, account.id)
    with pytest.raises(LinkGone):
        await work.do(service.use_link, VISITOR, secret)
    await work.do(service.restore, OPS, account.id)
    assert (await work.do(service.use_link, VISITOR, secret)).account.id == account.id


async def test_an_account_tells_everything_it_holds_and_no_secret(work: Work) -> None:
    account, point = await made(work)
    await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id, point.id))
    told = await work.read(service.export, owner(account), account.id)
    assert told["name"] == "Mei"
    assert [p["value"] for p in told["contact_points"]] == ["mei@example.test"]
    assert (len(told["sessions"]), "hash" in str(told)) == (1, False)


async def test_an_erased_account_holds_nothing_and_lets_nobody_in(work: Work) -> None:
    account, point = await made(work)
    signed_in = await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id, point.id))
    _, secret = await work.do(service.make_key, owner(account), kind="consumer", scope_id="con_none", name="mine")
    link = await work.do(service.mint_link, OPS, account.id, point.id)
    assert await work.do(service.forget, owner(account), account.id) == {"contact_points": 1, "keys": 1, "sessions": 1}
    erased = await work.read(queries.get, OPS, account.id)
    assert (erased.state, erased.name) == ("erased", None)
    assert await work.read(queries.contact_points, OPS, account.id) == []
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(signed_in.session_token)) is None
    assert await work.read(queries.find_key, VISITOR, token_hash(secret)) is None
    with pytest.raises(LinkGone):
        await work.do(service.use_link, VISITOR, link)
    with pytest.raises(WrongState):
        await work.do(service.forget, OPS, account.id)


async def test_a_stranger_erases_nobody(work: Work) -> None:
    account, _ = await made(work)
    with pytest.raises(NotFound):
        await work.do(service.forget, roles.consumer("acc_stranger", "con_x"), account.id)
