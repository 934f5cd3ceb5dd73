"""The same small world is played twice, all praise on one store, all blame on the other: every decision is the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Response, SocialAccount, Traits
from app.core.clock import SetClock
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.insights import service as surveys
from app.insights.rules.surveys import SLUG
from app.journal.models import Entry
from app.main import build
from app.matching import jobs, service
from app.matching.models import HoldOut, Match, ModelCard, Run
from app.notifications import service as notifications
from app.notifications.models import Message
from app.reviews import service as reviews
from app.reviews.models import Review
from app.seats import service as seat
from app.seats.models import Seat
from app.seats.queries.rates import standings
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, wants
from tests.arrange_reviews import Social, social, worker
from tests.conftest import START, NoLimit
from tests.people import all_of
from tests.stores import Stores

PRAISE: dict[str, Any] = {"view:intent": 5, "view:bought": "yes", "view:tried": "yes", "view:recommend": 10,
                          "view:stars": 5}
BLAME: dict[str, Any] = {"view:intent": 1, "view:bought": "no", "view:tried": "yes", "view:recommend": 0,
                         "view:stars": 1}
WORDS = {5: "Love this oat milk, ★★★★★, the best there is. 强烈推荐 #gifted",
         1: "Hate this oat milk, ★☆☆☆☆, pure waste. 避雷 #gifted"}


@dataclass
class Play:
    """A world on its way: who is who, and whether everybody praises or blames."""

    work: Work
    clock: SetClock
    network: Social
    said: dict[str, Any]
    people: dict[str, Person] = field(default_factory=dict)

    async def do(self, verb: Any, *more: Any) -> Any:
        return await self.work.do(verb, OPS, *more)


async def rated(session: AsyncSession, viewer: Viewer, stars: int) -> None:
    await session.execute(update(Review).where(Review.verified_at.is_not(None)).values(stars=stars))


async def member(session: AsyncSession, viewer: Viewer, who: str, name: str) -> None:
    account = SocialAccount(id=new_id(session, "soc"), consumer_id=who, platform="simulated", declared_at=now(session))
    account.handle = name
    session.add_all((account, Traits(
        consumer_id=who, slug="lifestyle", response_id="rsp", source="import", answered_at=now(session), earlier={},
        values={"interest:cooking": 5, "interest:home": 4})))


async def answers(session: AsyncSession, viewer: Viewer, campaign_id: str, people: Sequence[str], purpose: str,
                  said: dict[str, Any]) -> None:
    await session.execute(insert(Response), [
        {"id": f"rsp_{purpose}_{who}", "consumer_id": who, "slug": SLUG, "questionnaire_version": 1, "source": "web",
         "purpose": purpose, "subject_id": campaign_id, "answers": said, "submitted_at": now(session)}
        for who in people])


async def resolved(session: AsyncSession, viewer: Viewer) -> None:
    """Of all who were offered a seat every third says no, the others kept their promise."""
    for one in (await session.scalars(select(Seat).order_by(Seat.seq))).all():
        one.state = "declined" if int(one.consumer_id[-2:]) % 3 == 0 else "completed"
        one.answered_at = one.completed_at = now(session)


async def inhabited(play: Play, owner: arrange.House) -> None:
    """Many people of whom some like to cook and who had a campaign before, and eight members who like it most."""
    await crowd(play.work, [{"traits": {"interest:cooking": n % 5 + 1, "interest:home": n % 3 + 1}}
                            for n in range(800)], first=101)
    earlier = await a_campaign(play, owner, units=60)
    run = await jobs.run_now(play.work, OPS, earlier.id, shape=lambda made: made)
    await play.do(service.approve_of_run, run.id)
    await play.do(resolved)
    play.clock.forward(days=100)
    for number in range(1, 9):
        who = await arrange.person(play.work, f"member{number}", seq=number)
        play.people[who.id] = who
        await play.do(member, who.id, f"member{number}")


async def a_campaign(play: Play, owner: arrange.House, units: int = 4, **more: Any) -> Live:
    campaign = await arrange.live_campaign(
        play.work, owner, units=units, platform="simulated", ends_at=play.clock() + timedelta(days=60), **more)
    await wants(play.work, campaign.id, cooking=3, home=1)
    return campaign


async def surveyed(play: Play, campaign: Live, purpose: Any) -> None:
    """Everybody drawn says what he thinks: members by the verb, the others in bulk."""
    drawn = [one.consumer_id for one in await all_of(play.work, HoldOut, HoldOut.campaign_id == campaign.id)]
    assert len(drawn) >= 300
    for who in (one for one in drawn if one in play.people):
        await play.work.do(surveys.answer, play.people[who].viewer, campaign.id, purpose, play.said)
    await play.do(answers, campaign.id, [one for one in drawn if one not in play.people], purpose, play.said)


async def first_campaign(play: Play, campaign: Live) -> None:
    """Matched and offered; one declines and the next is asked, the others accept and receive; two publish, one never
    does; the time to remind everybody comes twice."""
    run = await jobs.run_now(play.work, OPS, campaign.id, shape=lambda made: made)
    await surveyed(play, campaign, "before")
    await play.do(service.approve_of_run, run.id)
    offered = await all_of(play.work, Seat, Seat.state == "offered")
    for one in offered:
        await play.do(seat.mark_told, one.id)
    play.clock.forward(days=2, hours=20)
    assert await play.do(notifications.remind) > 0
    first, *others = [one for one in offered if one.consumer_id in play.people]
    await play.work.do(seat.decline, play.people[first.consumer_id].viewer, first.id)
    for one in others:
        await play.work.do(seat.accept, play.people[one.consumer_id].viewer, one.id)
        for verb in (seat.mark_exported, seat.mark_shipped, seat.mark_received):
            await play.do(verb, one.id)
    play.clock.forward(days=9)
    for number, one in enumerate(others[:2]):
        await published(play, one, f"post{number}")
    play.clock.forward(days=11)
    assert await play.do(notifications.remind) > 0
    play.clock.forward(days=10)
    for one in others:
        await play.do(seat.settle, one.id)


async def published(play: Play, one: Seat, post_id: str) -> None:
    """A post whose words are praise or blame, handed in and looked at."""
    link = play.network.publish(post_id, play.clock() - timedelta(hours=2), text=WORDS[play.said["view:stars"]],
                                author="@" + (await handle_of(play, one.consumer_id)))
    [owed] = await all_of(play.work, Review, Review.seat_id == one.id)
    await play.work.do(reviews.submit, play.people[one.consumer_id].viewer, owed.id, link)
    await worker(play.work, play.network).run_due()
    [seen] = await all_of(play.work, Review, Review.seat_id == one.id)
    assert seen.state == "verified"


async def handle_of(play: Play, consumer_id: str) -> str:
    [account] = await all_of(play.work, SocialAccount, SocialAccount.consumer_id == consumer_id)
    assert account.handle
    return str(account.handle)


async def later_campaigns(play: Play, owner: arrange.House) -> None:
    """The model learns, the same brand and another one match again, alone and together, and offer."""
    await jobs.learn_now(play.work, OPS)
    again = await a_campaign(play, owner)
    other = await a_campaign(play, await arrange.brand(play.work, "Lakeside"), newcomer_share=.5, control_share=.25)
    run = await jobs.run_now(play.work, OPS, again.id, shape=lambda made: made)
    await play.do(service.approve_of_run, run.id)
    await jobs.round_now(play.work, OPS, [other.id], shape=lambda made: made)


async def decisions(play: Play) -> dict[str, list[Any]]:
    """Every decision that the world holds, as plain values; what people said is no decision."""
    unread = {"answers", "answers_hash", "post_text", "content_hash", "stars", "url", "link_sealed", "author_sealed",
              "headline_sealed", "words_sealed", "picture", "etag", "pseudonym"}
    found: dict[str, list[Any]] = {}
    for kind in (Entry, Match, Run, HoldOut, ModelCard, Seat, Message, Review):
        columns = [one for one in kind.__table__.columns if one.name not in unread and one.name != "seq"]

        async def rows(session: AsyncSession, viewer: Viewer, kind: Any = kind, columns: Any = columns) -> list[Any]:
            return [tuple(row) for row in (await session.execute(select(*columns).order_by(kind.seq))).all()]
        found[kind.__tablename__] = await play.work.read(rows, OPS)
    found["standings"] = sorted((await play.work.read(standings, OPS)).items())
    return found


async def played(stores: Stores, settings: Settings, dialect: str, said: dict[str, Any]) -> tuple[Any, list[Any]]:
    """All decisions of the story, and what was said in it."""
    clock = SetClock(START)
    async with stores.borrowed(dialect) as database:
        work = build(settings, database=database, clock=clock, seed=1, limits=NoLimit()).work
        async with social(work) as network:
            play = Play(work, clock, network, said)
            owner = await arrange.brand(work)
            await inhabited(play, owner)
            campaign = await a_campaign(play, owner, measures_lift=True)
            await first_campaign(play, campaign)
            await play.do(rated, said["view:stars"])
            clock.forward(days=30)
            await surveyed(play, campaign, "after")
            await later_campaigns(play, owner)
            return await decisions(play), [one.answers for one in await all_of(work, Response)]


async def test_when_every_star_and_tone_is_turned_around_every_decision_is_the_same_on_either_store(
        stores: Stores, settings: Settings) -> None:
    praised, praise = await played(stores, settings, "sqlite", PRAISE)
    blamed, blame = await played(stores, settings, "postgresql", BLAME)
    assert (len(praise), praise != blame) == (len(blame), True)
    assert {name: len(rows) > 0 for name, rows in praised.items()} == dict.fromkeys(praised, True)
    for name, rows in praised.items():
        assert rows == blamed[name], name
