"""What comes in and goes out about accounts: settings, contact points, links, keys."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, SecretStr, StringConstraints

from app.accounts.models import Account, ApiKey, ContactPoint
from app.accounts.rules.contacts import KINDS, Contact, ContactKind
from app.core.i18n import Language
from app.core.shapes import In, Line, Out, When, Zone

Purpose = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]
NextPath = Annotated[str, StringConstraints(max_length=300, pattern=r"^/([^/\\]|$)")]


class LinkAskIn(In):
    """Who asks for a one-time link, and where to go on afterwards."""

    contact: Line
    next: NextPath | None = None


class LinkAskedOut(Out):
    """The same answer whether or not the contact is known."""

    status: str = "sent_if_known"


class SettingsIn(In):
    """What somebody may change about the own account; what is left out stays."""

    name: Line | None = None
    language: Language | None = None
    time_zone: Zone | None = None


class ContactIn(In):
    """A contact point as typed."""

    contact: Line


class OptOutsIn(In):
    """The purposes for which a contact point is not to be used."""

    purposes: list[Purpose] = Field(max_length=20)


class PasswordIn(In):
    """A new password, and the present one where there is one."""

    password: SecretStr
    present: SecretStr | None = None


KeyName = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class NewKeyIn(In):
    """A key as the form on a page asks for it."""

    name: KeyName
    is_read_only: bool = False


class KeyIn(In):
    """A key that is wanted: for the one-time token of a link, or by somebody who holds a key already."""

    token: Token | None = None
    name: KeyName = "API key"
    kind: Literal["consumer", "brand", "ops"] | None = None
    is_read_only: bool = False
    expires_at: When | None = None


class ContactPointOut(Out):
    """A contact point as its owner sees it."""

    id: str
    kind: ContactKind
    value: str
    is_verified: bool
    opted_out: list[str]

    @classmethod
    def of(cls, point: ContactPoint) -> "ContactPointOut":
        """The shape of a row."""
        return cls(id=point.id, kind=next(k for k in KINDS if k == point.kind), value=point.value or "",
                   is_verified=point.verified_at is not None, opted_out=list(point.opted_out))


class AccountOut(Out):
    """An account as its owner sees it."""

    id: str
    name: str | None
    language: str
    time_zone: str
    has_password: bool
    contact_points: list[ContactPointOut]

    @classmethod
    def of(cls, account: Account) -> "AccountOut":
        """The shape of a row whose contact points are loaded."""
        points = [ContactPointOut.of(p) for p in account.contact_points if p.value_sealed is not None]
        return cls(id=account.id, name=account.name, language=account.language, time_zone=account.time_zone,
                   has_password=account.password_hash is not None, contact_points=points)


class KeyOut(Out):
    """An API key without its secret."""

    id: str
    kind: str
    scope_id: str | None
    name: str
    prefix: str
    is_read_only: bool
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyOut":
        """The shape of a row."""
        return cls.model_validate(key)


class KeyMadeOut(KeyOut):
    """A new API key with its secret, shown this once."""

    secret: str

    @classmethod
    def with_secret(cls, made: tuple[ApiKey, str]) -> "KeyMadeOut":
        """The shape of a row and its secret."""
        key, secret = made
        return cls(**KeyOut.of(key).model_dump(), secret=secret)


def masked(point: ContactPoint) -> str:
    """A contact point, recognisable to who knows it."""
    kind = next(k for k in KINDS if k == point.kind)
    return Contact(kind, point.value).masked if point.value else ""
