"""Why a page of another server was not opened."""

from dataclasses import dataclass

from app.core.errors import Conflict


class NotOpened(Conflict):
    """A page of another server was not opened; each kind of it says why."""

    message = "The page could not be opened."
    zh = "无法打开该网页。"


@dataclass(eq=False)
class AddressRefused(NotOpened):
    """The link, or a page that it leads to, is not on the public web. Reasons: link, scheme, port, address."""

    message = "We only open ordinary pages of the public web; this link leads elsewhere."
    zh = "我们只能打开公开的网页，这个链接指向了别处。"
    reason: str


@dataclass(eq=False)
class TooLarge(NotOpened):
    """The page has more bytes, once unpacked, than we read."""

    message = "The page is too large to read (more than {limit:byte/bytes})."
    zh = "网页内容过大（超过 {limit} 字节），无法读取。"
    limit: int


@dataclass(eq=False)
class TooSlow(NotOpened):
    """The page was not there in time."""

    message = "The page took longer than {seconds:g} seconds to answer."
    zh = "网页在 {seconds:g} 秒内没有打开。"
    seconds: float


@dataclass(eq=False)
class TooManyHops(NotOpened):
    """The page sends on and on."""

    message = "The page forwarded us more than {limit:time/times}."
    zh = "网页跳转超过 {limit} 次，无法打开。"
    limit: int


@dataclass(eq=False)
class NotReachable(NotOpened):
    """No server answers at the name, or what it answers is not sound HTTP."""

    message = "{host} could not be reached or did not answer properly."
    zh = "无法访问 {host}，或对方没有正常回应。"
    host: str


class Unsound(Exception):
    """What came over a connection is no sound answer; the door tells it as NotReachable."""


class Stale(Unsound):
    """A kept connection ended before a byte of the answer came: the server had closed it meanwhile."""
