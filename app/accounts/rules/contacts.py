"""How a phone number, an email or an openid is written: one spelling for each, or a sentence that says how."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import idna

from app.core.errors import Invalid
from app.core.i18n import text

ContactKind = Literal["phone", "email", "wechat"]
KINDS: tuple[ContactKind, ...] = ("phone", "email", "wechat")

LONGEST = 300

_MAINLAND_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+0-9\s().\-/]+")

NOT_A_CONTACT = text("Please give an email address or a phone number.", "请填写邮箱或手机号。")
NOT_AN_EMAIL = text("This is no complete email address; it should look like name@example.com.",
                    "邮箱地址不完整，应类似 name@example.com。")
NOT_A_PHONE = text("This is no complete mobile number. Mainland numbers have 11 digits; others begin with + and the "
                   "country's code.", "手机号不完整。大陆号码为 11 位，其他地区请以 + 和国家代码开头。")
NOT_AN_OPENID = text("This is no WeChat openid.", "微信 openid 无效。")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact point in its one spelling."""

    kind: ContactKind
    value: str

    @property
    def masked(self) -> str:
        """Enough to recognise it by: the ends, without the middle."""
        if self.kind == "email":
            local, _, domain = self.value.partition("@")
            return f"{local[:1]}***@{domain}"
        return f"{self.value[:6]}****{self.value[-4:]}" if self.kind == "phone" else f"{self.value[:2]}***"


def contact_of(typed: str, kind: str | None = None, where: str = "contact") -> Contact:
    """What was typed as a contact point, its kind detected where none is named; raises Invalid with a sentence."""
    if len(typed) > LONGEST:
        raise Invalid.at(where, NOT_A_CONTACT, "bad_contact")
    plain = unicodedata.normalize("NFKC", typed).strip()
    match kind or _kind_of(plain):
        case "email":
            return Contact("email", _email(plain, where))
        case "phone":
            return Contact("phone", _phone(plain, where))
        case "wechat" if _OPENID.fullmatch(plain):
            return Contact("wechat", plain)
        case "wechat":
            raise Invalid.at(where, NOT_AN_OPENID, "bad_openid")
    raise Invalid.at(where, NOT_A_CONTACT, "bad_contact")


def kind_of(typed: str) -> ContactKind:
    """Whether what was typed is an email or a phone; raises Invalid where it is neither."""
    return contact_of(typed).kind


def _kind_of(plain: str) -> str | None:
    if "@" in plain:
        return "email"
    return "phone" if _LOOKS_LIKE_A_NUMBER.fullmatch(plain) else None


def _phone(plain: str, where: str) -> str:
    """E.164; 11 digits that begin like a mainland mobile get +86."""
    digits = re.sub(r"[\s().\-/]", "", plain)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if _MAINLAND_MOBILE.fullmatch(digits):
        digits = "+86" + digits
    elif digits.startswith("86") and _MAINLAND_MOBILE.fullmatch(digits[2:]):
        digits = "+" + digits
    mainland = digits.startswith("+86")
    if not _E164.fullmatch(digits) or (mainland and not _MAINLAND_MOBILE.fullmatch(digits[3:])):
        raise Invalid.at(where, NOT_A_PHONE, "bad_phone")
    return digits


def _email(plain: str, where: str) -> str:
    """Lower case throughout, the domain as A-labels; at most 254 characters (RFC 5321, 4.5.3.1)."""
    local, _, domain = plain.lower().rpartition("@")
    try:
        host = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        host = ""
    if not (_LOCAL.fullmatch(local) and len(local) <= 64 and "." in host and len(local) + len(host) < 254):
        raise Invalid.at(where, NOT_AN_EMAIL, "bad_email")
    return f"{local}@{host}"
