"""The ways out: SMTP, a gateway for phones and WeChat, or a file; each says what became of a letter."""

import asyncio
import os
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import orjson

from app.core.errors import UnsafeSetting
from app.core.outbound import AddressRefused, NotOpened, Outbound
from app.core.settings import Settings
from app.notifications.schemas import Letter, Outcome

PASSING = frozenset({408, 425, 429})
"""HTTP statuses below 500 that are worth another try."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Sender(Protocol):
    """Takes a letter to the next server; never raises for what a later try may mend."""

    async def send(self, letter: Letter) -> Outcome:
        """Hand the letter over."""


def as_email(letter: Letter, mail_from: str) -> EmailMessage:
    """The letter as an email. Its Message-ID is the same on every try, so that receivers drop repeats."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = mail_from, letter.to, letter.headline
    mail["Date"] = format_datetime(letter.made_at)
    mail["Message-ID"] = f"<{letter.message_id}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"
    mail["Content-Language"] = "zh-CN" if letter.language == "zh-cn" else "en"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.words)
    return mail


class Smtp:
    """Email by SMTP; smtps:// speaks TLS from the start, smtp:// upgrades, and with a password must."""

    def __init__(self, url: str, mail_from: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise UnsafeSetting("DAREN_SMTP_URL", "must look like smtp://user:password@host:587 or smtps://host:465")
        self._host, self._is_tls, self._mail_from = parts.hostname, parts.scheme == "smtps", mail_from
        self._port = parts.port or (465 if self._is_tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        must_upgrade = self._user is not None and self._host not in LOOPBACK
        self._start_tls = False if self._is_tls else True if must_upgrade else None

    async def send(self, letter: Letter) -> Outcome:
        """Hand the letter over; what the server refuses for good (5xx) is not tried again."""
        try:
            await aiosmtplib.send(
                as_email(letter, self._mail_from), hostname=self._host, port=self._port, username=self._user,
                password=self._password, use_tls=self._is_tls, start_tls=self._start_tls, timeout=20)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [one.code for one in refused.recipients]
            return Outcome(f"the mail server refused the recipient ({codes[0]})", min(codes) >= 500)
        except aiosmtplib.SMTPResponseException as refused:
            return Outcome(f"the mail server refused the message ({refused.code})", refused.code >= 500)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Outcome(f"the mail server did not answer ({type(error).__name__})")
        return Outcome()


class Gateway:
    """A short message through an HTTPS service: one JSON object, any 2xx is a yes."""

    def __init__(self, url: str, outbound: Outbound) -> None:
        self._url, self._outbound = url, outbound

    async def send(self, letter: Letter) -> Outcome:
        """Hand the letter over; the Idempotency-Key is the same on every try."""
        body = {"id": letter.message_id, "kind": letter.kind, "to": letter.to, "language": letter.language,
                "template": letter.template, "text": f"{letter.headline}\n{letter.words}"}
        try:
            answer = await self._outbound.post(self._url, orjson.dumps(body), {
                "content-type": "application/json", "idempotency-key": letter.message_id})
        except AddressRefused as refused:
            return Outcome(f"the gateway's address is refused ({refused.reason})", True)
        except NotOpened as error:
            return Outcome(f"the gateway did not answer ({error.code()})")
        if 200 <= answer.status < 300:
            return Outcome()
        is_final = answer.status < 500 and answer.status not in PASSING
        return Outcome(f"the gateway answered {answer.status}", is_final)


class Filed:
    """A file for each message, readable by its owner alone: what development uses instead of a server."""

    def __init__(self, folder: Path, mail_from: str) -> None:
        self._folder, self._mail_from = folder, mail_from

    async def send(self, letter: Letter) -> Outcome:
        """Write the letter; the same letter again is the same file."""
        await asyncio.to_thread(self._write, letter)
        return Outcome()

    def _write(self, letter: Letter) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{letter.message_id}.eml"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(as_email(letter, self._mail_from).as_bytes())


class ByKind:
    """Each kind of contact point by its own way."""

    def __init__(self, ways: Mapping[str, Sender]) -> None:
        self._ways = ways

    async def send(self, letter: Letter) -> Outcome:
        """Hand the letter over to the way of its kind."""
        way = self._ways.get(letter.kind)
        return Outcome(f"there is no way to reach {letter.kind}", True) if way is None else await way.send(letter)


def sender_of(settings: Settings, outbound: Outbound) -> Sender:
    """The sender that the settings ask for; with nothing set up, every message becomes a file."""
    if settings.smtp_url is None and settings.gateway_url is None:
        return Filed(settings.mail_dir, settings.mail_from)
    ways: dict[str, Sender] = {}
    if settings.smtp_url is not None:
        ways["email"] = Smtp(settings.smtp_url.get_secret_value(), settings.mail_from)
    if settings.gateway_url is not None:
        ways["phone"] = ways["wechat"] = Gateway(settings.gateway_url.get_secret_value(), outbound)
    return ByKind(ways)
