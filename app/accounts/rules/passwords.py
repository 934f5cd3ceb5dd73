"""Passwords: hashed with Argon2id on threads of their own, so that neither the loop nor a transaction waits."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Literal, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import Invalid
from app.core.i18n import text

Cost = Literal["strong", "light"]
T = TypeVar("T")
SHORTEST, LONGEST = 10, 200
_THREADS = ThreadPoolExecutor(2, "password")
_HASHERS: dict[Cost, PasswordHasher] = {
    # OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
    "strong": PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1),
    "light": PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
}


@cache
def _decoy(cost: Cost) -> str:
    """A hash that no password has, checked where an account is unknown, so that the answer takes as long."""
    return _HASHERS[cost].hash("nobody has chosen this one")


def _plain(password: str) -> str:
    """One spelling for what keyboards write differently (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def checked(password: str, where: str = "password") -> str:
    """A password that may be chosen, or Invalid with a sentence."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid.at(where, text(f"A password has {SHORTEST} to {LONGEST} characters.",
                                     f"密码长度为 {SHORTEST} 到 {LONGEST} 个字符。"), "bad_password")
    return password


async def _on_a_thread(function: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, function)


async def hash_of(password: str, cost: Cost) -> str:
    """The hash under which a password is kept."""
    return await _on_a_thread(lambda: _HASHERS[cost].hash(_plain(password)))


async def matches(kept: str | None, password: str, cost: Cost) -> bool:
    """Whether a password is the kept one; where nothing is kept the same work is done for a no."""
    long = len(password) > LONGEST
    return await _on_a_thread(lambda: _matches(None if long else kept, password[:LONGEST], cost))


def _matches(kept: str | None, password: str, cost: Cost) -> bool:
    decoy = _decoy(cost)
    try:
        return _HASHERS[cost].verify(kept or decoy, _plain(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
