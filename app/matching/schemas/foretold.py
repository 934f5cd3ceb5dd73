"""What stands in a campaign's way, as programs see it."""

from collections.abc import Iterable

from app.core.errors import Fault
from app.core.i18n import Text
from app.core.shapes import Out
from app.matching.rules.foretold import Hint


class HintOut(Out):
    """What stands in the way, at its place in the campaign, with the smallest change that mends it."""

    pointer: str
    code: str
    words: Text

    @classmethod
    def all_of(cls, found: Iterable[Hint]) -> "list[HintOut]":
        """Hints as they are answered, in the order in which they should be mended."""
        return [cls(pointer=Fault(hint.where, "", hint.words).pointer, code=hint.code, words=hint.words)
                for hint in found]
