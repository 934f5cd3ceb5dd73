"""An account is shown to be somebody's own: by the code in its profile or in a post, or by a screenshot."""

import asyncio
from datetime import timedelta

import pytest

from app.consumers import service
from app.consumers.jobs import kinds
from app.consumers.models import SocialAccount
from app.consumers.queries import accounts
from app.consumers.rules.proof import code_from, code_of, holds_code
from app.consumers.rules.refusals import AccountTaken
from app.consumers.service.declaring import handle_index
from app.core.errors import NotFound
from app.core.outbound import Outbound
from app.core.work import Work
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.platforms.readings import Profile
from app.reviews import service as reviews
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social
from tests.people import all_of


async def declared(work: Work, who: arrange.Person, platform: str = "weibo", handle: str = "lin.eats") -> None:
    await work.do(service.declare, who.viewer, who.id, [{"platform": platform, "handle": handle, "followers": None}])


async def account(work: Work, who: arrange.Person, platform: str = "weibo") -> SocialAccount:
    [found] = [one for one in await work.read(accounts.own, who.viewer) if one.platform == platform]
    return found


async def look(work: Work, who: arrange.Person, bio: str | None, author_id: str | None = "17") -> SocialAccount:
    """The profile is asked for, and this is what it says."""
    await work.do(service.prove_account, who.viewer, "weibo")
    profile = None if bio is None else Profile("lin.eats", author_id, bio)
    await work.do(service.record_profile, arrange.OPS, (await account(work, who)).id, profile)
    return await account(work, who)


async def test_a_code_is_short_and_each_persons_own(work: Work) -> None:
    one, other = code_of("con_1", "weibo"), code_of("con_2", "weibo")
    assert len({one, other, code_of("con_1", "zhihu")}) == 3
    assert one == code_of("con_1", "weibo")
    assert len(one) == len("daren-0000-0000")
    assert code_from("0" * 64) == "daren-0000-0000"


@pytest.mark.parametrize(("bio", "is_there"), [
    ("吃货一枚 | daren-k7m2-9xq4", True), ("DAREN K7M2 9XQ4", True), ("ｄａｒｅｎ－ｋ７ｍ２－９ｘｑ４", True),
    ("daren-k7m2", False), ("daren-k7m2-9xq5", False), ("", False), (None, False),
])
def test_the_code_is_found_in_any_dress(bio: str | None, is_there: bool) -> None:
    assert holds_code(bio, "daren-k7m2-9xq4") is is_there


async def test_a_profile_with_the_code_proves_the_account_and_keeps_its_number(work: Work) -> None:
    who = await arrange.person(work)
    await declared(work, who)
    found = await look(work, who, f"Food, mostly. {code_of(who.id, 'weibo')}")
    assert (found.verified_at, found.proof_outcome, found.author_id) == (work.clock(), "found", "17")
    assert "17" not in (found.author_id_sealed or "")


@pytest.mark.parametrize(("bio", "outcome"), [("Food, mostly.", "missing"), (None, "unreadable")])
async def test_a_profile_without_it_or_out_of_sight_proves_nothing(work: Work, bio: str | None, outcome: str) -> None:
    who = await arrange.person(work)
    await declared(work, who)
    found = await look(work, who, bio)
    assert (found.verified_at, found.proof_outcome) == (None, outcome)


async def test_the_code_of_somebody_else_proves_nothing(work: Work) -> None:
    who, other = await arrange.person(work), await arrange.person(work, "mei")
    await declared(work, who)
    assert (await look(work, who, code_of(other.id, "weibo"))).proof_outcome == "missing"


async def test_one_account_is_one_persons(work: Work) -> None:
    first, second = await arrange.person(work), await arrange.person(work, "mei")
    for who in (first, second):
        await declared(work, who)
    assert (await look(work, first, code_of(first.id, "weibo"))).proof_outcome == "found"
    again = await look(work, second, code_of(second.id, "weibo"))
    assert (again.verified_at, again.proof_outcome) == (None, "taken")
    with pytest.raises(AccountTaken):
        await work.do(service.confirm_account, arrange.OPS, again.id)


