"""What a look at a post may find, by the names that the rest of the product knows it by."""

from app.platforms.found import WHYS, Found, Gone, Post, Private, Unreachable
from app.platforms.numbers import Numbers

__all__ = ["WHYS", "Found", "Gone", "Numbers", "Post", "Private", "Unreachable"]
