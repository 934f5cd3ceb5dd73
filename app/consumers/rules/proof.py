"""The code by which somebody shows that an account is his own, and what may come of a look for it."""

from typing import Literal, get_args

from app.core import crypto
from app.core.i18n import Text, text
from app.platforms.registry import NETWORKS
from app.platforms.wording import squeezed

Outcome = Literal["found", "missing", "unreadable", "taken", "declined"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
OUTCOME_WORDS: dict[str, Text] = {
    "found": text("We found the code: this account is yours. You may delete the code now.",
                  "已找到验证码，这个账号确认归你所有。验证码现在可以删掉了。"),
    "missing": text("We looked, and the code is not in the profile yet. Please save the profile and let us look again.",
                    "我们看过了，简介里还没有验证码。请保存简介后，再让我们看一次。"),
    "unreadable": text("We could not open the profile. Please let us look again later, or hand in a screenshot.",
                       "我们没能打开你的主页。请稍后再试，或上传一张截图。"),
    "taken": text("Somebody else has shown this account to be theirs. Please ask us for help.",
                  "这个账号已被其他用户证明归其所有，请联系我们。"),
    "declined": text("The screenshot does not show the code. Please take another one in which it can be read.",
                     "截图里看不到验证码，请重新截一张能看清的。"),
}
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u: a code that is typed off a screen has no look-alikes."""


def code_of(consumer_id: str, platform: str) -> str:
    """The code of one person on one network: always the same, kept nowhere, told to this person alone."""
    return code_from(crypto.keyring().blind_index(f"account:{platform}", consumer_id))


def reads_profile(platform: str) -> bool:
    """Whether a network shows people's profiles to us."""
    return any(network.slug == platform and network.profile is not None for network in NETWORKS)


def code_from(index: str) -> str:
    """A code such as daren-k7m2-9xq4 from a keyed index in hex: 40 bits that nobody can guess for somebody else."""
    number = int(index[:10], 16)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(7, -1, -1))
    return f"daren-{letters[:4]}-{letters[4:]}"


def holds_code(words: str | None, code: str) -> bool:
    """Whether a profile or a post holds the code, in any case and with any marks between its letters."""
    return squeezed(code) in squeezed(words or "")
