"""Messages: who gets which, in which words, by which way; tried again, given up, and stopping by themselves."""

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries as contacts
from app.accounts import service as accounts
from app.accounts.models import ContactPoint
from app.accounts.rules.refusals import LinkUsed
from app.accounts.schemas import SettingsIn
from app.campaigns.models import Campaign
from app.cases import queries as case_queries
from app.cases import service as cases
from app.consumers import service as consumers
from app.consumers.models import Consumer
from app.core.clock import SetClock
from app.core.errors import Forbidden, NotFound
from app.core.paging import Ask
from app.core.viewer import Viewer, system
from app.core.work import Happened, Work
from app.main import House
from app.notifications import queries, service
from app.notifications.models import Message
from app.notifications.rules import NoWayToReach
from app.notifications.schemas import Letter, Outcome
from app.reviews.models import Review
from app.seats.models import Seat
from app.web import roles
from tests import arrange
from tests.arrange import OPS, Live, Person

SYSTEM = system("ent_test")


async def messages(work: Work, template: str | None = None) -> list[Message]:
    """Every message, or those of one template."""
    async def read(session: AsyncSession, viewer: Viewer) -> list[Message]:
        rows = select(Message).order_by(Message.seq)
        return list((await session.scalars(rows.where(Message.template == template) if template else rows)).all())
    return await work.read(read, OPS)


async def change(work: Work, kind: type[Any], row_id: str, **values: Any) -> None:
    """Set columns of a row."""
    async def verb(session: AsyncSession, viewer: Viewer) -> None:
        row = (await session.scalars(select(kind).where(kind.id == row_id))).one()
        for name, value in values.items():
            setattr(row, name, value)
    await work.do(verb, OPS)


async def seat_of(work: Work, seat_id: str) -> Seat:
    """A seat as it stands."""
    async def read(session: AsyncSession, viewer: Viewer) -> Seat:
        return (await session.scalars(select(Seat).where(Seat.id == seat_id))).one()
    return await work.read(read, OPS)


async def offered(work: Work, name: str = "lin", **more: Any) -> tuple[Live, Person, str]:
    """A live campaign with one offered seat."""
    campaign, who = await arrange.live_campaign(work), await arrange.person(work, name)
    return campaign, who, await arrange.offered_seat(work, campaign, who, **more)


async def tell(work: Work, seat_id: str, reaction: Any = service.offer) -> Message | None:
    """What the reaction to something that happened to a seat makes."""
    seat = await seat_of(work, seat_id)

    async def react(session: AsyncSession, viewer: Viewer) -> Any:
        return await reaction(session, viewer, Happened("ent_x", "seat.offered", seat_id, {}, seat))
    return await work.do(react, SYSTEM)


