"""Parcel numbers survive being read aloud, typed and copied, and a wrong one is noticed."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.samples.rules import numbers

symbols = st.text(numbers.ALPHABET, min_size=numbers.PLACES, max_size=numbers.PLACES)


def whole(seven: str) -> str:
    return numbers.write(seven + numbers.check_symbol(seven))


@given(symbols)
@settings(max_examples=50)
def test_a_number_is_read_back_however_it_is_typed(seven: str) -> None:
    number = whole(seven)
    for typed in (number, number.lower(), number.replace("-", ""), number[2:], f"  {number.replace('-', ' ')} ",
                  "Ｐ－" + number[2:]):
        assert numbers.read(typed) == number


@given(symbols, st.integers(0, 7), st.integers(1, 28))
@settings(max_examples=50)
def test_one_wrong_symbol_is_always_noticed(seven: str, place: int, shift: int) -> None:
    plain = whole(seven)[2:].replace("-", "")
    wrong = numbers.ALPHABET[(numbers.ALPHABET.index(plain[place]) + shift) % 29]
    assert numbers.read(plain[:place] + wrong + plain[place + 1:]) is None


@given(symbols, st.integers(0, 6))
@settings(max_examples=50)
def test_two_symbols_that_changed_places_are_always_noticed(seven: str, place: int) -> None:
    plain = whole(seven)[2:].replace("-", "")
    if plain[place] != plain[place + 1]:
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2:]
        assert numbers.read(swapped) is None


@pytest.mark.parametrize("typed", ["", "P-", "P-7K3M", "P-7K3M-2Q8", "P-0000-0000", "12345678901234", "=1+1"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert numbers.read(typed) is None


def test_a_seed_gives_the_same_numbers_again() -> None:
    assert [numbers.make(Random(7)) for _ in range(2)] == [numbers.make(Random(7))] * 2
    chance = Random(7)
    assert len({numbers.make(chance) for _ in range(2000)}) == 2000
