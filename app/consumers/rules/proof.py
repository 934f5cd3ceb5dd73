"""The code by which somebody shows that an account is his own, and what may come of a look for it."""

from typing import Literal, get_args

from app.platforms.wording import squeezed

Outcome = Literal["found", "missing", "unreadable", "taken", "declined"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Without i, l, o and u: a code that is typed off a screen has no look-alikes."""


def code_from(index: str) -> str:
    """A code such as daren-k7m2-9xq4 from a keyed index in hex: 40 bits that nobody can guess for somebody else."""
    number = int(index[:10], 16)
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in range(7, -1, -1))
    return f"daren-{letters[:4]}-{letters[4:]}"


def holds_code(words: str | None, code: str) -> bool:
    """Whether a profile or a post holds the code, in any case and with any marks between its letters."""
    return squeezed(code) in squeezed(words or "")