def mails(house: House) -> list[Any]:
    """What lies in the mail folder, oldest first."""
    files = sorted(Path(house.settings.mail_dir).glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


async def test_an_offer_is_written_with_a_link_that_signs_in_once_and_leads_to_it(house: House) -> None:
    work = house.work
    _, who, seat_id = await offered(work, sent_at=None, answer_by=None)
    await tell(work, seat_id)
    await house.worker.run_due()
    [mail] = mails(house)
    assert (mail["To"], mail["Subject"]) == ("lin@example.test", "A gift for you to try: Oat milk")
    [token] = re.findall(r"/sign-in/(\S+)", mail.get_content())
    signed_in = await work.do(accounts.use_link, roles.visitor(), token)
    assert (signed_in.account.id, signed_in.next_path) == (who.account_id, f"/me/invitations/{seat_id}")
    with pytest.raises(LinkUsed):
        await work.do(accounts.use_link, roles.visitor(), token)


async def test_the_answer_window_opens_when_the_offer_is_handed_over(house: House, clock: SetClock) -> None:
    work = house.work
    _, _, seat_id = await offered(work, sent_at=None, answer_by=None)
    await tell(work, seat_id)
    assert (await seat_of(work, seat_id)).sent_at is None
    clock.forward(minutes=5)
    await house.worker.run_due()
    seat = await seat_of(work, seat_id)
    assert (seat.sent_at, (await messages(work))[0].state) == (clock(), "sent")
    assert seat.answer_by is not None
    assert seat.answer_by > clock() + timedelta(days=3)


async def test_a_message_speaks_the_language_of_its_account(house: House) -> None:
    _, who, seat_id = await offered(house.work)
    await house.work.do(accounts.change, who.viewer, SettingsIn(language="zh-cn"))
    await tell(house.work, seat_id)
    await house.worker.run_due()
    assert mails(house)[0]["Subject"] == "送你一份试用礼物：燕麦奶"


async def test_the_words_are_kept_sealed(house: House) -> None:
    _, _, seat_id = await offered(house.work)
    await tell(house.work, seat_id)
    await house.worker.run_due()
    [message] = await messages(house.work)
    assert "Bergquell" in (message.words or "")
    assert "Bergquell" not in (message.words_sealed or "")


async def test_a_person_without_account_gets_no_message(work: Work) -> None:
    _, who, seat_id = await offered(work)
    await change(work, Consumer, who.id, account_id=None)
    assert await tell(work, seat_id) is None


async def test_who_opted_out_of_offers_gets_none_but_still_gets_answers(work: Work) -> None:
    _, who, seat_id = await offered(work)
    [point] = await work.read(contacts.contact_points, OPS, who.account_id)
    await change(work, ContactPoint, point.id, opted_out=["offer", "case"])
    assert await tell(work, seat_id) is None
    assert await work.do(service.queue, SYSTEM, template="case_answered", account_id=who.account_id,
                         subject_id="case_x", facts={"next": "/me/help/case_x"})


async def test_who_does_not_want_to_be_written_to_finds_the_invitation_waiting_and_ops_are_told(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work, "lin")
    await work.do(consumers.withdraw_consent, who.viewer, who.id, "contact")
    seat_id = await arrange.offered_seat(work, campaign, who)
    assert await tell(work, seat_id) is None
    assert await tell(work, seat_id, cases.open_telling) is None
    page = await work.read(case_queries.tasks, OPS, Ask(None, 50), "tell_person")
    assert [task.subject_id for task in page.items] == [seat_id]
    assert await work.do(service.queue, SYSTEM, template="case_answered", account_id=who.account_id,
                         subject_id="case_x", facts={"next": "/me/help/case_x"})


async def test_an_unproven_contact_gets_a_plain_link_that_signs_nobody_in(house: House) -> None:
    _, who, seat_id = await offered(house.work)
    [point] = await house.work.read(contacts.contact_points, OPS, who.account_id)
    await change(house.work, ContactPoint, point.id, verified_at=None)
    await tell(house.work, seat_id)
    await house.worker.run_due()
    words = mails(house)[0].get_content()
    assert ("/sign-in/" in words, f"/me/invitations/{seat_id}" in words) == (False, True)


async def test_an_offer_withdrawn_before_it_was_written_is_not_sent(house: House) -> None:
    _, _, seat_id = await offered(house.work)
    await tell(house.work, seat_id)
    await change(house.work, Seat, seat_id, state="withdrawn")
    await house.worker.run_due()
    assert ([m.state for m in await messages(house.work)], mails(house)) == (["skipped"], [])


async def test_asking_for_a_link_sends_it_to_that_very_contact(house: House) -> None:
    who = await arrange.person(house.work)
    await house.work.do(accounts.add_contact, OPS, who.account_id, None, "13800138000", True)
    await house.work.do(accounts.ask_link, roles.visitor(), "138 0013 8000", next_path="/me/answers")
    await house.worker.run_due()
    [mail] = mails(house)
    assert mail["To"] == "+8613800138000"
    [token] = re.findall(r"/sign-in/(\S+)", mail.get_content())
    assert (await house.work.do(accounts.use_link, roles.visitor(), token)).next_path == "/me/answers"


async def test_asking_for_an_unknown_contact_sends_nothing(house: House) -> None:
    await house.work.do(accounts.ask_link, roles.visitor(), "nobody@example.test")
    await house.worker.run_due()
    assert mails(house) == []


async def test_every_member_of_the_brand_hears_of_the_approval(house: House) -> None:
    campaign = await arrange.live_campaign(house.work)

    async def react(session: AsyncSession, viewer: Viewer) -> None:
        row = (await session.scalars(select(Campaign).where(Campaign.id == campaign.id))).one()
        row.change_note = "Say how many posts."
        happened = Happened("ent_x", "campaign.approved", row.id, {}, row)
        await service.campaign_approved(session, viewer, happened)
        await service.changes_requested(session, viewer, happened)
    await house.work.do(react, SYSTEM)
    await house.worker.run_due()
    assert {(m["To"], m["Subject"]) for m in mails(house)} == {
        ("bergquell@example.test", "Approved: Oat milk spring"),
        ("bergquell@example.test", "Please have another look: Oat milk spring")}
    assert any("Say how many posts." in m.get_content() for m in mails(house))


async def plan_letter(work: Work, seat_id: str) -> Letter:
    """A written message, ready to be sent."""
    made = await tell(work, seat_id)
    assert made is not None
    await work.do(service.write, SYSTEM, made.id)
    letter = await work.read(service.letter, SYSTEM, made.id, 1)
    assert letter is not None
    return letter


async def test_a_failed_try_is_repeated_and_at_last_given_up(work: Work, clock: SetClock) -> None:
    _, _, seat_id = await offered(work, sent_at=None)
    letter = await plan_letter(work, seat_id)
    await work.do(service.record, SYSTEM, letter, Outcome("the mail server did not answer (OSError)"))
    [message] = await messages(work)
    assert (message.state, message.error) == ("waiting", "the mail server did not answer (OSError)")
    last = Letter(**{f: getattr(letter, f) for f in Letter.__dataclass_fields__} | {"attempt": 6})
    await work.do(service.record, SYSTEM, last, Outcome("the mail server did not answer (OSError)"))
    assert ((await messages(work))[0].state, (await seat_of(work, seat_id)).sent_at) == ("failed", None)


async def test_what_is_refused_for_good_is_not_tried_again(work: Work) -> None:
    _, _, seat_id = await offered(work)
    await work.do(service.record, SYSTEM, await plan_letter(work, seat_id), Outcome("refused (550)", True))
    [message] = await messages(work)
    assert message.state == "failed"
    page = await work.read(case_queries.tasks, OPS, Ask(None, 50), "reach_person")
    assert [task.subject_id for task in page.items] == [message.id]
    await work.do(service.send_again, OPS, message.id)
    assert not (await work.read(case_queries.tasks, OPS, Ask(None, 50), "reach_person")).items


async def test_a_failed_message_is_sent_again_with_a_fresh_link(house: House) -> None:
    work = house.work
    _, _, seat_id = await offered(work)
    letter = await plan_letter(work, seat_id)
    await work.do(service.record, SYSTEM, letter, Outcome("refused (550)", True))
    await work.do(service.send_again, OPS, letter.message_id)
    await house.worker.run_due()
    assert [m.state for m in await messages(work)] == ["skipped", "sent"]
    assert mails(house)[0].get_content() != letter.words


async def test_what_cannot_reach_anybody_any_more_is_not_sent_again(work: Work) -> None:
    _, who, seat_id = await offered(work)
    letter = await plan_letter(work, seat_id)
    [point] = await work.read(contacts.contact_points, OPS, who.account_id)
    await change(work, ContactPoint, point.id, opted_out=["offer"])
    with pytest.raises(NoWayToReach):
        await work.do(service.send_again, OPS, letter.message_id)
    with pytest.raises(Forbidden):
        await work.do(service.send_again, who.viewer, letter.message_id)


async def test_one_reminder_comes_before_the_time_to_answer_ends(house: House, clock: SetClock) -> None:
    await offered(house.work)
    assert await house.work.do(service.remind, SYSTEM) == 0
    clock.forward(days=2, hours=1)
    assert [await house.work.do(service.remind, SYSTEM) for _ in range(2)] == [1, 0]
    await house.worker.run_due()
    assert mails(house)[0]["Subject"] == "Still open: your invitation to try Oat milk"


async def test_who_has_answered_or_was_not_told_is_not_reminded(work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work)
    told = await arrange.offered_seat(work, campaign, await arrange.person(work, "lin"))
    await change(work, Seat, told, state="declined")
    await arrange.offered_seat(work, campaign, await arrange.person(work, "mei"), sent_at=None)
    clock.forward(days=2, hours=1)
    assert await work.do(service.remind, SYSTEM) == 0


async def test_a_paused_campaign_reminds_nobody(work: Work, clock: SetClock) -> None:
    campaign, _, _ = await offered(work)
    clock.forward(days=2, hours=1)
    await change(work, Campaign, campaign.id, paused_at=clock())
    assert await work.do(service.remind, SYSTEM) == 0


async def test_a_post_still_to_come_is_reminded_of_once(work: Work, clock: SetClock) -> None:
    campaign, who, seat_id = await offered(
        work, state="accepted", received_at=clock(), deadline_at=clock() + timedelta(days=21), accepted_at=clock())
    clock.forward(days=19)
    assert await work.do(service.remind, SYSTEM) == 0

    async def await_post(session: AsyncSession, viewer: Viewer) -> None:
        session.add(Review(id="rev_x", seat_id=seat_id, campaign_id=campaign.id, brand_id=campaign.brand.id,
                           consumer_id=who.id, deliverable_id=campaign.deliverable_id, pseudonym="p",
                           created_at=clock(), updated_at=clock()))
    await work.do(await_post, OPS)
    assert [await work.do(service.remind, SYSTEM) for _ in range(2)] == [1, 0]


async def test_a_person_sees_what_was_written_and_can_have_it_erased(house: House) -> None:
    work = house.work
    _, who, seat_id = await offered(work)
    await tell(work, seat_id)
    await house.worker.run_due()
    told = await work.read(service.export, who.viewer, who.id)
    assert [m["headline"] for m in told["messages"]] == ["A gift for you to try: Oat milk"]
    await tell(work, seat_id)
    assert await work.do(service.forget, who.viewer, who.id) == {"messages": 2}
    await house.worker.run_due()
    assert [(m.state, m.words, m.facts) for m in await messages(work)] == [("sent", None, {}), ("skipped", None, {})]


async def test_only_ops_read_messages(work: Work) -> None:
    _, who, seat_id = await offered(work)
    made = await tell(work, seat_id)
    assert made is not None
    assert (await work.read(queries.get, OPS, made.id)).id == made.id
    for viewer in (who.viewer, roles.visitor()):
        with pytest.raises(NotFound):
            await work.read(queries.get, viewer, made.id)
