"""Passwords are hashed, checked in equal work for known and unknown accounts, and never on the loop."""

import asyncio

import pytest

from app.accounts.rules import passwords
from app.core.errors import Invalid


async def test_a_password_matches_its_own_hash_and_no_other() -> None:
    kept = await passwords.hash_of("correct horse", "light")
    assert await passwords.matches(kept, "correct horse", "light")
    assert not await passwords.matches(kept, "correct hors", "light")


async def test_two_hashes_of_one_password_differ() -> None:
    first, second = [await passwords.hash_of("correct horse", "light") for _ in range(2)]
    assert first != second


async def test_full_width_letters_are_the_same_password() -> None:
    kept = await passwords.hash_of("password 10", "light")
    assert await passwords.matches(kept, "ｐａｓｓｗｏｒｄ　１０", "light")


@pytest.mark.parametrize("kept", [None, "no hash at all"])
async def test_where_nothing_is_kept_no_password_matches(kept: str | None) -> None:
    assert not await passwords.matches(kept, "nobody has chosen this one", "light")


async def test_an_endless_password_matches_nothing() -> None:
    kept = await passwords.hash_of("x" * passwords.LONGEST, "light")
    assert not await passwords.matches(kept, "x" * (passwords.LONGEST + 1), "light")


async def test_the_loop_goes_on_while_a_strong_password_is_hashed() -> None:
    hashing = asyncio.create_task(passwords.hash_of("correct horse", "strong"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert (await hashing).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert turns > 1


@pytest.mark.parametrize("password", ["", "nine char", "x" * 201])
def test_too_short_or_too_long_a_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.checked(password)