async def test_another_handle_has_to_be_proven_anew(work: Work) -> None:
    who = await arrange.person(work)
    await declared(work, who)
    await look(work, who, code_of(who.id, "weibo"))
    await declared(work, who, handle="lin.cooks")
    found = await account(work, who)
    assert (found.verified_at, found.author_id, found.proof_outcome) == (None, None, None)


async def test_ops_confirm_a_screenshot_which_is_then_deleted(work: Work) -> None:
    who = await arrange.person(work)
    await declared(work, who, "xiaohongshu")
    await work.do(service.show_account, who.viewer, "xiaohongshu", "a" * 64)
    [waiting] = await work.read(accounts.with_picture, arrange.OPS)
    declined = await work.do(service.decline_account, arrange.OPS, waiting.id)
    assert (declined.proof_outcome, declined.proof_picture) == ("declined", None)
    await work.do(service.show_account, who.viewer, "xiaohongshu", "b" * 64)
    confirmed = await work.do(service.confirm_account, arrange.OPS, waiting.id)
    assert (confirmed.verified_at, confirmed.proof_picture) == (work.clock(), None)
    assert await work.read(accounts.with_picture, arrange.OPS) == []


async def test_nobody_proves_what_he_has_not_named_nor_confirms_his_own(work: Work) -> None:
    who = await arrange.person(work)
    with pytest.raises(NotFound):
        await work.do(service.prove_account, who.viewer, "weibo")
    await declared(work, who)
    with pytest.raises(NotFound):
        await work.do(service.confirm_account, who.viewer, (await account(work, who)).id)


async def test_a_network_that_shows_no_profile_is_not_asked(work: Work, social: Social) -> None:
    who = await arrange.person(work)
    await declared(work, who, "simulated")
    await work.do(service.prove_account, who.viewer, "simulated")
    await Worker(work, Registry(*kinds(Outbound()))).run_due()
    assert (await account(work, who, "simulated")).proof_outcome == "unreadable"
    assert social.server.requests == []


async def test_a_post_with_the_code_proves_its_author(work: Work, social: Social) -> None:
    promised = await start.promised(work)
    code = code_of(promised.who.id, "simulated")
    [held] = await all_of(work, SocialAccount, SocialAccount.consumer_id == promised.who.id)
    assert held.verified_at is None
    link = social.publish("p1", work.clock() - timedelta(days=1), text=f"{start.LABELLED} {code}", author_id="u-9")
    await work.do(reviews.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    found = await account(work, promised.who, "simulated")
    assert (found.verified_at is not None, found.author_id) == (True, "u-9")


async def test_a_renamed_account_is_still_its_owners_and_a_namesake_is_not(work: Work, social: Social) -> None:
    first = await start.promised(work)
    link = social.publish("p1", work.clock() - timedelta(days=1), author_id="u-9")
    await work.do(reviews.submit, first.who.viewer, first.review_id, link)
    await start.worker(work, social).run_due()
    outcomes = {}
    for post_id, author, number in (("p2", "lin.renamed", "u-9"), ("p3", "lin.eats", "u-10")):
        later = await arrange.live_campaign(work, await arrange.brand(work, post_id), platform="simulated")
        promised = await start.promised(work, later, first.who, handle=None)
        link = social.publish(post_id, work.clock() - timedelta(days=1), author=author, author_id=number)
        await work.do(reviews.submit, first.who.viewer, promised.review_id, link)
        await start.worker(work, social).run_due()
        checks = (await start.review(work, promised.review_id)).checks
        outcomes[post_id] = next(check.outcome for check in checks if check.name == "author")
    assert outcomes == {"p2": "passed", "p3": "failed"}


async def test_two_who_prove_one_account_at_the_same_instant_are_one_owner(own_house) -> None:
    work = own_house.work
    people = [await arrange.person(work, name) for name in ("lin", "mei")]
    for who in people:
        await declared(work, who)
    rows = [await account(work, who) for who in people]
    assert rows[0].handle_index == rows[1].handle_index == handle_index("weibo", "lin.eats")

    async def prove(who: arrange.Person, row: SocialAccount) -> None:
        await work.do(service.record_profile, arrange.OPS, row.id, Profile(None, None, code_of(who.id, "weibo")))
    await asyncio.gather(*map(prove, people, rows), return_exceptions=True)
    proven = [one for who in people if (one := await account(work, who)).verified_at is not None]
    assert len(proven) == 1
