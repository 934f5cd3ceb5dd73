"""The ways out, against real servers on loopback: what is taken, what is refused, what does not answer."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from pydantic import SecretStr

from app.core.errors import UnsafeSetting
from app.core.outbound import Outbound
from app.core.settings import Settings
from app.notifications.jobs.senders import ByKind, Filed, Gateway, Smtp, as_email, sender_of
from app.notifications.schemas import Letter
from tests.faults.servers import page, serving

LETTER = Letter("msg_01", "offer", "email", "lin@example.test", "zh-cn", "送你一份试用礼物：燕麦奶", "打开：\nhttp://x.test/\n",
                datetime(2026, 3, 2, tzinfo=UTC), 1)
FROM = "daren <no-reply@daren.test>"


class Box:
    """A mail server's memory; what it says to the recipient and to the message may be set."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.to_recipient, self.to_message = "250 OK", "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return self.to_message


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def smtp(box: Box) -> Iterator[Smtp]:
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield Smtp(f"smtp://127.0.0.1:{controller.port}", FROM)
    controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_an_email_arrives_with_its_words_and_one_id_on_every_try(smtp: Smtp, box: Box) -> None:
    for _ in range(2):
        assert (await smtp.send(LETTER)).is_sent
    sent = as_email(LETTER, FROM)
    assert box.mails[0].rcpt_tos == ["lin@example.test"]
    assert {mail.content for mail in box.mails} == {sent.as_bytes()}
    assert (sent["Message-ID"], sent["Subject"], sent.get_content()) == (
        "<msg_01@daren.test>", LETTER.headline, LETTER.words)


@pytest.mark.parametrize(("to_recipient", "to_message", "is_final"), [
    ("550 no such person <lin@example.test>", "250 OK", True), ("450 try later", "250 OK", False),
    ("250 OK", "554 no", True), ("250 OK", "451 busy", False),
])
async def test_what_the_server_refuses_is_tried_again_only_where_it_says_so(
    smtp: Smtp, box: Box, to_recipient: str, to_message: str, is_final: bool
) -> None:
    box.to_recipient, box.to_message = to_recipient, to_message
    outcome = await smtp.send(LETTER)
    assert (outcome.is_sent, outcome.is_final) == (False, is_final)
    assert "example.test" not in (outcome.error or "")


async def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    outcome = await Smtp(f"smtp://127.0.0.1:{free_port()}", FROM).send(LETTER)
    assert (outcome.is_sent, outcome.is_final) == (False, False)


@pytest.mark.parametrize("url", ["http://mail.test", "mail.test:25", "smtp://"])
def test_an_address_that_is_no_mail_server_stops_the_start(url: str) -> None:
    with pytest.raises(UnsafeSetting):
        Smtp(url, FROM)


async def test_a_password_is_never_sent_in_the_clear(box: Box) -> None:
    assert Smtp("smtp://user:secret@mail.test", FROM)._start_tls is True
    assert Smtp("smtp://user:secret@127.0.0.1", FROM)._start_tls is None


async def test_a_file_is_readable_by_its_owner_alone_and_the_same_on_every_try(tmp_path: Path) -> None:
    filed = Filed(tmp_path / "mail", FROM)
    for _ in range(2):
        assert (await filed.send(LETTER)).is_sent
    [path] = (tmp_path / "mail").iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == ("msg_01.eml", 0o600)


def test_the_settings_choose_the_way() -> None:
    outbound = Outbound()
    assert isinstance(sender_of(Settings(), outbound), Filed)
    assert isinstance(sender_of(Settings(smtp_url=SecretStr("smtp://mail.test")), outbound), ByKind)


@pytest.mark.parametrize(("status", "is_sent", "is_final"), [
    ("200 OK", True, False), ("202 Accepted", True, False), ("400 Bad Request", False, True),
    ("302 Found", False, True), ("429 Too Many", False, False), ("503 Not Now", False, False),
])
async def test_a_gateway_is_believed_by_its_status(status: str, is_sent: bool, is_final: bool) -> None:
    async with serving(page(b"{}", status, location="http://elsewhere.test/")) as server:
        outcome = await Gateway(server.url("/send"), Outbound([server.origin])).send(LETTER)
    assert (outcome.is_sent, outcome.is_final) == (is_sent, is_final)
    assert len(server.requests) == 1
    assert server.header("idempotency-key") == "msg_01"
    body = orjson.loads(server.requests[0].split(b"\r\n\r\n", 1)[1])
    assert (body["to"], body["text"].split("\n")[0]) == ("lin@example.test", LETTER.headline)


async def test_a_gateway_inside_the_house_or_without_an_answer_is_told_apart() -> None:
    refused = await Gateway("https://127.0.0.1/send", Outbound()).send(LETTER)
    assert (refused.is_sent, refused.is_final) == (False, True)
    origin = f"127.0.0.1:{free_port()}"
    silent = await Gateway(f"http://{origin}/send", Outbound([origin])).send(LETTER)
    assert (silent.is_sent, silent.is_final) == (False, False)


async def test_a_kind_without_a_way_is_given_up_with_a_sentence() -> None:
    outcome = await ByKind({}).send(LETTER)
    assert (outcome.error, outcome.is_final) == ("there is no way to reach email", True)
