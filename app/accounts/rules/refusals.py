"""Why somebody is not let in, or a contact point is not taken."""

from dataclasses import dataclass

from app.core.errors import Conflict


class LinkGone(Conflict):
    """A one-time link that does not let in any more; a new one is asked for in a moment."""

    message = "This link does not work any more. Ask for a new one; it takes a moment."
    zh = "这个链接已失效，重新获取一个即可，很快。"


class LinkUnknown(LinkGone):
    """No such link was ever made, or it was not copied whole."""

    message = "We do not know this link; perhaps it was not copied whole. Ask for a new one; it takes a moment."
    zh = "找不到这个链接，可能没有复制完整。重新获取一个即可，很快。"


class LinkUsed(LinkGone):
    """The link has let somebody in already."""

    message = "This link has been used already; each works once. Ask for a new one; it takes a moment."
    zh = "这个链接已经用过了，每个链接只能用一次。重新获取一个即可，很快。"


class LinkOld(LinkGone):
    """The link waited too long."""

    message = "This link is too old to let you in. Ask for a new one; it takes a moment."
    zh = "这个链接已过期。重新获取一个即可，很快。"


@dataclass(eq=False)
class ContactTaken(Conflict):
    """One verified phone or email is one person."""

    message = "This {kind} belongs to another account. Sign in with it, or use a different one."
    zh = "这个联系方式已属于另一个账号。请用它登录，或换一个。"
    kind: str


class LastContact(Conflict):
    """Without a verified contact point nobody could get in again."""

    message = "This is the only verified way to reach you; add another one first."
    zh = "这是您唯一已验证的联系方式，请先添加另一个。"


class PasswordChanged(Conflict):
    """The password was changed between the check and the deed."""

    message = "The password has been changed in the meantime. Please try again."
    zh = "密码刚刚被修改过，请重试。"


@dataclass(eq=False)
class NoEntrance(Conflict):
    """The account is not what the key or the link is to be for."""

    message = "This account has no part in daren as {kind}."
    zh = "该账号没有相应的身份（{kind}）。"
    kind: str
