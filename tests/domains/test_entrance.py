"""One-time links, sessions and keys: what lets in, once, for how long, and what does not."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries, service
from app.accounts.models import ApiKey, SignInToken
from app.accounts.rules.refusals import ContactTaken, LinkOld, LinkUnknown, LinkUsed
from app.core.clock import SetClock
from app.core.crypto import token_hash
from app.core.errors import Forbidden, NotFound
from app.core.paging import Ask
from app.core.viewer import Viewer
from app.core.work import Work
from app.web import roles
from tests import arrange
from tests.arrange import OPS
from tests.domains.test_accounts import VISITOR, events, made, owner


async def test_a_link_lets_in_once_and_verifies_its_contact(work: Work) -> None:
    account, point = await made(work, verified=False)
    secret = await work.do(service.mint_link, OPS, account.id, point.id, "consumer", "/me/answers")
    signed_in = await work.do(service.use_link, VISITOR, secret)
    assert (signed_in.account.id, signed_in.door, signed_in.next_path) == (account.id, "consumer", "/me/answers")
    found = await work.read(queries.find_signed_in, VISITOR, token_hash(signed_in.session_token))
    assert found is not None
    assert (await work.read(queries.contact_points, OPS, account.id))[0].verified_at is not None
    with pytest.raises(LinkUsed):
        await work.do(service.use_link, VISITOR, secret)


async def test_looking_at_a_link_does_not_use_it_up(work: Work) -> None:
    account, _ = await made(work)
    secret = await work.do(service.mint_link, OPS, account.id)
    for _ in range(2):
        await work.read(queries.get_link, VISITOR, token_hash(secret))
    assert (await work.do(service.use_link, VISITOR, secret)).account.id == account.id


async def test_a_link_that_waited_too_long_says_so(work: Work, clock: SetClock) -> None:
    account, _ = await made(work)
    secret = await work.do(service.mint_link, OPS, account.id, lives=timedelta(minutes=30))
    clock.forward(minutes=30)
    with pytest.raises(LinkOld):
        await work.do(service.use_link, VISITOR, secret)


async def test_a_link_that_nobody_made_is_unknown(work: Work) -> None:
    with pytest.raises(LinkUnknown):
        await work.do(service.use_link, VISITOR, "made up")


async def test_only_the_hash_of_a_link_is_kept(work: Work) -> None:
    account, _ = await made(work)
    secret = await work.do(service.mint_link, OPS, account.id)

    async def kept(session: AsyncSession, viewer: Viewer) -> list[str]:
        return list((await session.scalars(select(SignInToken.token_hash))).all())
    assert (secret in await work.read(kept, OPS), token_hash(secret) in await work.read(kept, OPS)) == (False, True)


async def test_consumers_brands_and_visitors_mint_no_links(work: Work) -> None:
    account, _ = await made(work)
    for viewer in (VISITOR, owner(account), roles.brand_member(account.id, "brd_x")):
        with pytest.raises(Forbidden):
            await work.do(service.mint_link, viewer, account.id)


async def test_a_link_made_by_hand_is_in_the_journal(work: Work) -> None:
    account, _ = await made(work)
    await work.do(service.mint_link, OPS, account.id)
    assert (await events(work, account.id))[-1] == "account.link_made"


async def test_proving_a_contact_shuts_out_whoever_typed_it_in(work: Work) -> None:
    account, point = await made(work, verified=False)
    await work.do(service.set_password, owner(account), "set by a squatter", was=None)
    squatter = await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id))
    await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id, point.id))
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(squatter.session_token)) is None
    assert (await work.read(queries.get, OPS, account.id)).password_hash is None


async def test_a_second_contact_shuts_nobody_out(work: Work) -> None:
    account, _ = await made(work)
    await work.do(service.set_password, owner(account), "a hash", was=None)
    second = await work.do(service.add_own_contact, owner(account), "13800138000")
    await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id, second.id))
    assert (await work.read(queries.get, OPS, account.id)).password_hash == "a hash"


async def test_a_link_cannot_verify_what_is_somebody_elses_by_now(work: Work) -> None:
    account, point = await made(work, verified=False)
    secret = await work.do(service.mint_link, OPS, account.id, point.id)
    await made(work)
    with pytest.raises(ContactTaken):
        await work.do(service.use_link, VISITOR, secret)


async def test_asking_for_a_link_says_the_same_to_everybody(work: Work) -> None:
    account, _ = await made(work)
    asked = [await work.do(service.ask_link, VISITOR, contact) for contact in ("mei@example.test", "x@example.test")]
    assert asked == [None, None]
    assert (await events(work, account.id)).count("account.link_asked") == 1


async def test_a_session_ends_after_thirty_days_or_when_signed_out(work: Work, clock: SetClock) -> None:
    account, _ = await made(work)
    first, second = [await work.do(service.use_link, VISITOR, await work.do(service.mint_link, OPS, account.id))
                     for _ in range(2)]
    await work.do(service.sign_out, VISITOR, first.session_token)
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(first.session_token)) is None
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(second.session_token))
    clock.forward(days=30)
    assert await work.read(queries.find_signed_in, VISITOR, token_hash(second.session_token)) is None


async def test_signing_out_twice_is_no_error(work: Work) -> None:
    await work.do(service.sign_out, VISITOR, "long gone")


async def test_a_key_is_kept_as_a_hash_and_found_until_it_is_revoked(work: Work) -> None:
    brand = await arrange.brand(work)
    key, secret = await work.do(service.make_key, brand.viewer, kind="brand", scope_id=brand.id, name="reports")
    assert (secret[:3], key.prefix, secret in key.key_hash) == ("dk_", secret[:9], False)
    assert await work.read(queries.find_key, VISITOR, token_hash(secret))
    await work.do(service.revoke_key, brand.viewer, key.id)
    await work.do(service.revoke_key, brand.viewer, key.id)
    assert await work.read(queries.find_key, VISITOR, token_hash(secret)) is None
    assert (await events(work, key.id)) == ["api_key.made", "api_key.revoked"]


async def test_nobody_makes_a_key_for_a_door_that_is_not_his(work: Work) -> None:
    ours, theirs = await arrange.brand(work), await arrange.brand(work, "Lakeside")
    for kind, scope in (("brand", theirs.id), ("ops", None), ("consumer", "con_x")):
        with pytest.raises(Forbidden):
            await work.do(service.make_key, ours.viewer, kind=kind, scope_id=scope, name="too much")


async def test_a_brand_sees_and_revokes_its_own_keys_only(work: Work) -> None:
    ours, theirs = await arrange.brand(work), await arrange.brand(work, "Lakeside")
    mine, _ = await work.do(service.make_key, ours.viewer, kind="brand", scope_id=ours.id, name="ours")
    other, _ = await work.do(service.make_key, theirs.viewer, kind="brand", scope_id=theirs.id, name="theirs")
    assert [k.id for k in (await work.read(queries.page_of_keys, ours.viewer, Ask())).items] == [mine.id]
    with pytest.raises(NotFound):
        await work.do(service.revoke_key, ours.viewer, other.id)


async def test_an_ops_key_dies_with_the_right_to_be_ops(work: Work) -> None:
    account_id = await arrange.ops_account(work)
    _, secret = await work.do(service.make_key, roles.ops(account_id), kind="ops", scope_id=None, name="night")
    assert await work.read(queries.find_key, VISITOR, token_hash(secret))

    async def demote(session: AsyncSession, viewer: Viewer) -> None:
        (await queries.get(session, viewer, account_id)).is_ops = False
    await work.do(demote, OPS)
    assert await work.read(queries.find_key, VISITOR, token_hash(secret)) is None


async def test_a_key_that_has_an_end_ends(work: Work, clock: SetClock) -> None:
    brand = await arrange.brand(work)
    _, secret = await work.do(service.make_key, brand.viewer, kind="brand", scope_id=brand.id, name="short",
                              expires_at=clock() + timedelta(days=1))
    clock.forward(days=1)
    assert await work.read(queries.find_key, VISITOR, token_hash(secret)) is None


async def test_a_link_is_exchanged_for_a_key_once(work: Work) -> None:
    account, point = await made(work, verified=False)
    secret = await work.do(service.mint_link, OPS, account.id, point.id)
    key, _ = await work.do(service.exchange_link, VISITOR, secret, account_id=account.id, kind="consumer",
                           scope_id="con_x", name="phone")
    assert (key.account_id, key.kind, key.scope_id) == (account.id, "consumer", "con_x")
    with pytest.raises(LinkUsed):
        await work.do(service.exchange_link, VISITOR, secret, account_id=account.id, kind="consumer", scope_id="con_x",
                      name="again")

    async def count(session: AsyncSession, viewer: Viewer) -> int:
        return await session.scalar(select(func.count()).select_from(ApiKey)) or 0
    assert await work.read(count, OPS) == 1


async def test_a_link_of_one_account_makes_no_key_for_another(work: Work) -> None:
    account, _ = await made(work)
    secret = await work.do(service.mint_link, OPS, account.id)
    with pytest.raises(LinkUnknown):
        await work.do(service.exchange_link, VISITOR, secret, account_id="acc_other", kind="consumer", scope_id="con_x",
                      name="not mine")
