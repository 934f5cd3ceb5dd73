"""Which encoding a file of people is written in: UTF-8 with or without its mark, else GB18030."""

import codecs
from collections.abc import Callable, Iterable

from app.core.errors import Invalid
from app.core.i18n import text

ENCODINGS = ("utf-8-sig", "gb18030")
UNKNOWN = text("The file is neither UTF-8 nor GB18030. Save it as CSV UTF-8 and try again.",
               "文件既不是 UTF-8 也不是 GB18030 编码，请另存为 CSV UTF-8 后重试。")
NOT_TEXT = text("This is no text file. Save the table as CSV UTF-8 and try again.",
                "这不是文本文件，请把表格另存为 CSV UTF-8 后重试。")


def encoding_of(pieces: Callable[[], Iterable[bytes]]) -> str:
    """The encoding of a file's bytes, which are asked for piece by piece, once for each encoding that is tried.

    Raises Invalid where it is no text that we know.
    """
    for name in ENCODINGS:
        if _is_written_in(name, pieces()):
            return name
    raise Invalid.at((), UNKNOWN, "unknown_encoding")


def _is_written_in(name: str, pieces: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for piece in pieces:
            if b"\0" in piece:
                raise Invalid.at((), NOT_TEXT, "not_text")
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
